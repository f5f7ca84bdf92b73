/** Monitors on a table: a real store, a clock that the test moves, rounds that it calls, and one server that it lets break. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { type MonitorRow, monitorKind } from '../../../shell/config/monitor-configuration.ts'
import type { Database } from '../../../shell/database/open-database.ts'
import { createNodeRound } from '../../../shell/engine/node-loop.ts'
import { type EngineBench, openEngineBench } from '../../../shell/engine/testing/engine-bench.ts'
import { createCheckNets } from '../../../shell/ports/check-net/check-net.ts'
import { systemClock } from '../../../shell/ports/clock.ts'
import { createIds } from '../../../shell/ports/ids.ts'
import { createTargetGuard } from '../../../shell/ports/target-guard.ts'
import { createSecrets } from '../../../shell/secrets/sealed-box.ts'
import { createMatchRound } from '../../match-loop.ts'
import { createMonitorLoop, type MonitorLoopDeps } from '../monitor-loop.ts'

export interface Target {
  url: string
  requests(): number
  /** Of the last request. */
  lastAuthorization(): string | undefined
  /** Whether it answers as it should. */
  isUp: boolean
  /** How long it thinks about each answer. */
  delayMs: number
  close(): void
}

export async function startTarget(): Promise<Target> {
  let requests = 0
  let authorization: string | undefined
  const target: Target = {
    url: '',
    requests: () => requests,
    lastAuthorization: () => authorization,
    isUp: true,
    delayMs: 0,
    close: () => {},
  }
  const server = createServer((request, response) => {
    requests += 1
    authorization = request.headers.authorization
    setTimeout(() => response.writeHead(target.isUp ? 200 : 503, { connection: 'close' }).end('body'), target.delayMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  target.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  target.close = () => {
    server.close()
    server.closeAllConnections()
  }
  return target
}

export const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, createIds(systemClock))

/** Every minute, believed at the second try. */
export function aMonitor(id: string, settings: Record<string, unknown>, changes: Partial<MonitorRow> = {}): MonitorRow {
  return {
    ...{ id, name: `The ${id}`, kind: 'http', settings, secret_sealed: null, service_id: null, layer: 'application' },
    ...{ severity: 'critical', warning_severity: 'medium', scope: null, every_ms: 60_000, timeout_ms: 2_000 },
    ...{ confirm: 1, recover: 1, for_ms: 0, no_data: 'alert', quiet_period_ms: 0, is_active: true },
    ...{ owned_by: 'app', created_at: 0, ...changes },
  }
}

export interface MonitorBench extends EngineBench {
  startNode(name: string, changes?: Partial<MonitorLoopDeps>): Promise<MonitorNode>
  save(...rows: MonitorRow[]): Promise<void>
  remove(id: string): Promise<void>
  state(id: string): Promise<Record<string, unknown> | undefined>
}

export interface MonitorNode {
  /** Says that it lives, begins what is due, waits for it, and writes it. */
  turn(): Promise<void>
  /** Begins what is due, and writes nothing of it: what a node does that is killed in the middle. */
  beginOnly(): Promise<void>
  beat(): Promise<void>
}

export async function openMonitorBench(database: Database): Promise<MonitorBench> {
  const bench = await openEngineBench(database, aDirectory())
  const db = database.kysely
  const changed = async (): Promise<void> => {
    await db
      .updateTable('config_version')
      .set(({ eb }) => ({ version: eb('version', '+', 1) }))
      .execute()
    await bench.deps.directory.refresh()
  }
  return {
    ...bench,
    async save(...rows) {
      for (const row of rows) await monitorKind.save(db, row)
      await changed()
    },
    async remove(id) {
      await monitorKind.remove(db, id)
      await changed()
    },
    state: async (id) => (await bench.rows('monitor_states')).find((row) => row.monitor_id === id),
    async startNode(name, changes = {}) {
      const nodes = createNodeRound(bench.deps, { name, version: '1' })
      const openNet = createCheckNets(createTargetGuard(['127.0.0.0/8']))
      const check = { clock: systemClock, secrets, openNet }
      const publicUrl = () => 'https://tocsin.example.com'
      const loop = createMonitorLoop({ ...{ engine: bench.deps, db, node: name, nodes, check, publicUrl }, ...changes })
      const match = createMatchRound(bench.deps)
      await nodes.round()
      return {
        async turn() {
          await nodes.round()
          await loop.round()
          await loop.drained()
          await loop.round()
          await bench.finish(match)
        },
        async beginOnly() {
          await loop.round()
          await loop.drained()
        },
        beat: async () => void (await nodes.round()),
      }
    },
  }
}

/** Moves the clock in steps, with a turn of each node after each. */
export async function pass(
  bench: MonitorBench,
  nodes: readonly MonitorNode[],
  steps: number,
  step = '10s',
): Promise<void> {
  for (let count = 0; count < steps; count++) {
    bench.clock.forward(step)
    for (const node of nodes) await node.turn()
  }
}

export function instantOf(value: unknown): Instant {
  return Number(value) as Instant
}
