/** A backlog of chat messages that tell what became of incidents, each with an earlier message to edit. */

import { serviceName } from './alerts.ts'
import type { Query } from './database-inspection.ts'
import { PERSON } from './organisation.ts'

const CHAT = '-1001234567890'
/** Of which the messages tell; each had a page in the chat. */
const INCIDENTS = 1_000
const BATCH = 10_000

/** Queues `count` of them as due at `at`, in epoch milliseconds. */
export async function queueChatEdits(query: Query, count: number, at: number): Promise<void> {
  const [user] = await query<{ id: string }>('select id from users where email = $1', [PERSON])
  const told = {
    user: user?.id,
    target: { contact: 'chat', channel: 'telegram', to: CHAT },
    ...{ urgency: 'high', title: 'disk of node-1 is nearly full', priority: 'P2', services: [serviceName(0)] },
    ...{ because: 'incident_acknowledged', signalReceivedAt: at, requestedAt: at, isFirstCall: false },
  }
  await query(
    `insert into outbox (key, class, incident_id, state, due, attempts, message, requested_at, ended_at, provider_ref)
     select 'CHAT-' || n || '/p1', 'page', 'CHAT-' || n, 'done', to_timestamp($1 / 1000.0), 1, $2::jsonb ||
         jsonb_build_object('kind', 'page', 'page', 'CHAT-' || n || '/p1', 'incident', 'CHAT-' || n),
       to_timestamp($1 / 1000.0), to_timestamp($1 / 1000.0), n::text
     from generate_series(0, $3::int - 1) n`,
    [at, JSON.stringify(told), INCIDENTS],
  )
  const notice = { ...told, kind: 'notice', notice: { event: 'acknowledged', by: 'Bench' } }
  for (let from = 0; from < count; from += BATCH)
    await query(
      `insert into outbox (key, class, incident_id, state, due, attempts, message, requested_at)
       select 'CHAT-' || n % $5::int || '/n' || n, 'chat', 'CHAT-' || n % $5::int, 'pending', to_timestamp($1 / 1000.0), 0, $2::jsonb ||
           jsonb_build_object('page', 'CHAT-' || n % $5::int || '/n' || n, 'incident', 'CHAT-' || n % $5::int),
         to_timestamp($1 / 1000.0)
       from generate_series($3::int, $4::int) n`,
      [at, JSON.stringify(notice), from, Math.min(from + BATCH, count) - 1, INCIDENTS],
    )
}

export interface ChatBacklog {
  pending: number
  sent: number
}

export async function countChatEdits(query: Query): Promise<ChatBacklog> {
  const [row] = await query<ChatBacklog>(
    `select count(*) filter (where state = 'pending')::int pending, count(*) filter (where state = 'done')::int sent
     from outbox where class = 'chat'`,
  )
  return row ?? { pending: 0, sent: 0 }
}
