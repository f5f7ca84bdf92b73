/** The doors on a real port, with the real engine behind them on a real database, and sources whose keys the test knows. */
import { request as httpRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SOURCE_SYSTEMS } from '@tocsin/adapters/in/registry.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { DurationMs, ServiceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory, Source, User } from '@tocsin/core/people/directory.ts'
import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { createDoorProblems } from '../../shell/app/door-problems.ts'
import { type Engine, startEngine } from '../../shell/app/engine.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { startLoop } from '../../shell/engine/loop.ts'
import { openEngineBench, type TestClock, until } from '../../shell/engine/testing/engine-bench.ts'
import { createTestServer } from '../../shell/http/testing/listening.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { createAlertmanagerQueries } from '../alertmanager-queries.ts'
import { createDeadLetters } from '../dead-letters.ts'
import { createSourceFinder, type DoorDeps, hashKey } from '../door.ts'
import { registerDoors } from '../door-routes.ts'
import type { Intake } from '../intake.ts'
import { createOpsgenieRound } from '../opsgenie/carry-out.ts'
import { COMMANDS_LOOP } from '../opsgenie/change-alert.ts'
import { registerOpsgenie } from '../opsgenie/opsgenie-routes.ts'
import { createOutside } from '../outside.ts'
import { createEventCounter } from '../stream/count-events.ts'
import { registerOtlp } from '../stream/otlp-routes.ts'

export const KEYS = {
  am: 'am-key-0123456789abcdef',
  pd: 'e93facc04764012d7bfb002500d5d1a6',
  json: 'json-key-0123456789abcdef',
  mapped: 'mapped-key-0123456789abcdef',
  backup: 'backup-key-0123456789abcdef',
  off: 'off-key-0123456789abcdef',
}

/** Each system that has no source above has one of its own name, with this key. */
export function keyOf(system: string): string {
  return `${system}-key-0123456789abcdef`
}

const OTHER_SYSTEMS = SOURCE_SYSTEMS.filter(
  (system) => !['alertmanager', 'pagerduty-events', 'json', 'heartbeat'].includes(system),
)

const NO_NET: Pick<Net, 'fetch'> = { fetch: async () => ({ error: 'unreachable', cause: 'nothing is outside' }) }

const QUIET = { quietPeriodMs: ms('0s'), groupBy: [] }

function organisation({ changes = {}, users }: DoorServerOptions): Directory {
  return aDirectory({
    ...(users && { users: [...users] }),
    sources: [
      aSource('am', { ...QUIET, system: 'alertmanager' }),
      aSource('pd', { ...QUIET, system: 'pagerduty-events' }),
      aSource('json', QUIET),
      aSource('mapped', {
        ...QUIET,
        map: { alerts: 'body.list', title: 'item.title.substring(0, 1)', dedup_key: 'item.id' },
      }),
      aSource('backup', { ...QUIET, system: 'heartbeat', everyMs: ms('1h'), graceMs: 0 as DurationMs }),
      aSource('off', { ...QUIET, isActive: false, service: 'api' as ServiceId }),
      ...OTHER_SYSTEMS.map((system) => aSource(system, { ...QUIET, system, ...changes[system] })),
    ],
  })
}

export interface Answered {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  json: unknown
}

export interface Knock {
  method?: string
  body?: string | Uint8Array
  headers?: Record<string, string>
}

export interface DoorServerOptions {
  isStorageFull?: () => boolean
  /** What is different of sources, by their ids. */
  changes?: Readonly<Record<string, Partial<Source>>>
  /** In place of those of the same id. */
  users?: readonly User[]
  /** Of sources, by their ids. */
  secrets?: Readonly<Record<string, string>>
  /** The outside world; without one nothing can be reached. */
  net?: Pick<Net, 'fetch'>
  wrapIntake?: (intake: Intake) => Intake
}

export async function startDoorServer(database: Database, options: DoorServerOptions = {}) {
  const clock = { ...systemClock, forward() {} } as TestClock
  const bench = await openEngineBench(database, organisation(options), { clock })
  const keys = [...Object.entries(KEYS), ...OTHER_SYSTEMS.map((system) => [system, keyOf(system)] as const)]
  const hashes = new Map(keys.map(([source, key]) => [hashKey(key), source as never]))
  const engine: Engine = startEngine(bench.deps, { node: 'test', version: '0.0.0', flushesMax: 2 }, async () => ({
    handedOver: true,
    isDelivered: false,
  }))
  const { app, lines, listen } = createTestServer()
  const sources = createSourceFinder({ current: () => hashes, former: () => new Map(), formerUsed() {} }, bench.deps)
  const door: DoorDeps = {
    ...{ engine: bench.deps, sources, accepted() {}, counter: createEventCounter(bench.deps) },
    intake: options.wrapIntake?.(engine.intake) ?? engine.intake,
    isStorageFull: options.isStorageFull ?? (() => false),
    deadLetters: createDeadLetters(database.kysely, bench.deps),
    outside: createOutside(options.net ?? NO_NET, clock.now),
    secretOf: (source) => {
      const text = options.secrets?.[source]
      return text === undefined ? 'none' : { text }
    },
    problems: createDoorProblems(database.kysely, bench.deps),
  }
  const about = { engine: bench.deps, db: database.kysely, startedAt: clock.now(), version: '0.0.0' }
  registerDoors(app, door, createAlertmanagerQueries(about))
  registerOtlp(app, door)
  registerOpsgenie(app, { door, db: database.kysely, publicUrl: () => 'https://tocsin.example.com' })
  const commands = startLoop(bench.deps, { name: COMMANDS_LOOP, round: createOpsgenieRound(bench.deps) })
  await listen()
  const { port } = app.server.address() as AddressInfo
  return {
    ...{ bench, engine, lines, port, door },
    knock: (path: string, knock: Knock = {}) => knockAt(port, path, knock),
    post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
      knockAt(port, path, {
        method: 'POST',
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
    /** Until the matcher has dealt with all that came in. */
    settled: () => until(async () => (await bench.rows('alert_work')).length === 0),
    async stop() {
      await app.close()
      await commands.stop()
      await engine.stop()
    },
  }
}

export type DoorServer = Awaited<ReturnType<typeof startDoorServer>>

function knockAt(port: number, path: string, { method = 'GET', body, headers = {} }: Knock): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const isJson = String(response.headers['content-type']).startsWith('application/json')
        const json: unknown = isJson && text !== '' ? JSON.parse(text) : undefined
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}
