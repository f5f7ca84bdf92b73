/** Chores that run on a fixed beat beside the engine. None of them is business: losing a beat costs nothing but lateness. */
import type { EngineDeps } from '../engine/deps.ts'
import { type RunningLoop, startLoop } from '../engine/loop.ts'

export interface Chore {
  name: string
  everyMs: number
  /** `stopping` aborts when the node ends: a long run ends at its next pause. */
  run(stopping: AbortSignal): Promise<void>
}

/** One that failed is not left until its next day. */
const AGAIN_AFTER_FAILURE_MS = 300_000

/** Starts a chore; its first run is at once. A run that fails is logged by the loop and comes again soon. */
export function startChore(deps: EngineDeps, chore: Chore): RunningLoop {
  let dueAt = deps.clock.now() as number
  const stopping = new AbortController()
  const loop = startLoop(deps, {
    name: chore.name,
    async round() {
      const now = deps.clock.now()
      if (now < dueAt) return { isMore: false, dueAt }
      dueAt = now + Math.min(chore.everyMs, AGAIN_AFTER_FAILURE_MS)
      await chore.run(stopping.signal)
      dueAt = now + chore.everyMs
      return { isMore: false, dueAt }
    },
  })
  return {
    ...loop,
    stop() {
      stopping.abort()
      return loop.stop()
    },
  }
}
