/**
 * What came in at the doors, counted for the pages of sources and services. Doors count in memory; every few seconds, and at the
 * end, what was counted is added to the tables, so that a flood costs one statement. Nothing is decided by it: what a crash
 * forgets is missing in these figures alone.
 */
import { serviceOf } from '@tocsin/core/detect/service-of.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { EngineDeps } from '../engine/deps.ts'

export const TRAFFIC_FLUSH_MS = 3_000
/** Of one source between two writes. What is beyond is counted, but its service is not looked for. */
const SERVICE_LABELS_MAX = 200

export interface SourceTraffic {
  /** After the commit; a heartbeat's beat comes without signals. */
  accepted(source: Source, signals: readonly Signal[]): void
  problems(source: SourceId, count: number): void
  /** Somebody came with a key that was replaced. */
  formerKeyUsed(source: SourceId): void
  /** Writes what was counted since; what cannot be written is counted again. */
  flush(): Promise<void>
}

interface Count {
  source: Source | undefined
  signals: number
  problems: number
  lastSignalAt: Instant | undefined
  formerKeyAt: Instant | undefined
  /** What signals say in the label `service`; undefined stands for those that say nothing. */
  serviceLabels: Set<string | undefined>
}

export function createSourceTraffic(
  db: Kysely<Schema>,
  { clock, directory }: Pick<EngineDeps, 'clock' | 'directory'>,
): SourceTraffic {
  let counts = new Map<SourceId, Count>()
  const countOf = (source: SourceId): Count => {
    const known = counts.get(source)
    if (known) return known
    const made = newCount()
    counts.set(source, made)
    return made
  }
  return {
    accepted(source, signals) {
      const count = countOf(source.id)
      count.source = source
      count.signals += signals.length
      count.lastSignalAt = clock.now()
      noteServices(count, source, signals)
    },
    problems(source, problems) {
      countOf(source).problems += problems
    },
    formerKeyUsed(source) {
      countOf(source).formerKeyAt = clock.now()
    },
    async flush() {
      if (counts.size === 0) return
      const flushed = counts
      counts = new Map()
      try {
        await writeCounts(db, flushed, clock.now(), (count) => servicesOf(count, directory.latest()))
      } catch (error) {
        for (const [source, count] of flushed) addCount(countOf(source), count)
        throw error
      }
    },
  }
}

function newCount(): Count {
  return {
    ...{ source: undefined, signals: 0, problems: 0, lastSignalAt: undefined, formerKeyAt: undefined },
    serviceLabels: new Set(),
  }
}

function noteServices({ serviceLabels }: Count, source: Source, signals: readonly Signal[]): void {
  if (source.service !== undefined || signals.length === 0) {
    serviceLabels.add(undefined)
    return
  }
  for (const { labels } of signals) {
    if (serviceLabels.size >= SERVICE_LABELS_MAX) return
    serviceLabels.add(Object.hasOwn(labels, 'service') ? labels.service : undefined)
  }
}

/** Their ids; an empty text where there is none. */
function servicesOf(
  { source, serviceLabels }: Count,
  directory: ReturnType<EngineDeps['directory']['latest']>,
): string[] {
  if (!source) return []
  const ids = [...serviceLabels].map((label) => {
    const labels: Record<string, string> = label === undefined ? {} : { service: label }
    return serviceOf(labels, source, directory) ?? ''
  })
  return [...new Set(ids)]
}

function addCount(count: Count, more: Count): void {
  count.source ??= more.source
  count.signals += more.signals
  count.problems += more.problems
  count.lastSignalAt = latest(count.lastSignalAt, more.lastSignalAt)
  count.formerKeyAt = latest(count.formerKeyAt, more.formerKeyAt)
  for (const label of more.serviceLabels) count.serviceLabels.add(label)
}

function latest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return a > b ? a : b
}

/** All in one transaction, in the order of the keys: two nodes that write at once wait for each other, and never in a circle. */
async function writeCounts(
  db: Kysely<Schema>,
  counts: ReadonlyMap<SourceId, Count>,
  now: Instant,
  services: (count: Count) => string[],
): Promise<void> {
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  const hour = formatInstant((now - (now % HOUR)) as Instant)
  const hours = sorted.flatMap(([source_id, { signals, problems }]) =>
    signals + problems === 0 ? [] : [{ source_id, signals, problems }],
  )
  const activity = sorted.flatMap(([source_id, count]) => {
    const { lastSignalAt } = count
    if (lastSignalAt === undefined) return []
    const at = formatInstant(lastSignalAt)
    return services(count)
      .sort()
      .map((service_id) => ({ source_id, service_id, at }))
  })
  const uses = sorted.flatMap(([source_id, { formerKeyAt }]) =>
    formerKeyAt === undefined ? [] : [{ source_id, at: formatInstant(formerKeyAt) }],
  )
  await db.transaction().execute(async (tx) => {
    if (hours.length > 0)
      await sql`insert into source_hours (source_id, hour, signals, problems)
        select source_id, ${hour}::timestamptz, signals, problems
        from jsonb_to_recordset(${JSON.stringify(hours)}::jsonb) as c(source_id text, signals bigint, problems bigint)
        on conflict (source_id, hour) do update set signals = source_hours.signals + excluded.signals,
          problems = source_hours.problems + excluded.problems`.execute(tx)
    if (activity.length > 0)
      await sql`insert into source_activity (source_id, service_id, last_signal_at)
        select source_id, service_id, at
        from jsonb_to_recordset(${JSON.stringify(activity)}::jsonb) as c(source_id text, service_id text, at timestamptz)
        on conflict (source_id, service_id) do update
          set last_signal_at = greatest(source_activity.last_signal_at, excluded.last_signal_at)`.execute(tx)
    if (uses.length > 0)
      await sql`insert into former_key_uses (source_id, last_used_at)
        select source_id, at from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as c(source_id text, at timestamptz)
        on conflict (source_id) do update
          set last_used_at = greatest(former_key_uses.last_used_at, excluded.last_used_at)`.execute(tx)
  })
}
