import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { OutboxMessage, SendClass } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { ClaimedSend, SendClaim, SendEnding, SendRow } from '../sends.ts'

export async function addSends(db: Kysely<Schema>, rows: readonly SendRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`${HOT} insert into outbox (key, class, incident_id, state, due, attempts, message, requested_at)
    select key, class, incident, 'pending', to_timestamp(due / 1000), 0, message, to_timestamp("requestedAt" / 1000)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(
      key text, class text, incident text, due float8, message jsonb, "requestedAt" float8)
    order by key on conflict (key) do nothing`.execute(db)
}

/** What is under way keeps its lease, so that its end can still be written down; whatever becomes of it, it is not tried again. */
export async function cancelSends(db: Kysely<Schema>, keys: readonly string[], at: Instant): Promise<void> {
  if (keys.length === 0) return
  const now = formatInstant(at)
  await sql`${HOT} update outbox set state = 'cancelled', ended_at = ${now}::timestamptz where key in
    (select key from outbox where key = any(${[...keys]}::text[]) and state = 'pending' order by key for update)`.execute(
    db,
  )
}

interface OutboxRow {
  key: string
  class: SendClass
  incident_id: string | null
  due: number
  message: OutboxMessage
  requested_at: number
  attempts: number
}

/** The channels of a class for which something waits, by a few looks into the index: however much waits for one of them. */
const waitingChannels = (sendClass: SendClass) => sql`recursive channels (channel) as (
    (select channel from outbox where class = ${sendClass} and state = 'pending' order by channel limit 1)
    union all
    select (select o.channel from outbox o where o.class = ${sendClass} and o.state = 'pending' and o.channel > c.channel
      order by o.channel limit 1)
    from channels c where c.channel is not null)`

export async function claimSends(db: Kysely<Schema>, claim: SendClaim): Promise<ClaimedSend[]> {
  const { rows } = await sql<OutboxRow>`${HOT} with ${waitingChannels(claim.class)}, chosen as materialized (
      select s.key, s.due from channels c cross join lateral (
        select key, due from outbox where class = ${claim.class} and channel = c.channel and state = 'pending'
          and due <= ${formatInstant(claim.now)}::timestamptz order by due
        limit greatest(0, ${claim.channelMax}::int - coalesce((${JSON.stringify(claim.underWay)}::jsonb ->> c.channel)::int, 0))
        for update skip locked) s
      order by s.due limit ${claim.limit})
    update outbox o
    set due = ${formatInstant(claim.leasedUntil)}::timestamptz, leased_by = ${claim.node}, attempts = o.attempts + 1
    from chosen c where o.key = c.key
    returning o.key, o.class, o.incident_id, c.due, o.message, o.requested_at, o.attempts`.execute(db)
  // An update returns its rows in the order in which it meets them, which is the planner's choice.
  return rows
    .sort((a, b) => a.due - b.due)
    .map((row) => ({
      key: row.key,
      class: row.class,
      due: row.due as Instant,
      message: row.message,
      requestedAt: row.requested_at as Instant,
      attempt: row.attempts,
      ...(row.incident_id && { incident: row.incident_id as IncidentId }),
    }))
}

export async function releaseSends(
  db: Kysely<Schema>,
  release: { class: SendClass; node: string; now: Instant; except: readonly string[] },
): Promise<void> {
  await sql`update outbox set due = ${formatInstant(release.now)}::timestamptz, leased_by = null where key in
    (select key from outbox where class = ${release.class} and state = 'pending' and leased_by = ${release.node}
      and key <> all(${[...release.except]}::text[]) order by key for update skip locked)`.execute(db)
}

/**
 * The attempt's number is the fence: whoever claimed later counted on. What a provider took is over all the same: else it would go out
 * once more when the later attempt's node dies. One that was cancelled while it was under way ends as it ended, and stays cancelled
 * where it would have been tried again. What waits is free from then on, so that its end, when it is told once more for want of an answer,
 * is told to nobody.
 */
export async function endSends(db: Kysely<Schema>, endings: readonly SendEnding[], at: Instant): Promise<Set<string>> {
  if (endings.length === 0) return new Set()
  const rows = endings.map(({ key, attempt, how }) => ({ key, attempt, ...how }))
  const now = formatInstant(at)
  const ended = await sql<{ key: string }>`${HOT} with e as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as x(key text, attempt int, kind text, due float8, error text, "providerRef" text, mark jsonb, provider text)
    ), mine as materialized (
      select o.key from e join outbox o on o.key = e.key
      where (o.attempts = e.attempt or (e.kind = 'done' and o.attempts > e.attempt))
        and (o.state = 'pending' or (o.state = 'cancelled' and o.leased_by is not null))
        and (e.kind <> 'held' or o.leased_by is not null)
      order by o.key for update of o
    )
    update outbox o set
      leased_by = null,
      state = case when kind in ('retry', 'held') then o.state else kind end,
      ended_at = case when kind in ('retry', 'held') then o.ended_at else ${now}::timestamptz end,
      -- A message that has told of it meanwhile leaves nothing to wait for.
      due = case when kind = 'held' and o.message -> 'carriedBy' is not null then ${now}::timestamptz
        when kind in ('retry', 'held') then to_timestamp(e.due / 1000) else o.due end,
      -- What another message did with it this time says nothing of the next one.
      message = case kind when 'held' then o.message || e.mark when 'retry' then o.message - 'carriedBy' - 'bundledIn' - 'leads'
        else o.message end,
      provider_ref = case kind when 'done' then "providerRef" else o.provider_ref end,
      provider = case kind when 'held' then o.provider else e.provider end,
      last_error = case kind when 'held' then o.last_error when 'done' then coalesce(error, o.last_error) else error end
    from e where o.key = e.key and o.key in (select key from mine) returning o.key`.execute(db)
  return new Set(ended.rows.map((row) => row.key))
}

export async function nextSendDue(
  db: Kysely<Schema>,
  sendClass: SendClass,
  fullChannels: readonly string[],
): Promise<Instant | null> {
  const { rows } = await sql<{ due: number | null }>`${HOT} with ${waitingChannels(sendClass)}
    select min(s.due) as due from channels c cross join lateral (
      select due from outbox where class = ${sendClass} and channel = c.channel and state = 'pending' order by due limit 1) s
    where c.channel <> all(${[...fullChannels]}::text[])`.execute(db)
  return (rows[0]?.due ?? null) as Instant | null
}
