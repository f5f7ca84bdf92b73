/** What a chat told us of messages, in the database: once for each event, until it was worked on. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Kysely, Selectable } from 'kysely'
import { claimDueRows, nextDueRow } from '../../shell/database/due-rows.ts'
import type { ChatEventKind } from '../../shell/database/room-tables.ts'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>
export type ChatEvent = Selectable<Schema['chat_events']>

export interface NewChatEvent {
  id: string
  kind: ChatEventKind
  channel: string
  ts: string
  /** Who did it, and the workspace of the app. */
  member: string | null
  team: string | null
}

/** False when it was told before. */
export async function insertChatEvent(db: Db, event: NewChatEvent, at: Instant): Promise<boolean> {
  const now = formatInstant(at)
  const row = await db
    .insertInto('chat_events')
    .values({
      ...{ event_id: event.id, kind: event.kind, channel_id: event.channel, message_ts: event.ts },
      ...{ member: event.member, team: event.team, received_at: now, due_at: now, attempts: 0, problem: null },
    })
    .onConflict((conflict) => conflict.column('event_id').doNothing())
    .returning('event_id')
    .executeTakeFirst()
  return row !== undefined
}

export function claimChatEvents(
  db: Db,
  claim: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<ChatEvent[]> {
  return claimDueRows(db, { table: 'chat_events', key: 'event_id' }, claim)
}

export function nextChatEventDue(db: Db): Promise<Instant | null> {
  return nextDueRow(db, 'chat_events')
}

/** @param end when it is tried again, and why; nothing when it is done */
export async function endChatEvent(
  db: Db,
  { event_id, attempts }: Pick<ChatEvent, 'event_id' | 'attempts'>,
  end?: { dueAt: Instant | null; problem: string },
): Promise<void> {
  await db
    .updateTable('chat_events')
    .set({ due_at: end?.dueAt ? formatInstant(end.dueAt) : null, problem: end?.problem ?? null })
    .where('event_id', '=', event_id)
    .where('attempts', '=', attempts)
    .execute()
}
