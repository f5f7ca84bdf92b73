import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { MemoryTableName, Row } from '@tocsin/server/shell/store/memory/tables.ts'
import type { Journal } from '../journal.ts'

export type Contents = { [Name in MemoryTableName]: Row<Name>[] }

/** Everything that the checkers may look at. */
export interface Evidence {
  journal: Journal
  /** When the last fault was over. */
  calmAt: Instant
  /** The rows some time after everybody had said their last word, and nothing was left to do but what people owe. */
  settledAt: Instant
  settled: Contents
  /** The rows at the end, after people took and resolved what was open. */
  endedAt: Instant
  final: Contents
}

/** A law of DESIGN.md that was broken, or something that never settled. */
export interface Violation {
  law: string
  message: string
}

export type Checker = (evidence: Evidence) => Violation[]

/** While things go wrong, work may be taken up late: by another node, after a restart, after a lost connection. */
const LATE_IN_FAULTS_MS = 20_000
const LATE_MS = 5_000

/** The latest instant at which something that was due may still happen. */
export function latest(evidence: Evidence, due: number): number {
  const late = due >= evidence.calmAt ? LATE_MS : LATE_IN_FAULTS_MS
  return due + late + outageAfter(evidence, due)
}

/** How long nobody was running, from `due` on. */
function outageAfter({ journal, endedAt }: Evidence, due: number): number {
  const edges = journal.lives.flatMap((life) => [
    { at: life.bornAt as number, change: 1 },
    { at: (life.stoppingAt ?? life.diedAt ?? endedAt) as number, change: -1 },
  ])
  edges.sort((a, b) => a.at - b.at || b.change - a.change)
  let running = 0
  let outage = 0
  let since = 0
  for (const { at, change } of edges) {
    if (running === 0) outage += Math.max(0, at - Math.max(since, due))
    running += change
    if (running === 0) since = at
  }
  return outage
}

/** A decision is made on the configuration of its transaction, which may have begun some time before its commit. */
const TRANSACTION_MS_MAX = 3_000

/** The configurations that a decision committed at `at` may have been made on. */
export function directoriesAt({ journal }: Evidence, at: number): Directory[] {
  return journal.directories
    .filter(({ from }, index) => {
      const until = journal.directories[index + 1]?.from ?? Number.POSITIVE_INFINITY
      return from <= at && until >= at - TRANSACTION_MS_MAX
    })
    .map(({ directory }) => directory)
}
