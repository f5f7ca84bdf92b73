import { checkEmailAddress } from '@tocsin/adapters/out/email/mailbox.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { CODES, type Rejection } from '@tocsin/core/kernel/codes.ts'
import { changeConfiguration, getForChange } from '../shell/config/change-configuration.ts'
import type { ConfigDb } from '../shell/config/config-kind.ts'
import { findNearest } from '../shell/config/nearest.ts'
import { type AccountLink, makeAccountLink } from './account-link.ts'
import type { AccountsOptions } from './accounts.ts'
import { newPerson } from './new-person.ts'
import { findAccount } from './people.queries.ts'
import { userKind } from './user-kind.ts'

const SHELL_ACTOR: Actor = { kind: 'system', part: 'setup' }

/**
 * For whoever has lost every admin and can run commands on the machine: makes the person with this address an active admin, a new
 * one if there is none and that is wanted (`create`), and returns a link with which they choose a password. It goes around what the file owns, because
 * somebody must be able to sign in.
 */
export async function resetAdmin(
  deps: Pick<AccountsOptions, 'db' | 'ids' | 'clock' | 'linkUrl'>,
  { email, create }: { email: string; create: boolean },
): Promise<{ link: AccountLink; isNew: boolean } | { rejected: Rejection }> {
  if (checkEmailAddress(email) !== undefined)
    return { rejected: { code: 'invalid_request', facts: { field: 'email' } } }
  const at = deps.clock.now()
  const outcome = await changeConfiguration(deps.db, { actor: SHELL_ACTOR, at }, async (editor) => {
    const account = await findAccount(editor.db, email)
    // A mistyped address must not become an admin: whoever has that mailbox would be one.
    if (!account && !create) editor.reject('not_found', await nearestAddress(editor.db, email))
    const id = account?.id ?? deps.ids.next()
    if (account) {
      const person = await getForChange(editor, userKind, id)
      await editor.put(userKind, { ...person, role: 'admin', is_active: true }, { isShared: true })
    } else {
      const name = email.slice(0, email.indexOf('@'))
      const person = { id, email, name, role: 'admin', zone: 'UTC', locale: 'en', at, isAddressProven: true } as const
      await editor.put(userKind, newPerson(person))
    }
    const link = await makeAccountLink(deps, editor.db, { userId: id, purpose: 'password_reset', at })
    return { link, isNew: account === undefined }
  })
  return 'rejected' in outcome ? { rejected: outcome.rejected } : outcome.result
}

async function nearestAddress(db: ConfigDb, email: string): Promise<{ nearest?: string }> {
  const rows = await db.selectFrom('users').select('email').execute()
  const nearest = findNearest(
    email,
    rows.map((row) => row.email),
  )
  return nearest === undefined ? {} : { nearest }
}

/** For the person who gave the command. */
export function explainRejectedReset({ code, facts }: Rejection, email: string): string {
  if (code === 'invalid_request') return `"${email}" is no mail address.`
  if (code !== 'not_found') return CODES[code].mend
  const nearest = facts?.nearest === undefined ? '' : ` Did you mean ${facts.nearest}?`
  return `Nobody has the address ${email}.${nearest} To make a new admin of it, say so with --create.`
}
