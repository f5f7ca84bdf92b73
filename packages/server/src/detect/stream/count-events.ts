/**
 * Counting of events for rules over streams. What came in while one commit ran is committed together by the next, as at the intake, and
 * whoever sent it is answered after that. Everything that is known is in the database: a node that dies forgets nothing that it
 * confirmed, and several nodes count into the same groups. Invariants:
 * - a group's row is held while it is counted, so that whoever crosses the threshold sees what all others counted;
 * - a group fires exactly as long as it has a wake, which is set in the transaction that fires it and looks whether it is over;
 * - a rule has a bounded number of groups; what comes beyond is counted as one.
 */

import type { StreamRule } from '@tocsin/adapters/stream/stream-rule.ts'
import type { StreamCount, StreamTally } from '@tocsin/adapters/stream/tally.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { UnitOfWork } from '../../shell/engine/unit-of-work.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import type { AcceptSignal } from '../../shell/store/store.ts'
import {
  addCounts,
  countGroups,
  dropOldSpans,
  findKnownGroups,
  type GroupRow,
  holdGroups,
  listSpans,
  type SpanCount,
  setFiring,
  sumCounts,
  textOfKey,
} from './stream.queries.ts'
import { calcClearAt, firingSignal, OTHERS } from './stream-signal.ts'
import { wakeOfGroup } from './stream-wakes.ts'

export interface EventCounter {
  /** Resolves after the commit that holds the counts; null when too much waits already, and nothing was taken. */
  count(source: Source, tally: StreamTally): Promise<void> | null
}

/** A group of a rule with what came of it, of one request or of many. */
interface Counted extends GroupRow {
  origin: Source
  what: StreamRule
  spans: Map<number, number>
}

interface Waiting {
  counts: Counted[]
  resolve(): void
  reject(error: unknown): void
}

/** Groups in one commit, and such that may wait for theirs. */
const GROUPS = { perCommit: 2_000, waiting: 50_000 }

export function createEventCounter(deps: EngineDeps): EventCounter {
  const waiting: Waiting[] = []
  let waitingCount = 0
  let isFlushing = false

  const flushAll = async (): Promise<void> => {
    isFlushing = true
    while (waiting.length > 0) {
      const batch = takeBatch()
      try {
        await commit(deps, mergeCounts(batch.flatMap(({ counts }) => counts)))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isFlushing = false
  }

  const takeBatch = (): Waiting[] => {
    let size = 0
    const end = waiting.findIndex(({ counts }) => {
      size += counts.length
      return size > GROUPS.perCommit
    })
    const taken = waiting.splice(0, end < 0 ? waiting.length : Math.max(1, end))
    waitingCount -= taken.reduce((sum, { counts }) => sum + counts.length, 0)
    return taken
  }

  return {
    count(source, tally) {
      if (tally.counts.length === 0) return Promise.resolve()
      // One that is larger than the room is let in when it is empty: else it would never be.
      if (waitingCount > 0 && waitingCount + tally.counts.length > GROUPS.waiting) return null
      waitingCount += tally.counts.length
      return new Promise((resolve, reject) => {
        waiting.push({ counts: tally.counts.map((each) => countedOf(source, each)), resolve, reject })
        // One turn later, so that requests which arrived together travel together.
        if (!isFlushing) void deps.clock.nextTurn().then(() => (isFlushing ? undefined : flushAll()))
      })
    },
  }
}

function countedOf(source: Source, { rule, group, labels, buckets, sample }: StreamCount): Counted {
  return { source: source.id, rule: rule.id, group, labels, sample, origin: source, what: rule, spans: buckets }
}

function mergeCounts(counts: readonly Counted[]): Counted[] {
  const merged = new Map<string, Counted>()
  for (const each of counts) {
    const known = merged.get(textOfKey(each))
    if (!known) {
      merged.set(textOfKey(each), { ...each, spans: new Map(each.spans) })
      continue
    }
    for (const [start, n] of each.spans) known.spans.set(start, (known.spans.get(start) ?? 0) + n)
  }
  return [...merged.values()]
}

function commit(deps: EngineDeps, counts: readonly Counted[]): Promise<void> {
  return transact(deps, async (unit) => {
    const db = connectionOf(unit.tx)
    const bounded = mergeCounts(await boundGroups(db, counts))
    const firing = await holdGroups(
      db,
      bounded.map((each) => ({ ...rowOf(each), quiet: Math.max(...each.spans.keys()) + each.what.windowMs })),
    )
    await addCounts(db, bounded.flatMap(spansOf))
    const windows = bounded.map((each) => ({ ...keyOf(each), since: unit.at - each.what.windowMs }))
    await dropOldSpans(db, windows)
    const quiet = bounded.filter((each) => !firing.has(textOfKey(each)))
    const sums = await sumCounts(db, windows)
    const crossed = quiet.filter((each) => (sums.get(textOfKey(each)) ?? 0) > each.what.moreThan)
    if (crossed.length > 0) await fire(deps, unit, crossed, sums)
  })
}

async function fire(
  deps: EngineDeps,
  unit: UnitOfWork,
  crossed: readonly Counted[],
  sums: ReadonlyMap<string, number>,
): Promise<void> {
  const db = connectionOf(unit.tx)
  const signals = crossed.map((each): AcceptSignal => {
    const signal = firingSignal(each.what, each.origin, each, sums.get(textOfKey(each)) ?? 0, unit.at)
    return { newId: deps.ids.next() as AlertId, source: each.origin.id, signal, repeats: 1, receivedAt: unit.at }
  })
  await unit.tx.accept({ signals, deliveries: [], changes: [], beats: [] })
  await setFiring(db, crossed, true)
  const spansByGroup = await listSpans(
    db,
    crossed.map((each) => ({ ...keyOf(each), since: unit.at - each.what.windowMs })),
  )
  for (const each of crossed) {
    const spans = spansByGroup.get(textOfKey(each)) ?? []
    unit.setWake(wakeOfGroup(each, present(calcClearAt(each.what, spans), 'the end of what crossed') as Instant))
  }
  unit.nudgeAfterCommit('match')
}

/** Groups that are new where a rule has enough of them already become one. */
async function boundGroups(db: Kysely<Schema>, counts: readonly Counted[]): Promise<Counted[]> {
  const known = await findKnownGroups(db, counts)
  const isNew = (each: Counted): boolean => !known.has(textOfKey(each)) && each.group !== OTHERS
  const newOnes = Map.groupBy(counts.filter(isNew), ({ source, rule }) => `${source}\n${rule}`)
  const folded = new Set<string>()
  for (const [, groups] of newOnes) {
    const [first] = groups
    if (!first) continue
    const room =
      LIMITS.streamGroupsPerRuleMax - (await countGroups(db, first.source, first.rule, LIMITS.streamGroupsPerRuleMax))
    for (const each of groups.slice(Math.max(0, room))) folded.add(textOfKey(each))
  }
  return counts.map((each) => (folded.has(textOfKey(each)) ? { ...each, group: OTHERS, labels: {} } : each))
}

function keyOf({ source, rule, group }: Counted) {
  return { source, rule, group }
}

function rowOf({ source, rule, group, labels, sample }: Counted): GroupRow {
  return { source, rule, group, labels, sample }
}

function spansOf({ spans, ...each }: Counted): SpanCount[] {
  return [...spans].map(([start, n]) => ({ ...keyOf({ ...each, spans }), start, n }))
}
