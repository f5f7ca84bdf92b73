import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { deleteLinksOf } from '../shell/auth/account-token.queries.ts'
import { actorOf, type Principal } from '../shell/auth/principal.ts'
import { deleteSessionsOf } from '../shell/auth/session.queries.ts'
import { changeConfiguration, type Editor, getForChange } from '../shell/config/change-configuration.ts'
import { demand } from '../shell/http/api.ts'
import { rejectStale } from '../shell/http/expected-version.ts'
import type { UserPatch } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { windowsOf } from './hours-field.ts'
import { findAccount, findUser, hasOtherAdmin } from './people.queries.ts'
import { changedPaging } from './personal-paging.ts'
import { type UserRow, userKind } from './user-kind.ts'
import { isOwn } from './whose.ts'

interface PersonChange {
  userId: string
  principal: Principal
  at: Instant
  expectedVersion: number | undefined
}

/**
 * Changes a person's row, contacts or rules in one transaction: what `change` returns is written. Where the file owns the person,
 * what people look after themselves (`isShared`) may still change.
 */
export async function changePerson(
  accounts: Accounts,
  { userId, principal, at, expectedVersion }: PersonChange,
  change: (editor: Editor, person: UserRow) => Promise<{ person: UserRow; isShared: boolean }>,
) {
  const outcome = await changeConfiguration(accounts.db, { actor: actorOf(principal), at }, async (editor) => {
    const before = await getForChange(editor, userKind, userId)
    await rejectOldVersion(editor, userId, expectedVersion)
    const { person, isShared } = await change(editor, before)
    await editor.put(userKind, person, { isShared })
  })
  if ('rejected' in outcome) return outcome
  accounts.sessions.forget(userId)
  await accounts.configurationChanged()
  return undefined
}

async function rejectOldVersion(editor: Editor, userId: string, expected: number | undefined): Promise<void> {
  if (expected === undefined) return
  const actual = (await findUser(editor.db, userId))?.version ?? 0
  const stale = rejectStale(expected, actual)
  if (stale) editor.reject(stale.code, stale.facts)
}

/** Name, zone, language, working and quiet hours are everybody's own; the rest is for admins. Throws `forbidden`. */
export function demandPatch(principal: Principal, userId: string, patch: UserPatch): void {
  const isAdmins = patch.role !== undefined || patch.is_active !== undefined || patch.email !== undefined
  demand(principal, isOwn(principal, userId) && !isAdmins ? 'profile.write' : 'user.write')
}

/** The person with the patch. Whoever is deactivated is signed out by the same commit; `ended` counts their sessions. */
export async function patchPerson(editor: Editor, person: UserRow, patch: UserPatch) {
  const after: UserRow = {
    ...person,
    name: patch.name ?? person.name,
    email: patch.email ?? person.email,
    role: patch.role ?? person.role,
    zone: patch.zone ?? person.zone,
    locale: patch.locale ?? person.locale,
    hours: patch.hours === undefined ? person.hours : patch.hours && windowsOf(patch.hours),
    paging: changedPaging(person.paging, patch),
    is_active: patch.is_active ?? person.is_active,
  }
  await rejectTakenAddress(editor, person, after)
  await rejectLastAdmin(editor, person, after)
  const isLeaving = person.is_active && !after.is_active
  const ended = isLeaving ? await deleteSessionsOf(editor.db, person.id) : 0
  // A link proves that its holder reads the mail of the address that it was sent to.
  if (isLeaving || after.email !== person.email) await deleteLinksOf(editor.db, person.id)
  const isShared = after.email === person.email && after.role === person.role && after.is_active === person.is_active
  return { person: after, isShared, ended }
}

async function rejectTakenAddress(editor: Editor, before: UserRow, { email }: UserRow): Promise<void> {
  if (email === before.email) return
  const holder = await findAccount(editor.db, email)
  if (holder && holder.id !== before.id) editor.reject('already_exists', { field: 'email' })
}

/** An installation without an admin can only be saved at its command line. */
async function rejectLastAdmin(editor: Editor, before: UserRow, after: UserRow): Promise<void> {
  const isAdmin = (row: UserRow) => row.role === 'admin' && row.is_active
  if (!isAdmin(before) || isAdmin(after)) return
  if (!(await hasOtherAdmin(editor.db, before.id))) editor.reject('last_admin')
}
