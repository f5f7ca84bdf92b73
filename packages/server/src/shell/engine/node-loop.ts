/** Every node says each second that it lives. One that falls silent loses its leases, so that another sends what it had begun. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { NodeRow } from '../store/store.ts'
import type { EngineDeps } from './deps.ts'
import type { Round } from './loop.ts'

const BEAT_MS = 1_000
/** Three missed beats and a little: the other node goes on within five seconds. */
export const NODE_DEAD_AFTER_MS = 3_500
/** Apart by more than this, two clocks make wrong timelines. */
export const CLOCK_SKEW_MS_MAX = 2_000

export interface NodeWatch {
  /** Whether this node has said that it lives: before that, others would take away what it leases. */
  isKnown(): boolean
  /** The other nodes that live, with how far their clocks are ahead of ours (negative: behind), as of the last beat. */
  others(): { name: string; version: string; skewMs: number }[]
}

export function createNodeRound(
  deps: EngineDeps,
  node: { name: string; version: string },
): NodeWatch & { round(): Promise<Round> } {
  const startedAt = deps.clock.now()
  let seen: NodeRow[] = []
  let seenAt = startedAt
  let isKnown = false
  return {
    isKnown: () => isKnown,
    others: () =>
      seen
        .filter((each) => each.name !== node.name)
        .map(({ name, version, seenAt: at }) => ({ name, version, skewMs: skewOf(at, seenAt) })),
    async round() {
      const now = deps.clock.now()
      const beat = await deps.store.beatNode({ ...node, startedAt, seenAt: now }, (now - NODE_DEAD_AFTER_MS) as Instant)
      seen = beat.nodes
      seenAt = now
      isKnown = true
      if (beat.freed > 0) {
        deps.log.warn({ freed: beat.freed }, 'sends of a node that fell silent were taken over')
        deps.nudge.nudge('send:page')
      }
      return { isMore: false, dueAt: now + BEAT_MS }
    },
  }
}

/** A node's last beat is up to one beat old: only what goes beyond that is skew. */
function skewOf(theirs: Instant, ours: Instant): number {
  const ahead = theirs - ours
  return ahead > 0 ? ahead : Math.min(0, ahead + BEAT_MS)
}
