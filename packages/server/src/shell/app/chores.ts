/** Chores that run on a fixed beat beside the engine. None of them is business: losing a beat costs nothing but lateness. */
import type { EngineDeps } from '../engine/deps.ts'
import { type RunningLoop, startLoop } from '../engine/loop.ts'

export interface Chore {
  name: string
  everyMs: number
  run(): Promise<void>
}

/** Starts a chore; its first run is at once. A run that fails is logged by the loop and comes again with the next beat. */
export function startChore(deps: EngineDeps, chore: Chore): RunningLoop {
  let dueAt = deps.clock.now() as number
  return startLoop(deps, {
    name: chore.name,
    async round() {
      const now = deps.clock.now()
      if (now < dueAt) return { isMore: false, dueAt }
      dueAt = now + chore.everyMs
      await chore.run()
      return { isMore: false, dueAt }
    },
  })
}
