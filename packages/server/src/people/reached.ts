/** Whether a page can reach somebody, by what the core would try and the channels that are set up. */
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { ContactId } from '@tocsin/core/kernel/brand.ts'
import { canReach } from '@tocsin/core/respond/notification-plan.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import type { UserRow } from './user-kind.ts'

export async function isReached(db: Kysely<Schema>, { email, contacts }: UserRow): Promise<boolean> {
  const rows = await db.selectFrom('channels').select('channel').execute()
  const setUp = new Set(rows.map(({ channel }) => channel))
  // Some need no settings.
  const isWorking = (channel: string) =>
    setUp.has(channel) || outChannels.get(channel)?.configSchema.safeParse(undefined).success === true
  const known = contacts.map(({ id, channel, address, verified_at }) => ({
    id: id as ContactId,
    ...{ channel, to: address, isVerified: verified_at !== null },
  }))
  return canReach({ email, contacts: known }, isWorking)
}
