/**
 * Contacts whose owner wants no more messages there: a STOP by text message, by law, ends them. The contact stays with its place in the
 * rules, and is paged again after it was verified anew.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Kysely } from 'kysely'
import { changeConfiguration, getForChange } from '../shell/config/change-configuration.ts'
import type { Schema } from '../shell/database/schema.ts'
import { userKind } from './user-kind.ts'

/** Those to whom the contact belonged; empty when it was nobody's, or had ended before. */
export async function stopContacts(
  db: Kysely<Schema>,
  { channel, address, at }: { channel: string; address: string; at: Instant },
): Promise<string[]> {
  const rows = await db
    .selectFrom('contacts')
    .select('user_id')
    .distinct()
    .where('channel', '=', channel)
    .where('address', '=', address)
    .where('verified_at', 'is not', null)
    .execute()
  const owners = rows.map(({ user_id }) => user_id)
  if (owners.length === 0) return []
  const actor = { kind: 'system', part: 'outbox' } as const
  await changeConfiguration(db, { actor, at }, async (editor) => {
    for (const owner of owners.sort()) {
      const person = await getForChange(editor, userKind, owner)
      const contacts = person.contacts.map((contact) =>
        contact.channel === channel && contact.address === address ? { ...contact, verified_at: null } : contact,
      )
      await editor.put(userKind, { ...person, contacts }, { isShared: true })
    }
  })
  return owners
}
