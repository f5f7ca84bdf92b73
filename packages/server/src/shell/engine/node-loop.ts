/**
 * Every node says each second that it lives. One that falls silent loses its leases, so that another sends what it had begun.
 * Clocks may differ: a node whose word goes on changing lives, however old that word looks by our clock.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { NodeRow } from '../store/store.ts'
import type { EngineDeps } from './deps.ts'
import type { Round } from './loop.ts'

const BEAT_MS = 1_000
/** Three missed beats and a little: the other node goes on within five seconds. */
export const NODE_DEAD_AFTER_MS = 3_500
/** Without a new word for this long, a node whose clock is behind ours counts as silent too. */
const SILENT_AFTER_MS = 2_500
/** Apart by more than this, two clocks make wrong timelines. */
export const CLOCK_SKEW_MS_MAX = 2_000
/** Nodes whose last word is older are not looked at: whatever they leased has expired long ago. */
const REMEMBERED_MS = 5 * MINUTE
/** A statement that a node sent before it died may still lease something a little later. */
const FREED_AGAIN_MS = 30 * SECOND

export interface NodeWatch {
  /** Whether this node has said that it lives: before that, others would take away what it leases. */
  isKnown(): boolean
  /** The other nodes that live, with how far their clocks are ahead of ours (negative: behind), as of the last beat. */
  others(): { name: string; version: string; skewMs: number }[]
}

interface Neighbour {
  row: NodeRow
  /** When we saw a new word of it, by our clock. */
  noticedAt: Instant
}

export function createNodeRound(
  deps: EngineDeps,
  node: { name: string; version: string },
): NodeWatch & { round(): Promise<Round> } {
  const startedAt = deps.clock.now()
  let neighbours = new Map<string, Neighbour>()
  let lookedAt = startedAt
  let isKnown = false
  const beat = async (seenAt: Instant, deadBefore: Instant): Promise<NodeRow[]> => {
    const { nodes, freed } = await deps.store.beatNode({ ...node, startedAt, seenAt }, deadBefore)
    isKnown = true
    if (freed > 0) {
      deps.log.warn({ freed }, 'sends of a node that fell silent were taken over')
      deps.nudge.nudge('send:page')
    }
    return nodes
  }
  return {
    isKnown: () => isKnown,
    others: () =>
      [...neighbours.values()]
        .filter((each) => isLiving(each, lookedAt))
        .map(({ row, noticedAt }) => ({ name: row.name, version: row.version, skewMs: skewOf(row.seenAt, noticedAt) })),
    async round() {
      const now = deps.clock.now()
      const rows = await beat(now, (now - REMEMBERED_MS) as Instant)
      neighbours = notice(neighbours, rows, node.name, now)
      lookedAt = now
      const deadBefore = calcDeadBefore([...neighbours.values()], now)
      if (deadBefore !== null) await beat(now, deadBefore)
      return { isMore: false, dueAt: now + BEAT_MS }
    },
  }
}

function notice(
  known: ReadonlyMap<string, Neighbour>,
  rows: readonly NodeRow[],
  self: string,
  now: Instant,
): Map<string, Neighbour> {
  const others = rows.filter((row) => row.name !== self)
  return new Map(
    others.map((row) => {
      const before = known.get(row.name)
      return [row.name, before?.row.seenAt === row.seenAt ? before : { row, noticedAt: now }]
    }),
  )
}

function isLiving({ row, noticedAt }: Neighbour, now: Instant): boolean {
  return row.seenAt >= now - NODE_DEAD_AFTER_MS || now - noticedAt < SILENT_AFTER_MS
}

/** Whose last word is older than this is dead; null when nobody is whose leases may not have been freed yet. */
function calcDeadBefore(neighbours: readonly Neighbour[], now: Instant): Instant | null {
  const living = neighbours.filter((each) => isLiving(each, now)).map(({ row }) => row.seenAt)
  const deadBefore = Math.min(now - NODE_DEAD_AFTER_MS, ...living) as Instant
  const isFreshlyDead = ({ row, noticedAt }: Neighbour): boolean =>
    row.seenAt < deadBefore && now - noticedAt < NODE_DEAD_AFTER_MS + FREED_AGAIN_MS
  return neighbours.some(isFreshlyDead) ? deadBefore : null
}

/** A node's last beat is up to one beat old: only what goes beyond that is skew. */
function skewOf(theirs: Instant, ours: Instant): number {
  const ahead = theirs - ours
  return ahead > 0 ? ahead : Math.min(0, ahead + BEAT_MS)
}
