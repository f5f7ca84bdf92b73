import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import type { z } from 'zod'
import { actorOf, type Principal } from '../shell/auth/principal.ts'
import { changeConfiguration } from '../shell/config/change-configuration.ts'
import type { inviteBody, inviteSchema } from './account.schema.ts'
import { type AccountLink, makeAccountLink } from './account-link.ts'
import type { Accounts } from './accounts.ts'
import { newPerson } from './new-person.ts'
import { findAccount, findUser } from './people.queries.ts'
import { userKind } from './user-kind.ts'

type InviteAnswer = z.output<typeof inviteSchema>

/** Makes a person without a password, and mails them the link with which they choose one. They can be paged at once. */
export async function invitePerson(
  accounts: Accounts,
  principal: Principal,
  body: z.output<typeof inviteBody>,
  at: Instant,
) {
  const { db, ids } = accounts
  const outcome = await changeConfiguration(db, { actor: actorOf(principal), at }, async (editor) => {
    if (await findAccount(editor.db, body.email)) editor.reject('already_exists', { field: 'email' })
    const id = ids.next()
    await editor.put(userKind, newPerson({ ...body, id, at, isAddressProven: false }))
    return { id, link: await makeAccountLink(accounts, editor.db, { userId: id, purpose: 'invite', at }) }
  })
  if ('rejected' in outcome) return outcome
  await accounts.configurationChanged()
  return sendInvite(accounts, principal, outcome.result)
}

/** Mails a new link to somebody who has not chosen a password yet. */
export async function inviteAgain(
  accounts: Accounts,
  principal: Principal,
  userId: string,
  at: Instant,
): Promise<InviteAnswer | { rejected: Rejection }> {
  const person = await findUser(accounts.db, userId)
  if (!person) return { rejected: { code: 'not_found' } }
  if (!person.is_active) return { rejected: { code: 'user_inactive', facts: { user: person.name } } }
  if (!person.is_invited) return { rejected: { code: 'already_exists', facts: { field: 'password' } } }
  const link = await makeAccountLink(accounts, accounts.db, { userId, purpose: 'invite', at })
  return sendInvite(accounts, principal, { id: userId, link })
}

async function sendInvite(
  accounts: Accounts,
  principal: Principal,
  { id, link }: { id: string; link: AccountLink },
): Promise<InviteAnswer> {
  const user = present(await findUser(accounts.db, id), 'the invited person')
  const by = principal.name
  const result = await accounts.sendAccountMail({ kind: 'invite', to: user.email, name: user.name, by, ...link })
  const problem = 'notSent' in result ? result.notSent : null
  const url = problem === null ? null : link.url
  return { user, invite: { is_sent: problem === null, url, problem, expires_at: link.expiresAt } }
}
