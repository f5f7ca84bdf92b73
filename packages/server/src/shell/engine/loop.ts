import type { EngineDeps } from './deps.ts'

/** What one round of a loop found: whether there may be more at once, and when the next thing is due. */
export interface Round {
  isMore: boolean
  dueAt: number | null
}

export interface Loop {
  name: string
  round(): Promise<Round>
}

/** The slow poll behind every nudge: what another node left behind is found within this time. */
export const POLL_MS = 1_000
const PAUSE_AFTER_ERROR_MS = 500
/** What is due but held by another node is looked for again after this long. */
const HELD_ELSEWHERE_MS = 10

/** When the loops last came round, for readiness: a loop that hangs shows as an old instant. */
export interface RunningLoop {
  name: string
  lastRoundAt(): number
  stop(): Promise<void>
}

/** Runs a loop until it is stopped: works as long as there is more, then sleeps until the next thing is due, or a nudge. */
export function startLoop(deps: EngineDeps, loop: Loop): RunningLoop {
  let isStopping = false
  let lastRoundAt = deps.clock.now() as number
  const running = (async () => {
    while (!isStopping) {
      const nudged = deps.nudge.listen(loop.name)
      const round = await attempt(deps, loop)
      lastRoundAt = deps.clock.now()
      if (isStopping || round.isMore) continue
      const untilDue = round.dueAt === null ? POLL_MS : round.dueAt - deps.clock.now()
      await deps.clock.sleep(Math.max(HELD_ELSEWHERE_MS, Math.min(POLL_MS, untilDue)), nudged)
    }
  })()
  return {
    name: loop.name,
    lastRoundAt: () => lastRoundAt,
    async stop() {
      isStopping = true
      deps.nudge.nudge(loop.name)
      await running
    },
  }
}

/** A loop outlives every failure of the world: it says so, waits a little and goes on. */
async function attempt(deps: EngineDeps, loop: Loop): Promise<Round> {
  try {
    return await loop.round()
  } catch (error) {
    deps.log.error({ loop: loop.name, error: String(error) }, 'a round failed and will be repeated')
    return { isMore: false, dueAt: deps.clock.now() + PAUSE_AFTER_ERROR_MS }
  }
}
