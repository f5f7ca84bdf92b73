/** The engine: intake, matcher, wakes and sends of one node, put together. Everything that it touches comes in as a port. */
import type { SendClass } from '@tocsin/core/kernel/decision.ts'
import { createCheckRound } from '../../detect/check-placements.ts'
import { createIntake, type Intake } from '../../detect/intake.ts'
import { createMatchRound } from '../../detect/match-alerts.ts'
import { createDetectWakeHandlers } from '../../detect/wakes.ts'
import { createReporter } from '../../respond/report-attempts.ts'
import { createSendLoop, type Deliver, type SendLoop } from '../../respond/send-loop.ts'
import type { EngineDeps } from '../engine/deps.ts'
import { type RunningLoop, startLoop } from '../engine/loop.ts'
import { createNodeRound, type NodeWatch } from '../engine/node-loop.ts'
import { createWakeRound } from '../engine/wake-loop.ts'

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
const INTAKE = { batchMax: 1_000, batchBytesMax: 8 * MIB, waitingMax: 50_000, waitingBytesMax: 128 * MIB }
const ROOMS: Record<SendClass, number> = { page: 64, chat: 8, status: 8, digest: 2, sync: 4 }

export function startEngine(deps: EngineDeps, options: EngineOptions, deliver: Deliver): Engine {
  const intake = createIntake(deps, { flushesMax: options.flushesMax, ...INTAKE })
  const report = createReporter(deps)
  const sends = (Object.keys(ROOMS) as SendClass[]).map((sendClass): [SendClass, SendLoop] => [
    sendClass,
    createSendLoop(deps, { sendClass, concurrencyMax: ROOMS[sendClass] }, options.node, deliver, report),
  ])
  const nodes = createNodeRound(deps, { name: options.node, version: options.version })
  const loops: RunningLoop[] = [
    startLoop(deps, { name: 'nodes', round: () => nodes.round() }),
    startLoop(deps, { name: 'match', round: createMatchRound(deps) }),
    startLoop(deps, { name: 'checks', round: createCheckRound(deps) }),
    startLoop(deps, { name: 'wakes', round: createWakeRound(deps, createDetectWakeHandlers(deps)) }),
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
    heartbeat: () => loops.map((loop) => ({ loop: loop.name, lastRoundAt: loop.lastRoundAt() })),
    async stop() {
      await intake.drained()
      await Promise.all(loops.map((loop) => loop.stop()))
      await Promise.all(sends.map(([, loop]) => loop.drained()))
    },
  }
}
