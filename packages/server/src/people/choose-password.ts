import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { SECOND } from '@tocsin/core/kernel/instant.ts'
import type { AccountMail } from '../shell/auth/account-mail.ts'
import { deleteLinksOf, findLinkOwner, type LinkOwner } from '../shell/auth/account-token.queries.ts'
import { limitedAddress } from '../shell/auth/attempt-limit.ts'
import { writePassword } from '../shell/auth/passwords.ts'
import { actorOf, type PersonPrincipal } from '../shell/auth/principal.ts'
import type { RequestOrigin } from '../shell/auth/request-origin.ts'
import { deleteSessionsOf } from '../shell/auth/session.queries.ts'
import { changeConfiguration, getForChange } from '../shell/config/change-configuration.ts'
import { invalidField, Refusal } from '../shell/http/refusal.ts'
import { makeAccountLink } from './account-link.ts'
import type { Accounts } from './accounts.ts'
import { demandGoodPassword } from './good-password.ts'
import { withProvenAddress } from './new-person.ts'
import { findAccount, findUser } from './people.queries.ts'
import { takeLoginAttempt } from './sign-in.ts'
import { userKind } from './user-kind.ts'

/** Whose link it is. Throws `account_link_invalid`. */
export async function readAccountLink(accounts: Accounts, token: string, at: Instant) {
  const owner = await findLinkOwner(accounts.db, token, at)
  const person = owner && (await findUser(accounts.db, owner.userId))
  if (!person) throw new Refusal('account_link_invalid')
  return {
    purpose: owner.purpose as 'invite' | 'password_reset',
    email: person.email,
    name: person.name,
    id: person.id,
  }
}

/**
 * Sets the password of whoever holds the link. It ends all their links and sessions, and their mail address counts as proven:
 * the link came by mail.
 */
export async function choosePassword(
  accounts: Accounts,
  { token, password }: { token: string; password: string },
  origin: RequestOrigin,
) {
  const { db, passwords, sessions, accessLog } = accounts
  const { at } = origin
  const person = await readAccountLink(accounts, token, at)
  demandGoodPassword(password, person)
  const hash = await passwords.hash(password)
  const actor: Actor = { kind: 'user', id: person.id as UserId, via: 'link' }
  const outcome = await changeConfiguration(db, { actor, at }, async (editor) => {
    // Once more under the lock: of two requests with one link the second finds nothing.
    const owner: LinkOwner | undefined = await findLinkOwner(editor.db, token, at)
    if (!owner || !(await deleteLinksOf(editor.db, person.id))) editor.reject('account_link_invalid')
    await writePassword(editor.db, person.id, hash, at)
    const ended = await deleteSessionsOf(editor.db, person.id)
    const detail = { purpose: person.purpose, ended }
    await accessLog.record(editor.db, { act: 'password_set', user: person.id, actor, origin, detail })
    const row = await getForChange(editor, userKind, person.id)
    await editor.put(userKind, withProvenAddress(row, at), { isShared: true })
  })
  if ('rejected' in outcome) return outcome
  sessions.forget(person.id)
  await accounts.configurationChanged()
  if (person.purpose === 'password_reset') mailInBackground(accounts, changedMail(person))
  return undefined
}

/** Sets one's own password, ends one's other sessions, and returns a new token for this one. Throws `login_failed`. */
export async function changePassword(
  accounts: Accounts,
  person: PersonPrincipal,
  body: { current_password: string; password: string },
  origin: RequestOrigin,
): Promise<string> {
  const { db, passwords, sessions, accessLog } = accounts
  const giveBack = takeLoginAttempt(accounts, person.email, origin.address, origin.at)
  const outcome = await passwords.check(db, person.id, body.current_password, origin.at)
  if (outcome === 'busy') throw new Refusal('busy', { retryAfterS: 5 })
  if (outcome === 'wrong') {
    await accessLog.countAttempt(db, { act: 'sign_in_failed', user: person.id, origin })
    throw invalidField('current_password', 'is not your password')
  }
  giveBack()
  demandGoodPassword(body.password, person)
  const hash = await passwords.hash(body.password)
  const token = await db.transaction().execute(async (tx) => {
    await writePassword(tx, person.id, hash, origin.at)
    await deleteLinksOf(tx, person.id)
    const ended = await deleteSessionsOf(tx, person.id, person.sessionId)
    const actor = actorOf(person)
    await accessLog.record(tx, { act: 'password_changed', user: person.id, actor, origin, detail: { ended } })
    return sessions.renew(tx, person.sessionId)
  })
  sessions.forget(person.id)
  mailInBackground(accounts, changedMail(person))
  return token
}

/** Throws `rate_limited`; says nothing else, whether there is such an account or not, and takes equally long. */
export function askForPassword(accounts: Accounts, email: string, origin: RequestOrigin): void {
  const { at, address } = origin
  const { resetsByAddress, resetsByAccount } = accounts.limits
  const waitMs = Math.max(
    resetsByAddress.take(limitedAddress(address), at),
    resetsByAccount.take(email.toLowerCase(), at),
  )
  if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterS: Math.ceil(waitMs / SECOND) })
  void mailResetLink(accounts, email, origin).catch((error: unknown) => {
    accounts.log.warn({ err: error }, 'a link for a new password could not be made')
  })
}

async function mailResetLink(accounts: Accounts, email: string, origin: RequestOrigin): Promise<void> {
  const { at } = origin
  const account = await findAccount(accounts.db, email)
  await accounts.accessLog.countAttempt(accounts.db, { act: 'password_asked', user: account?.id ?? null, origin })
  if (!account?.is_active) return
  const link = await makeAccountLink(accounts, accounts.db, { userId: account.id, purpose: 'password_reset', at })
  mailInBackground(accounts, { kind: 'password_reset', to: account.email, name: account.name, ...link })
}

function changedMail({ email, name }: { email: string; name: string }): AccountMail {
  return { kind: 'password_changed', to: email, name }
}

function mailInBackground({ sendAccountMail, log }: Accounts, mail: AccountMail): void {
  const failed = (facts: Record<string, unknown>) =>
    log.warn({ kind: mail.kind, ...facts }, 'an account’s mail was not sent')
  sendAccountMail(mail).then(
    (result) => {
      if ('notSent' in result) failed({ cause: result.notSent })
    },
    (error: unknown) => failed({ err: error }),
  )
}
