/**
 * A node with its HTTP server for tests: the real engine on a real database, a directory that the test names, and a channel
 * that keeps what it is given. Who calls is said by the test: `as('ana')`, or `as.key('ci', 'admin')`.
 */
import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { SourceId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Letter, MessageToPerson, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { Directory, Role } from '@tocsin/core/people/directory.ts'
import type { FastifyRequest, InjectOptions } from 'fastify'
import { registerAttachments } from '../../../record/attachment-routes.ts'
import { findIncident } from '../../../record/incident.queries.ts'
import { createPortalGuard } from '../../../record/portal/portal-guard.ts'
import { reportRoutes } from '../../../record/portal/report.routes.ts'
import { registerReportPages } from '../../../record/portal/report-pages.ts'
import { registerLinkPages } from '../../../respond/link-routes.ts'
import type { Principal } from '../../auth/principal.ts'
import type { Database } from '../../database/open-database.ts'
import type { EngineDeps } from '../../engine/deps.ts'
import { createDirectoryCache } from '../../engine/directory-cache.ts'
import { createSignals } from '../../engine/signals.ts'
import { guardApi, registerApiRoutes } from '../../http/api.ts'
import { Refusal } from '../../http/refusal.ts'
import { createTestServer } from '../../http/testing/listening.ts'
import { systemClock } from '../../ports/clock.ts'
import { createIds } from '../../ports/ids.ts'
import { createSecrets } from '../../secrets/sealed-box.ts'
import { createSqlStore } from '../../store/sql-store.ts'
import { writeDirectory } from '../../store/testing/write-directory.ts'
import { startEngine } from '../engine.ts'
import { createLiveFeed, eventsOfCommit, watchAll } from '../live-feed.ts'
import { createLivePresence } from '../live-presence.ts'
import { createMeters } from '../meters.ts'
import { operationRoutes } from '../operation-routes.ts'
import { registerStream } from '../stream.ts'

export interface Answer {
  status: number
  // The tests look into answers of any shape.
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what came out
  body: any
  headers: Record<string, unknown>
  text: string
}

export interface TestServerOptions {
  heartbeatMs?: number
  listenersMax?: number
  /** What the outside world answers to each message; without it everything is handed over. */
  deliver?: (message: MessageToPerson) => Promise<SendResult>
  isStorageFull?: () => boolean
}

export async function startTestServer(database: Database, directory: Directory, options: TestServerOptions = {}) {
  await writeDirectory(database.kysely, directory)
  const sent: PersonMessage[] = []
  const letters: Letter[] = []
  const clock = systemClock
  const ids = createIds(clock)
  const feed = createLiveFeed({ epoch: ids.token(4).replaceAll('-', '_'), listenersMax: options.listenersMax ?? 10 })
  const presence = createLivePresence({ feed, clock, tellOthers: () => {} })
  const meters = createMeters()
  const store = createSqlStore(database.kysely)
  const deps: EngineDeps = {
    ...{ store, clock, ids, directory: await createDirectoryCache(store), nudge: createSignals() },
    log: { error: () => {}, warn: () => {}, info: () => {} },
    watch: watchAll(meters.watch, { committed: (id, facts) => feed.publish(eventsOfCommit(id, facts)) }),
  }
  const deliver = async (message: MessageToPerson): Promise<SendResult> => {
    if (message.kind === 'letter') letters.push(message)
    else sent.push(message)
    return options.deliver ? options.deliver(message) : { handedOver: true, isDelivered: false }
  }
  const engine = startEngine(deps, { node: 'test', version: '0.0.0', flushesMax: 1 }, deliver)
  const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, ids)
  const { app, lines } = createTestServer()
  const api = {
    clock,
    authenticate: (request: FastifyRequest) => authenticate(deps, request),
    refuseForeignOrigin: () => {},
  }
  guardApi(app)
  const system = {
    ...{ node: 'test', version: '0.0.0', engine: database.engine, startedAt: clock.now() },
    ...{
      loops: engine.heartbeat,
      otherNodes: engine.nodes.others,
      storage: () => null,
      liveClients: feed.listenersCount,
    },
  }
  registerApiRoutes(app, api, operationRoutes({ db: database.kysely, engine: deps, system, presence }))
  registerAttachments(app, { db: database.kysely, engine: deps, api })
  const portal = {
    ...{ db: database.kysely, engine: deps, secrets, refuseForeignOrigin: api.refuseForeignOrigin },
    guard: createPortalGuard(secrets, ids, 0),
    isStorageFull: options.isStorageFull ?? (() => false),
    findPerson: (request: FastifyRequest) =>
      authenticate(deps, request).then(
        (principal) => (principal.kind === 'user' ? principal : undefined),
        () => undefined,
      ),
  }
  registerApiRoutes(app, api, reportRoutes(portal))
  registerReportPages(app, portal)
  registerStream(app, {
    feed,
    api,
    clock,
    version: '0.0.0',
    ...(options.heartbeatMs && { heartbeatMs: options.heartbeatMs }),
  })
  registerLinkPages(app, {
    engine: deps,
    secrets,
    findState: async (id) => (await findIncident(database.kysely, id))?.state,
    publicUrl: () => 'https://tocsin.example.com',
  })
  await app.ready()

  const call = async (options: InjectOptions): Promise<Answer> => {
    const response = await app.inject(options)
    const isJson = String(response.headers['content-type']).startsWith('application/json')
    return {
      status: response.statusCode,
      body: isJson ? response.json() : undefined,
      headers: response.headers,
      text: response.body,
    }
  }
  return {
    ...{ app, lines, deps, engine, feed, meters, sent, letters, secrets, database },
    anyone: callerOf(call, {}),
    as: (user: string) => callerOf(call, { authorization: `Bearer person:${user}` }),
    asKey: (role: Role, scopes: readonly string[] = []) =>
      callerOf(call, { authorization: `Bearer key:${role}:${scopes.join(',')}` }),
    /** Signals of a source, committed and dealt with by the matcher. */
    async receive(source: string, signals: readonly Partial<Signal>[]) {
      await accept(deps, engine, source, signals)
      await settled(database)
    },
    async stop() {
      await app.close()
      await engine.stop()
    },
  }
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

function callerOf(call: (options: InjectOptions) => Promise<Answer>, headers: Record<string, string>) {
  const request =
    (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') =>
    (path: string, body?: object, extra: Record<string, string> = {}): Promise<Answer> => {
      const url = /^\/(?:a|report)(?:\/|\?|$)/.test(path) ? path : `/api/v1${path}`
      return call({ method, url, headers: { ...headers, ...extra }, ...(body && { payload: body }) })
    }
  return {
    get: request('GET'),
    post: request('POST'),
    put: request('PUT'),
    patch: request('PATCH'),
    delete: request('DELETE'),
  }
}

/** Stands in for sessions and keys, which have tests of their own. */
async function authenticate({ directory }: EngineDeps, request: FastifyRequest): Promise<Principal> {
  const [, kind, name = '', list = ''] =
    /^Bearer (person|key):(\w+)(?::(\S*))?$/.exec(request.headers.authorization ?? '') ?? []
  const scopes = list.split(',').filter((scope) => scope !== '')
  if (kind === 'key') return { kind: 'key', id: 'k1', name: 'ci', role: name as Role, scopes }
  const user = directory.latest().users.get(name as UserId)
  if (kind !== 'person' || !user?.isActive) throw new Refusal('unauthenticated')
  const { id, email, name: called, role, zone, isActive } = user
  return {
    kind: 'user',
    ...{ id, email, name: called, role, zone, isActive },
    locale: 'en',
    sessionId: 's',
  } as unknown as Principal
}

async function accept(
  deps: EngineDeps,
  engine: ReturnType<typeof startEngine>,
  source: string,
  signals: readonly Partial<Signal>[],
): Promise<void> {
  const now = deps.clock.now()
  const id = deps.ids.next()
  const body = JSON.stringify(signals)
  const accepted = engine.intake.accept({
    source: source as SourceId,
    signals: signals.map((signal) => ({
      ...{ key: 'disk', state: 'firing' as const, title: 'Disk full', severity: 'high' as const },
      ...{ labels: {}, annotations: {}, isTest: false },
      ...signal,
    })),
    changes: [],
    delivery: {
      ...{ id, source: source as SourceId, door: 'json', receivedAt: now, mustKeep: false },
      ...{ contentType: 'application/json', encoding: 'utf8' as const, body, bytes: body.length },
    },
  })
  await present(accepted, 'room in the intake')
}

const SETTLE_MS_MAX = 20_000

/** Until the matcher has nothing to do and no send waits. */
export async function settled(database: Database): Promise<void> {
  const until = systemClock.now() + SETTLE_MS_MAX
  while (systemClock.now() < until) {
    const { rows } = await database.pool.query<{ waiting: number }>(
      `select (select count(*) from alert_work) + (select count(*) from outbox where state = 'pending') as waiting`,
    )
    if (rows[0]?.waiting === 0) return
    await systemClock.sleep(5)
  }
  throw new Error('the engine did not come to rest')
}
