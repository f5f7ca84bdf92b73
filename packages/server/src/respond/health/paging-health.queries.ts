/**
 * How well paging keeps its promises, by UTC day and channel, out of what the outbox and the incidents kept. Bounded: at most the
 * newest so many pages and incidents of the span are looked at.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { OVER_LIMIT } from '@tocsin/core/respond/message-limit.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

export const PAGES_LOOKED_AT_MAX = 50_000
const INCIDENTS_LOOKED_AT_MAX = 20_000

export interface ChannelDay {
  /** `2026-01-05`, in UTC. */
  day: string
  channel: string
  handed_over: number
  /** Given up, or reported by the provider as not arrived. */
  missed: number
  /** Of those handed over: they followed another page in a burst and waited to go with others, so that they tell nothing of latency. */
  bundled: number
  /** Milliseconds from the receipt of the signal to the hand-over, of first calls; null where there was none. */
  p50: number | null
  p99: number | null
  max: number | null
}

const UNDELIVERED = 'undelivered:%'
/** Nothing failed: the page went by another way. */
const OVER_LIMIT_ERROR = `${OVER_LIMIT}:%`

/** Cancelled pages (somebody had answered before) are neither. Tests count: they go the whole way. */
export async function listChannelDays(db: Kysely<Schema>, since: Instant): Promise<ChannelDay[]> {
  const { rows } = await sql<ChannelDay>`select day, channel,
      count(*) filter (where state = 'done')::int as handed_over,
      count(*) filter (where (state = 'dead' and last_error not like ${OVER_LIMIT_ERROR}) or last_error like ${UNDELIVERED})::int as missed,
      count(*) filter (where state = 'done' and was_held)::int as bundled,
      percentile_disc(0.5) within group (order by ms) filter (where is_first) as p50,
      percentile_disc(0.99) within group (order by ms) filter (where is_first) as p99,
      max(ms) filter (where is_first) as max
    from (
      select to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD') as day, message->'target'->>'channel' as channel, state, last_error,
        message->>'heldSince' is not null as was_held,
        state = 'done' and (message->>'isFirstCall')::boolean and message->>'heldSince' is null as is_first,
        round(extract(epoch from ended_at) * 1000 - (message->>'signalReceivedAt')::numeric)::int as ms
      from (select * from outbox where ended_at >= ${formatInstant(since)}::timestamptz and class = 'page'
        and state in ('done', 'dead') order by ended_at desc limit ${PAGES_LOOKED_AT_MAX}) newest
    ) pages group by day, channel order by day desc, channel`.execute(db)
  return rows
}

export interface ProviderFailure {
  channel: string
  code: string
  /** Of a channel with two providers: which of them said it; null where there is one. */
  provider: 'first' | 'second' | 'both' | null
  count: number
  /** The newest, in the provider's words. */
  example: string
}

/** What went wrong with pages, also where a later attempt went through. */
export async function listFailures(db: Kysely<Schema>, since: Instant): Promise<ProviderFailure[]> {
  const { rows } = await sql<ProviderFailure>`select channel, code, provider, count(*)::int as count,
      (array_agg(cause order by ended_at desc))[1] as example
    from (
      select message->'target'->>'channel' as channel, ended_at,
        -- What stands with a page that the second took is what the first said, but for a receipt, which is the second's.
        case when provider = 'second' and last_error not like ${UNDELIVERED} then 'first' else provider end as provider, split_part(last_error, ':', 1) as code,
        ltrim(substring(last_error from position(':' in last_error) + 1)) as cause
      from (select * from outbox where ended_at >= ${formatInstant(since)}::timestamptz and class = 'page'
        and last_error is not null order by ended_at desc limit ${PAGES_LOOKED_AT_MAX}) newest
    ) failures group by channel, code, provider order by count desc, channel, code, provider`.execute(db)
  return rows
}

export interface AcknowledgementDay {
  day: string
  urgency: string
  incidents: number
  acknowledged: number
  p50: number | null
  p90: number | null
}

/** From the record of an incident to its first acknowledgement, in milliseconds; tests are left out. */
export async function listAcknowledgements(db: Kysely<Schema>, since: Instant): Promise<AcknowledgementDay[]> {
  const { rows } =
    await sql<AcknowledgementDay>`select day, urgency, count(*)::int as incidents, count(ms)::int as acknowledged,
      percentile_disc(0.5) within group (order by ms) as p50, percentile_disc(0.9) within group (order by ms) as p90
    from (
      select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD') as day, urgency,
        round(extract(epoch from acknowledged_at - recorded_at) * 1000)::bigint as ms
      from (select * from incidents where recorded_at >= ${formatInstant(since)}::timestamptz and not is_test
        order by recorded_at desc limit ${INCIDENTS_LOOKED_AT_MAX}) newest
    ) incidents group by day, urgency order by day desc, urgency`.execute(db)
  return rows
}
