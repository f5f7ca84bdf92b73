/** The engine: intake, matcher, wakes and sends of one node, put together. Everything that it touches comes in as a port. */
import type { SendClass } from '@tocsin/core/kernel/decision.ts'
import { createCheckRound } from '../../detect/check-placements.ts'
import { createIntake, type Intake } from '../../detect/intake.ts'
import { createMatchRound } from '../../detect/match-loop.ts'
import { createFoldHandler } from '../../detect/quiet/fold-symptoms.ts'
import { RightOfWay } from '../../detect/right-of-way.ts'
import { createDetectWakeHandlers } from '../../detect/wakes.ts'
import { createReporter } from '../../respond/report-attempts.ts'
import { createSendLoop, type Deliver, type SendLoop, type SendRoom } from '../../respond/send-loop.ts'
import type { EngineDeps } from '../engine/deps.ts'
import { type RunningLoop, startLoop } from '../engine/loop.ts'
import { createNodeRound, type NodeWatch } from '../engine/node-loop.ts'
import { waitAtMost } from '../engine/wait-at-most.ts'
import { createWakeRound } from '../engine/wake-loop.ts'
import { foldIncident } from './fold-incidents.ts'
import { withStorePriority } from './store-priority.ts'

export interface EngineOptions {
  /** This node's name in leases. */
  node: string
  version: string
  /** Commits of the doors under way at once. */
  flushesMax: number
}

export interface Engine {
  intake: Intake
  nodes: NodeWatch
  /** When each loop last came round, in epoch milliseconds. */
  heartbeat(): { loop: string; lastRoundAt: number }[]
  /** Takes no new work, finishes what is begun, and returns. What waits is durable and is taken up by others or later. */
  stop(): Promise<void>
}

const MIB = 1024 ** 2
const INTAKE = { batchMax: 1_000, smallMax: 10, batchBytesMax: 8 * MIB, waitingMax: 50_000, waitingBytesMax: 128 * MIB }
/** Sends at once: of one channel that wait for its provider's answer, and in all, with those of which the outcome is still to be written. */
const ROOMS: Record<SendClass, Omit<SendRoom, 'sendClass'>> = {
  page: { channelMax: 64, concurrencyMax: 512 },
  chat: { channelMax: 8, concurrencyMax: 32 },
  status: { channelMax: 8, concurrencyMax: 32 },
  digest: { channelMax: 2, concurrencyMax: 8 },
  sync: { channelMax: 4, concurrencyMax: 4 },
  report: { channelMax: 4, concurrencyMax: 4 },
}

/** Longer than a channel usually takes; whoever stops us waits no longer. What is still under way then keeps its lease. */
const DRAIN_MS = 10_000

export function startEngine(deps: EngineDeps, options: EngineOptions, deliver: Deliver): Engine {
  const paging = withStorePriority(deps, 'page')
  const detecting = withStorePriority(deps, 'door')
  const rightOfWay = new RightOfWay(deps.clock)
  const intake = createIntake(detecting, { flushesMax: options.flushesMax, ...INTAKE }, rightOfWay)
  const sends = (Object.keys(ROOMS) as SendClass[]).map((sendClass): [SendClass, SendLoop] => {
    const room = { sendClass, ...ROOMS[sendClass] }
    const own = sendClass === 'page' ? paging : withStorePriority(deps, 'normal')
    return [sendClass, createSendLoop(own, room, options.node, deliver, createReporter(own))]
  })
  const nodes = createNodeRound(paging, { name: options.node, version: options.version })
  const wakeHandlers = { ...createDetectWakeHandlers(paging), SymptomsDue: createFoldHandler(foldIncident) }
  const beats = startLoop(deps, { name: 'nodes', round: () => nodes.round() })
  const work: RunningLoop[] = [
    startLoop(deps, { name: 'match', round: createMatchRound(detecting, rightOfWay) }),
    startLoop(deps, { name: 'checks', round: createCheckRound(detecting) }),
    startLoop(deps, { name: 'wakes', round: createWakeRound(paging, wakeHandlers) }),
    ...sends.map(([sendClass, loop]) =>
      startLoop(deps, {
        name: `send:${sendClass}`,
        round: async () => (nodes.isKnown() ? loop.round() : { isMore: false, dueAt: deps.clock.now() }),
      }),
    ),
  ]
  return {
    intake,
    nodes,
    heartbeat: () => [beats, ...work].map((loop) => ({ loop: loop.name, lastRoundAt: loop.lastRoundAt() })),
    async stop() {
      await intake.drained()
      await Promise.all(work.map((loop) => loop.stop()))
      const drained = Promise.all(sends.map(([, loop]) => loop.drained()))
      if (!(await waitAtMost(deps.clock, DRAIN_MS, drained)))
        deps.log.warn({}, 'sends are still under way; another node, or the next start, repeats them')
      // Until then this node lives: others would repeat what it is still sending.
      await beats.stop()
    },
  }
}
