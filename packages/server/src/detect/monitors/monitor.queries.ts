/** What the loop of the monitors reads and writes: a handful of statements a round, however many monitors there are. */
import type { Finding, MonitorState } from '@tocsin/core/detect/monitor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { MonitorRow } from '../../shell/config/monitor-configuration.ts'
import { HOT } from '../../shell/database/hot-statements.ts'
import type { Schema } from '../../shell/database/schema.ts'
import { storableJson } from '../../shell/store/sql/storable-json.ts'

type Db = Kysely<Schema>

/** A monitor that is ours to check, as it stood when it was claimed. */
export interface ClaimedMonitor {
  monitor: MonitorRow
  state: MonitorState
  /** Fences: a claim that came later counted on. */
  attempts: number
  /** The severity that its alert was told to have; null: nothing was told, or that it is over. */
  firing: string | null
  checkedAt: Instant | null
}

/** What became of a check. */
export interface EndedCheck {
  id: string
  attempts: number
  due: Instant
  state: MonitorState
  firing: string | null
  at: Instant
  finding: Finding
  latencyMs: number
  value: number | null
  message: string
  /** How long it was believed up, or down, since the check before. */
  upMs: number
  downMs: number
}

/** So many checks of each monitor are kept one by one. */
export const RESULTS_KEPT = 60
/** Widths of the buckets: five minutes, an hour, a day. */
export const BUCKET_SPANS_MS = [300_000, 3_600_000, 86_400_000] as const

interface ClaimedRow extends MonitorRow {
  attempts: number
  level: MonitorState['level']
  since: Instant
  progress: MonitorState['progress']
  firing: string | null
  checked_at: Instant | null
}

/** Leases due monitors, the longest due first; a crash gives them back. */
export async function claimMonitors(
  db: Db,
  claim: { now: Instant; leasedUntil: Instant; node: string; limit: number },
): Promise<ClaimedMonitor[]> {
  const { rows } = await sql<ClaimedRow>`${HOT} with due as (
      select s.monitor_id from monitor_states s join monitors m on m.id = s.monitor_id and m.is_active
      where s.due <= ${formatInstant(claim.now)}::timestamptz order by s.due limit ${claim.limit} for update of s skip locked
    )
    update monitor_states s set due = ${formatInstant(claim.leasedUntil)}::timestamptz, leased_by = ${claim.node},
      attempts = s.attempts + 1
    from due join monitors m on m.id = due.monitor_id where s.monitor_id = due.monitor_id
    returning s.attempts, s.level, s.since, s.progress, s.firing, s.checked_at, m.id, m.name, m.kind, m.settings,
      m.secret_sealed, m.service_id, m.layer, m.severity, m.warning_severity, m.scope, m.every_ms, m.timeout_ms, m.confirm,
      m.recover, m.for_ms, m.no_data, m.quiet_period_ms, m.is_active, m.owned_by, m.created_at`.execute(db)
  return rows.map(({ attempts, level, since, progress, firing, checked_at, ...monitor }) => ({
    ...{ monitor, attempts, firing, checkedAt: checked_at },
    state: { level, since, progress },
  }))
}

/** Writes what ended; returns the monitors whose lease was still ours. */
export async function endChecks(db: Db, ended: readonly EndedCheck[]): Promise<Set<string>> {
  if (ended.length === 0) return new Set()
  const json = storableJson(ended.map(({ state, ...rest }) => ({ ...rest, ...state })))
  const spans = sql.join(BUCKET_SPANS_MS.map((span) => sql`(${sql.lit(span)})`))
  const { rows } = await sql<{ monitor_id: string }>`${HOT} with e as materialized (
      select * from jsonb_to_recordset(${json}::jsonb) as x(id text, attempts bigint, due float8, level text, since float8,
        progress jsonb, firing text, at float8, finding text, "latencyMs" float8, value float8, message text, "upMs" float8,
        "downMs" float8)
    ), ended as (
      update monitor_states s set due = to_timestamp(e.due / 1000), leased_by = null, level = e.level,
        since = to_timestamp(e.since / 1000), progress = nullif(e.progress, 'null'), firing = e.firing, checks = s.checks + 1,
        checked_at = to_timestamp(e.at / 1000), is_ok = e.finding = 'ok', latency_ms = e."latencyMs", value = e.value,
        message = e.message, paused_until = null
      from e where s.monitor_id = e.id and s.attempts = e.attempts
      returning s.monitor_id, s.checks
    ), mine as materialized (
      select e.*, ended.checks from e join ended on ended.monitor_id = e.id
    ), ring as (
      insert into monitor_results as r (monitor_id, slot, at, finding, latency_ms, value, message)
      select id, checks % ${RESULTS_KEPT}, to_timestamp(at / 1000), finding, "latencyMs", value, message from mine
      on conflict (monitor_id, slot) do update set at = excluded.at, finding = excluded.finding,
        latency_ms = excluded.latency_ms, value = excluded.value, message = excluded.message
    ), buckets as (
      insert into monitor_buckets as b (monitor_id, span_ms, at, checks, failures, latency_sum, latency_min, latency_max,
        value_sum, value_count, up_ms, down_ms)
      select id, span, to_timestamp(floor(at / span) * span / 1000), 1, case finding when 'ok' then 0 else 1 end, "latencyMs",
        "latencyMs", "latencyMs", coalesce(value, 0), case when value is null then 0 else 1 end, "upMs", "downMs"
      from mine cross join (values ${spans}) as s(span)
      on conflict (monitor_id, span_ms, at) do update set checks = b.checks + 1, failures = b.failures + excluded.failures,
        latency_sum = b.latency_sum + excluded.latency_sum, latency_min = least(b.latency_min, excluded.latency_min),
        latency_max = greatest(b.latency_max, excluded.latency_max), value_sum = b.value_sum + excluded.value_sum,
        value_count = b.value_count + excluded.value_count, up_ms = b.up_ms + excluded.up_ms,
        down_ms = b.down_ms + excluded.down_ms
    )
    select monitor_id from ended`.execute(db)
  return new Set(rows.map((row) => row.monitor_id))
}

/** Gives back a monitor that is not to be checked now, to be looked at again at `due`. */
export async function pauseMonitor(
  db: Db,
  { monitor, attempts }: ClaimedMonitor,
  { due, until }: { due: Instant; until: Instant },
): Promise<void> {
  await db
    .updateTable('monitor_states')
    // What was suspected before the pause is no unbroken suspicion after it.
    .set({ due: formatInstant(due), leased_by: null, paused_until: formatInstant(until), progress: null })
    .where('monitor_id', '=', monitor.id)
    .where('attempts', '=', attempts)
    .execute()
}

/**
 * Frees leases of nodes that are gone, and our own that we know nothing of because the answer to a claim was lost. A node that began
 * a moment ago is in the table before it claims anything.
 */
export async function freeLeases(
  db: Db,
  lease: { now: Instant; node: string; underWay: readonly string[]; living: readonly string[]; deadBefore: Instant },
): Promise<number> {
  const { numAffectedRows } =
    await sql`${HOT} update monitor_states set due = ${formatInstant(lease.now)}::timestamptz, leased_by = null
    where leased_by is not null and case leased_by when ${lease.node} then monitor_id <> all(${[...lease.underWay]}::text[])
      else leased_by <> all(${[...lease.living]}::text[]) and leased_by not in (
        select name from nodes where seen_at >= ${formatInstant(lease.deadBefore)}::timestamptz) end`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

/** Monitors that are new, or on again, are due at once; one that is checked more often now need not wait for its old turn. */
export async function addStates(db: Db, now: Instant): Promise<void> {
  const at = formatInstant(now)
  await sql`insert into monitor_states (monitor_id, due, attempts, level, since, checks)
    select id, ${at}::timestamptz, 0, 'pending', ${at}::timestamptz, 0 from monitors m
    where is_active and not exists (select 1 from monitor_states s where s.monitor_id = m.id) order by id
    on conflict (monitor_id) do nothing`.execute(db)
  await sql`update monitor_states s set due = ${at}::timestamptz + make_interval(secs => m.every_ms / 1000.0)
    from monitors m where m.id = s.monitor_id and s.leased_by is null and s.paused_until is null
      and s.due > ${at}::timestamptz + make_interval(secs => m.every_ms / 1000.0)`.execute(db)
}

/** Takes away the states of monitors that are off or gone; returns those whose alert still fires. */
export async function dropStates(db: Db): Promise<string[]> {
  const { rows } = await sql<{ monitor_id: string; firing: string | null }>`delete from monitor_states s
    where not exists (select 1 from monitors m where m.id = s.monitor_id and m.is_active)
    returning monitor_id, firing`.execute(db)
  if (rows.length > 0)
    for (const table of ['monitor_results', 'monitor_buckets'])
      await sql`delete from ${sql.table(table)} t where monitor_id = any(${rows.map((row) => row.monitor_id)}::text[])
        and not exists (select 1 from monitors m where m.id = t.monitor_id)`.execute(db)
  return rows.filter((row) => row.firing !== null).map((row) => row.monitor_id)
}

export async function nextMonitorDue(db: Db): Promise<Instant | null> {
  const { rows } = await sql<{ due: Instant | null }>`${HOT} select min(due) as due from monitor_states`.execute(db)
  return rows[0]?.due ?? null
}

/** Lets a monitor be checked at once, unless it is being; tells whether there is one that is on. A new one is due anyway. */
export async function hurryMonitor(db: Db, id: string, now: Instant): Promise<boolean> {
  await sql`update monitor_states
    set due = case when leased_by is null then ${formatInstant(now)}::timestamptz else due end
    where monitor_id = ${id}`.execute(db)
  const found = await db
    .selectFrom('monitors')
    .select('id')
    .where('id', '=', id)
    .where('is_active', '=', true)
    .execute()
  return found.length > 0
}
