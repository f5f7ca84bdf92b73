/**
 * More came from a source than is taken as it comes: its storm was gathered, or its door turned something away. What happens with every
 * alert or request is counted in memory and written every few seconds; its people get one letter for each time that it goes on, whatever
 * the number of nodes: the row of the source says since when it does, and the letter is named after that. What a crash forgets of these
 * seconds comes again as long as the storm lasts.
 */
import { ownerOfSource, peopleOf } from '@tocsin/core/detect/quiet/noise-digest.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import type { Clock } from '../../shell/ports/clock.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { noticeWords } from './notice-words.ts'
import type { WriteLetter } from './write-letter.ts'

/**
 * `storm`: alerts joined the incident that their service had. `size`: a body was larger than the door takes. `rate`: so much of the source
 * waited that its sender was asked to try again.
 */
export const NOTICE_KINDS = ['storm', 'size', 'rate'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export interface SourceNotices {
  note(source: SourceId, kind: NoticeKind): void
  /** Takes from facts what storms gathered. */
  noteFacts(facts: readonly Fact[]): void
  /** Writes what was noted since; what cannot be written is noted again. */
  flush(deps: EngineDeps, write: WriteLetter): Promise<void>
}

/** What is quiet for so long is over: then it is told anew. */
export const NOTICE_GAP_MS = 30 * MINUTE

interface Count {
  source: SourceId
  kind: NoticeKind
  since: Instant
  last: Instant
  count: number
}

export function createSourceNotices(clock: Pick<Clock, 'now'>): SourceNotices {
  let counts = new Map<string, Count>()
  const add = (more: Count): void => {
    const key = `${more.source} ${more.kind}`
    const known = counts.get(key)
    if (!known) counts.set(key, more)
    else counts.set(key, { ...known, last: more.last, count: known.count + more.count })
  }
  const note: SourceNotices['note'] = (source, kind) => {
    const now = clock.now()
    add({ source, kind, since: now, last: now, count: 1 })
  }
  return {
    note,
    noteFacts(facts) {
      for (const fact of facts)
        if (fact.type === 'AlertsAttached' && fact.because === 'gathered_in_storm')
          for (const { source } of fact.alerts) note(source, 'storm')
    },
    async flush(deps, write) {
      if (counts.size === 0) return
      const flushed = [...counts.values()]
      counts = new Map()
      try {
        await transact(deps, (unit) => writeNotices(unit, flushed, write))
      } catch (error) {
        for (const each of flushed) add(each)
        throw error
      }
    },
  }
}

async function writeNotices(unit: UnitOfWork, counts: readonly Count[], write: WriteLetter): Promise<void> {
  const known = counts.filter(({ source }) => unit.directory.sources.has(source))
  for (const each of await saveCounts(connectionOf(unit.tx), known)) {
    const { source, kind, began_at: beganAt } = each
    const name = unit.directory.sources.get(source)?.name ?? source
    for (const to of peopleOf(unit.directory, ownerOfSource(unit.directory, source)))
      await write(unit, {
        ...{ key: `source-notice/${source}/${kind}/${beganAt}/${to}`, to, view: `/sources/${source}` },
        words: (language, zone) => noticeWords({ kind, name, at: beganAt, zone }, language),
      })
  }
}

/**
 * Adds what was counted, in the order of the keys, so that two nodes that write at once wait for each other and never in a circle. Returns
 * what has just begun.
 */
async function saveCounts(
  db: Kysely<Schema>,
  counts: readonly Count[],
): Promise<{ source: SourceId; kind: NoticeKind; began_at: Instant }[]> {
  if (counts.length === 0) return []
  const rows = JSON.stringify(counts)
  const { rows: saved } = await sql<{ source: SourceId; kind: NoticeKind; began_at: Instant; is_new: boolean }>`
    with told as materialized (
      select source, kind, to_timestamp(since / 1000) as since, to_timestamp(last / 1000) as last, count
      from jsonb_to_recordset(${rows}::jsonb) as c(source text, kind text, since float8, last float8, count bigint)
    ), saved as (
      insert into source_notices as n (source_id, kind, began_at, last_at, count)
      select source, kind, since, last, count from told order by source, kind
      on conflict (source_id, kind) do update set
        began_at = case when n.last_at < excluded.began_at - ${NOTICE_GAP_MS} * interval '1 millisecond'
          then excluded.began_at else n.began_at end,
        count = case when n.last_at < excluded.began_at - ${NOTICE_GAP_MS} * interval '1 millisecond'
          then excluded.count else n.count + excluded.count end,
        last_at = greatest(n.last_at, excluded.last_at)
      returning source_id, kind, began_at
    )
    select s.source_id as source, s.kind, s.began_at, s.began_at = t.since as is_new
    from saved s join told t on t.source = s.source_id and t.kind = s.kind`.execute(db)
  return saved.filter(({ is_new }) => is_new)
}

export interface SourceNotice {
  kind: NoticeKind
  beganAt: Instant
  lastAt: Instant
  count: number
}

/** The latest of each kind, the newest first. */
export async function listNotices(db: Kysely<Schema>, source: string, since: Instant): Promise<SourceNotice[]> {
  const rows = await db
    .selectFrom('source_notices')
    .select(['kind', 'began_at', 'last_at', 'count'])
    .where('source_id', '=', source)
    .where('last_at', '>=', timestamptz(since))
    .orderBy('last_at', 'desc')
    .orderBy('kind')
    .execute()
  return rows.map((row) => ({
    ...{ kind: row.kind as NoticeKind, beganAt: row.began_at as Instant, lastAt: row.last_at as Instant },
    count: row.count,
  }))
}
