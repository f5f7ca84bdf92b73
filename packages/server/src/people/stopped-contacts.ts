/**
 * Contacts whose owner wants no more messages there: a STOP by text message, by law, ends them. The contact stays with its place in the
 * rules, says so, and is paged again after a START from there, or after it was verified anew.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { changeConfiguration, type Editor, getForChange } from '../shell/config/change-configuration.ts'
import type { Schema } from '../shell/database/schema.ts'
import { endOptOut, noteOptOut } from './address-states.ts'
import { userKind } from './user-kind.ts'

interface Stopped {
  channel: string
  address: string
  at: Instant
}

const ACTOR = { kind: 'system', part: 'outbox' } as const

/** Those to whom the contact belonged; empty when it was nobody's, or had ended before. */
export async function stopContacts(db: Kysely<Schema>, stopped: Stopped): Promise<string[]> {
  const { channel, address, at } = stopped
  const rows = await db
    .selectFrom('contacts')
    .select('user_id')
    .distinct()
    .where('channel', '=', channel)
    .where('address', '=', address)
    .where('verified_at', 'is not', null)
    .execute()
  const owners = rows.map(({ user_id }) => user_id).sort()
  if (owners.length === 0) return []
  await changeConfiguration(db, { actor: ACTOR, at }, async (editor) => {
    await noteOptOut(editor.db, { channel, address }, { at, users: owners })
    await setVerified(editor, stopped, owners, 'never')
  })
  return owners
}

/** Those whose contact it is again: a START from the number itself shows that it is in their hands, as it was before. */
export async function resumeContacts(db: Kysely<Schema>, stopped: Stopped): Promise<readonly string[]> {
  const { channel, address, at } = stopped
  let owners: readonly string[] = []
  await changeConfiguration(db, { actor: ACTOR, at }, async (editor) => {
    const before = (await endOptOut(editor.db, { channel, address })) ?? []
    const rows = await editor.db
      .selectFrom('contacts')
      .select('user_id')
      .distinct()
      .where('channel', '=', channel)
      .where('address', '=', address)
      .execute()
    const still = new Set(rows.map(({ user_id }) => user_id))
    owners = before.filter((owner) => still.has(owner)).sort()
    await setVerified(editor, stopped, owners, 'now')
  })
  return owners
}

async function setVerified(
  editor: Editor,
  { channel, address }: Stopped,
  owners: readonly string[],
  to: 'now' | 'never',
): Promise<void> {
  for (const owner of owners) {
    const person = await getForChange(editor, userKind, owner)
    const contacts = person.contacts.map((contact) =>
      contact.channel === channel && contact.address === address
        ? { ...contact, verified_at: to === 'now' ? editor.at : null }
        : contact,
    )
    await editor.put(userKind, { ...person, contacts }, { isShared: true })
  }
}
