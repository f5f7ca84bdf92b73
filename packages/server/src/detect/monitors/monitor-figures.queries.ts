/** What pages show of monitors: where each stands, how long it was up, and its last checks. */

import { sourceOfMonitor } from '@tocsin/core/detect/monitor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'
import { BUCKET_SPANS_MS, RESULTS_KEPT } from './monitor.queries.ts'

type Db = Kysely<Schema>

export interface MonitorFigures {
  level: string
  since: Instant | null
  /** A failure, or a recovery, that is not confirmed yet. */
  is_suspected: boolean
  checked_at: Instant | null
  due: Instant | null
  latency_ms: number | null
  value: number | null
  message: string | null
  paused_until: Instant | null
  uptime_24h: number | null
  uptime_30d: number | null
  /** By the hour, the running one last: how long answers took. Null where nothing was checked. */
  latency_24h: (number | null)[]
}

const HOURS = 24
const DAYS = 30

interface Times {
  monitor_id: string
  day_up: number
  day_down: number
  month_up: number
  month_down: number
  hours: { at: number; latency: number }[] | null
}

/** One statement over the buckets of hours and of days, however many monitors there are. */
export async function loadMonitorFigures(db: Db, at: Instant, only?: string): Promise<Map<string, MonitorFigures>> {
  const hour = Math.floor(at / HOUR) * HOUR
  const from24 = formatInstant((hour - (HOURS - 1) * HOUR) as Instant)
  const from30 = formatInstant((Math.floor(at / DAY) * DAY - (DAYS - 1) * DAY) as Instant)
  const states = await db
    .selectFrom('monitor_states')
    .selectAll()
    .$if(only !== undefined, (query) => query.where('monitor_id', '=', only ?? ''))
    .execute()
  const which = only === undefined ? sql`` : sql`and monitor_id = ${only}`
  const [, hourly, daily] = BUCKET_SPANS_MS
  const { rows } = await sql<Times>`select monitor_id,
      sum(up_ms) filter (where span_ms = ${hourly}) as day_up, sum(down_ms) filter (where span_ms = ${hourly}) as day_down,
      sum(up_ms) filter (where span_ms = ${daily}) as month_up, sum(down_ms) filter (where span_ms = ${daily}) as month_down,
      jsonb_agg(jsonb_build_object('at', extract(epoch from at) * 1000, 'latency', latency_sum / checks))
        filter (where span_ms = ${hourly}) as hours
    from monitor_buckets
    where ((span_ms = ${hourly} and at >= ${from24}::timestamptz) or (span_ms = ${daily} and at >= ${from30}::timestamptz)) ${which}
    group by monitor_id`.execute(db)
  const times = new Map(rows.map((row) => [row.monitor_id, row]))
  return new Map(
    states.map((row) => {
      const of = times.get(row.monitor_id)
      const byHour = new Map((of?.hours ?? []).map((each) => [Number(each.at), each.latency]))
      return [
        row.monitor_id,
        {
          ...{ level: row.level, since: row.since as Instant, is_suspected: row.progress !== null },
          ...{ checked_at: row.checked_at as Instant | null, due: row.due as Instant, latency_ms: row.latency_ms },
          ...{ value: row.value, message: row.message, paused_until: row.paused_until as Instant | null },
          uptime_24h: shareOf(of?.day_up, of?.day_down),
          uptime_30d: shareOf(of?.month_up, of?.month_down),
          latency_24h: Array.from(
            { length: HOURS },
            (_, index) => byHour.get(hour - (HOURS - 1 - index) * HOUR) ?? null,
          ),
        },
      ]
    }),
  )
}

/** Sums come as texts: they are of a wider type. */
function shareOf(up: unknown, down: unknown): number | null {
  const [good, bad] = [Number(up ?? 0), Number(down ?? 0)]
  return good + bad === 0 ? null : good / (good + bad)
}

export const NO_MONITOR_FIGURES: MonitorFigures = {
  ...{ level: 'pending', since: null, is_suspected: false, checked_at: null, due: null, latency_ms: null, value: null },
  ...{ message: null, paused_until: null, uptime_24h: null, uptime_30d: null, latency_24h: [] },
}

export interface HistoryPoint {
  at: Instant
  checks: number
  failures: number
  latency_avg: number
  latency_min: number
  latency_max: number
  value: number | null
  up_ms: number
  down_ms: number
}

/** Buckets of a monitor in the order of time, of one width. */
export async function listHistory(db: Db, id: string, spanMs: number, from: Instant): Promise<HistoryPoint[]> {
  const rows = await db
    .selectFrom('monitor_buckets')
    .selectAll()
    .where('monitor_id', '=', id)
    .where('span_ms', '=', spanMs)
    .where('at', '>=', timestamptz(from))
    .orderBy('at')
    .execute()
  return rows.map((row) => ({
    at: row.at as Instant,
    checks: row.checks,
    failures: row.failures,
    latency_avg: row.latency_sum / row.checks,
    latency_min: row.latency_min,
    latency_max: row.latency_max,
    value: row.value_count === 0 ? null : row.value_sum / row.value_count,
    up_ms: row.up_ms,
    down_ms: row.down_ms,
  }))
}

export async function listResults(db: Db, id: string) {
  const rows = await db
    .selectFrom('monitor_results')
    .select(['at', 'finding', 'latency_ms', 'value', 'message'])
    .where('monitor_id', '=', id)
    .orderBy('at', 'desc')
    .limit(RESULTS_KEPT)
    .execute()
  return rows.map((row) => ({ ...row, at: row.at as Instant }))
}

/** The incidents that a monitor opened, the newest first. */
export async function listCausedIncidents(db: Db, id: string, limit: number) {
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'title', 'status', 'priority', 'detected_at', 'restored_at', 'resolved_at'])
    .where('source_id', '=', sourceOfMonitor(id))
    .orderBy('recorded_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    ...row,
    detected_at: row.detected_at as Instant,
    restored_at: row.restored_at as Instant | null,
    resolved_at: row.resolved_at as Instant | null,
  }))
}
