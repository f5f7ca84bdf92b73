/**
 * What really happened, written down by the world itself as it happens: the evidence that the checkers judge. Nothing here
 * comes from what the engine believes, but its committed facts, noted at the instant of their commit.
 */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { IncidentId, Instant, SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'

/** One request at a door, with every try until it was answered with success. */
export interface Knock {
  sender: string
  source: SourceId
  /** What the adapter reads in it, at the instant of each try. */
  tries: { at: Instant; node: string; signals: Signal[]; endedAt?: Instant; status?: number }[]
  isBeat: boolean
  /** Answered with 2xx. */
  acceptedAt?: Instant
}

/** What one transaction committed. */
export interface Commit {
  at: Instant
  node: string
  facts: { incident: IncidentId; fact: Fact }[]
}

/** One try to hand a message to a provider: one for each page that it names. */
export interface Handover {
  /** The page's or notice's id: its idempotency key. */
  page: string
  /** All pages that the message names, in its order. */
  together: readonly string[]
  /** The key as the provider sees it. */
  key: string
  channel: string
  /** The channel, but for the second provider of one that has two. */
  provider: string
  to: string
  node: string
  begunAt: Instant
  /** The provider took it. */
  takenAt?: Instant
  /** What the node was told, if it lived to hear it. */
  told?: { at: Instant; isTaken: boolean; isOfAddress?: true }
}

/** What a person or a program asked for. */
export interface Action {
  at: Instant
  actor: UserId
  incident?: IncidentId
  what: string
  outcome?: string
}

export interface NodeLife {
  node: string
  bornAt: Instant
  /** From here on it takes no new work. */
  stoppingAt?: Instant
  diedAt?: Instant
  how?: 'killed' | 'stopped'
}

export interface LogLine {
  at: Instant
  node: string
  message: string
  facts: Record<string, unknown>
}

/** A configuration, the instant at which somebody made it, and the later one from which the database held it. */
export interface WrittenDirectory {
  madeAt: Instant
  from: Instant
  directory: Directory
  /** As the product reads it: the same, but for a deliberate bug. */
  read: Directory
}

export interface Journal {
  knocks: Knock[]
  commits: Commit[]
  handovers: Handover[]
  actions: Action[]
  lives: NodeLife[]
  directories: WrittenDirectory[]
  warnings: LogLine[]
  errors: LogLine[]
}

/** The one of its pages by which a message is counted, and whose key it has. */
export function isFirstNamed({ page, together }: Handover): boolean {
  return together[0] === page
}

/** By the page or notice that was handed over, each in the order of its tries. */
export function handoversByPage({ handovers }: Journal): Map<string, Handover[]> {
  return Map.groupBy(handovers, ({ page }) => page)
}

export function newJournal(): Journal {
  return { knocks: [], commits: [], handovers: [], actions: [], lives: [], directories: [], warnings: [], errors: [] }
}
