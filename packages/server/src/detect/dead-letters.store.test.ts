import type { DoorRequest } from '@tocsin/adapters/in/door.ts'
import { doorRequest } from '@tocsin/adapters/in/testing/door-request.ts'
import { deepJson } from '@tocsin/adapters/in/testing/hostile-body.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cleanUp } from '../shell/app/retention.ts'
import type { Principal } from '../shell/auth/principal.ts'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { guardApi, registerApiRoutes } from '../shell/http/api.ts'
import { createTestServer } from '../shell/http/testing/listening.ts'
import { deadLetterRoutes } from './dead-letter.routes.ts'
import { createDeadLetters } from './dead-letters.ts'
import { type DoorServer, type DoorServerOptions, KEYS, keyOf, startDoorServer } from './testing/door-server.ts'

const MAPPED = `/in/json/${KEYS.mapped}`
/** Its list stands under another name than the mapping says. */
const OTHER_FORM = { rows: [{ id: 'a', title: 'Disk full' }] }

describeOnEachEngine('dead letters', (open) => {
  let database: Database
  let server: DoorServer
  let api: FastifyInstance
  const begin = async (options?: DoorServerOptions) => {
    database = await open()
    server = await startDoorServer(database, options)
    api = await apiOf(server)
  }
  beforeEach(() => begin())
  afterEach(async () => {
    await api.close()
    await server.stop()
  })
  const rows = () => server.bench.rows('dead_letters')
  const call = async (method: 'GET' | 'POST' | 'DELETE', path: string, role = 'admin') => {
    const answer = await api.inject({ method, url: `/api/v1${path}`, headers: { authorization: role } })
    return {
      status: answer.statusCode,
      text: answer.body,
      body: String(answer.headers['content-type']).startsWith('application/json') ? answer.json() : undefined,
    }
  }
  const change = async (id: string, changes: Partial<Source>) => {
    const before = server.bench.deps.directory.latest()
    const sources = [...before.sources.values()].map((source) =>
      source.id === id ? { ...source, ...changes } : source,
    )
    await server.bench.setDirectory({ ...aDirectory({ sources }), version: before.version + 1 })
    await server.bench.deps.directory.refresh()
  }

  test('what cannot be read is refused and kept whole, without what authorises the sender', async () => {
    const headers = { authorization: 'Bearer abc', 'x-api-key': 'abc', 'x-kind': 'test', cookie: 'a=b' }
    const refused = await server.post(`${MAPPED}?a=b`, '{"list": 5', headers)
    expect(refused.status).toBe(400)
    const { body } = await call('GET', '/sources/mapped/dead-letters')
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({
      ...{
        door: 'json',
        method: 'POST',
        path: '',
        encoding: 'utf8',
        bytes: 10,
        times: 1,
        replays: 0,
        replayed_at: null,
      },
      error: expect.stringContaining('is not JSON'),
      headers: { 'x-kind': 'test', 'content-type': 'application/json' },
    })
    expect(JSON.stringify(await rows())).not.toContain('abc')
    const raw = await call('GET', `/sources/mapped/dead-letters/${body.items[0].id}/raw`)
    expect(raw.text).toBe('{"list": 5')
  })

  test('bytes that are no text are kept as they came', async () => {
    await server.post(MAPPED, new Uint8Array([0xff, 0x00, 0x80]))
    expect(await rows()).toMatchObject([{ encoding: 'base64', body: '/wCA', bytes: 3 }])
  })

  test('brackets without end are kept too, in a form that no engine takes for JSON', async () => {
    const body = `{"title":"x","labels":${deepJson(150_000)}}`
    expect((await server.post(MAPPED, body)).status).toBe(400)
    const [letter] = await rows()
    expect(letter).toMatchObject({ encoding: 'base64', bytes: body.length })
    expect(Buffer.from(String(letter?.body), 'base64').toString()).toBe(body)
  })

  test('once the mapping is mended the request is read, and its alert opens an incident', async () => {
    expect((await server.post(MAPPED, OTHER_FORM)).status).toBe(400)
    const [letter] = await rows()
    const path = `/sources/mapped/dead-letters/${String(letter?.id)}/replay`
    const inVain = await call('POST', path)
    expect(inVain.body).toMatchObject({ outcome: 'unread', signals: 0, problems: [expect.stringContaining('alerts')] })
    expect(await rows()).toMatchObject([{ replays: 1, replayed_at: expect.anything() }])
    await change('mapped', { map: { alerts: 'body.rows', title: 'item.title', dedup_key: 'item.id' } })
    expect((await call('POST', path)).body).toMatchObject({ outcome: 'taken', signals: 1, problems: [] })
    await server.settled()
    expect((await server.bench.incidents()).map(({ record }) => record.title)).toEqual(['Disk full'])
    expect(await rows()).toEqual([])
    expect((await call('POST', path)).status).toBe(404)
  })

  test('all are read again, the oldest first, and each says what became of it', async () => {
    for (const id of ['a', 'b']) await server.post(MAPPED, { rows: [{ id, title: `Disk ${id}` }] })
    await server.post(MAPPED, 'no JSON')
    await change('mapped', { map: { alerts: 'body.rows', title: 'item.title', dedup_key: 'item.id' } })
    const { body } = await call('POST', '/sources/mapped/dead-letters/replay')
    expect(body.items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['taken', 'taken', 'unread'])
    await server.settled()
    expect(await server.bench.incidents()).toHaveLength(2)
    expect(await rows()).toHaveLength(1)
    expect((await call('POST', '/sources/json/dead-letters/replay')).body).toEqual({ items: [], next: null })
  })

  test('the same that comes again is counted, from other sources and in other words it is another', async () => {
    for (let time = 0; time < 3; time += 1) await server.post(MAPPED, 'broken')
    await server.post(MAPPED, 'broken too')
    await server.post(`/in/json/${KEYS.json}`, 'broken')
    const found = (await rows()).map(({ source_id, body, times }) => `${source_id} ${body} ${times}`)
    expect(found.sort()).toEqual(['json broken 1', 'mapped broken 3', 'mapped broken too 1'])
  })

  test('of a source the newest are kept, in number and in size', async () => {
    const letters = createDeadLetters(database.kysely, {
      ids: server.bench.deps.ids,
      // Each comes a minute after the last, so that there are never too many in one.
      clock: { ...server.bench.deps.clock, now: tick(60_000) },
    })
    const keep = (body: string, at: number) =>
      letters.keep('mapped' as SourceId, 'json', request(body, at), 'unreadable')
    const count = LIMITS.deadLettersPerSourceMax
    for (let each = 0; each < count + 5; each += 1) await keep(`body ${each}`, each)
    const bodies = (await rows()).map(({ body }) => String(body))
    expect(bodies).toHaveLength(count)
    expect(bodies).not.toContain('body 4')
    expect(bodies).toContain('body 5')
    const half = 'x'.repeat(LIMITS.deadLetterBytesPerSourceMax / 2 - 10)
    await keep(`1${half}`, 1_000)
    await keep(`2${half}`, 1_001)
    await keep(`3${half}`, 1_002)
    expect((await rows()).map(({ body }) => String(body).charAt(0)).sort()).toEqual(['2', '3'])
  }, 60_000)

  test('a flood is refused at every request, and kept to a bound', async () => {
    for (let each = 0; each < 70; each += 1) expect((await server.post(MAPPED, `broken ${each}`)).status).toBe(400)
    expect((await rows()).length).toBeLessThanOrEqual(60)
  })

  test('what is wrong with the sender, the method or the proof is no dead letter', async () => {
    await api.close()
    await server.stop()
    await begin({ secrets: { mapped: 's3cret' } })
    expect((await server.post(MAPPED, 'broken')).status).toBe(401)
    expect((await server.knock(MAPPED, { headers: { 'x-tocsin-secret': 's3cret' } })).status).toBe(405)
    expect((await server.post(`/in/json/${'x'.repeat(20)}`, 'broken')).status).toBe(404)
    expect(await rows()).toEqual([])
    expect((await server.post(MAPPED, 'broken', { 'x-tocsin-secret': 's3cret' })).status).toBe(400)
    expect(await rows()).toHaveLength(1)
  })

  test('what cannot be kept is not refused: the sender is to come back', async () => {
    await api.close()
    await server.stop()
    await begin({ isStorageFull: () => true })
    expect((await server.post(MAPPED, 'broken')).status).toBe(503)
    await api.close()
    await server.stop()
    await begin()
    await database.pool.query('alter table dead_letters rename to letters_away')
    expect((await server.post(MAPPED, 'broken')).status).toBe(503)
    await database.pool.query('alter table letters_away rename to dead_letters')
    expect((await server.post(MAPPED, 'broken')).status).toBe(400)
  })

  test('they go when bodies of their age go', async () => {
    await server.post(MAPPED, 'broken')
    const now = server.bench.deps.clock.now()
    const keepMs = 30 * DAY
    const clean = (at: number) =>
      cleanUp(database.kysely, { deliveriesMs: keepMs } as never, at as Instant, new AbortController().signal)
    await clean(now + keepMs - 60_000)
    expect(await rows()).toHaveLength(1)
    await clean(now + keepMs + 60_000)
    expect(await rows()).toEqual([])
  })

  test('a source that became another system cannot read what came for the former', async () => {
    await server.post(`/in/grafana/${keyOf('grafana')}`, { hello: 1 })
    const [letter] = await rows()
    await change('grafana', { system: 'json' })
    const answer = await call('POST', `/sources/grafana/dead-letters/${String(letter?.id)}/replay`)
    expect(answer.body).toMatchObject({ outcome: 'unread', problems: [expect.stringContaining('json now')] })
  })

  test('they are seen by those who see the configuration, and replayed and discarded by those who may change it', async () => {
    await server.post(MAPPED, 'broken')
    const [letter] = await rows()
    const path = `/sources/mapped/dead-letters/${String(letter?.id)}`
    expect((await call('GET', '/sources/mapped/dead-letters', 'viewer')).status).toBe(200)
    for (const each of [path, `${path}/replay`, '/sources/mapped/dead-letters/replay']) {
      expect((await call(each === path ? 'DELETE' : 'POST', each, 'responder')).status).toBe(403)
    }
    expect((await call('DELETE', path)).status).toBe(204)
    expect((await call('DELETE', path)).status).toBe(404)
    expect((await call('GET', `${path}/raw`)).status).toBe(404)
    expect((await call('GET', '/sources/nobody/dead-letters')).status).toBe(404)
    expect(await rows()).toEqual([])
  })
})

function request(body: string, at: number): DoorRequest {
  return doorRequest(body, { receivedAt: (Date.UTC(2026, 0, 1) + at * 1_000) as Instant })
}

function tick(step: number): () => Instant {
  let now = 0
  return () => {
    now += step
    return now as Instant
  }
}

/** The routes alone; who calls is a role. */
async function apiOf({ bench, door }: DoorServer): Promise<FastifyInstance> {
  const { app } = createTestServer()
  guardApi(app)
  const authenticate = async ({ headers }: FastifyRequest) =>
    ({ kind: 'key', id: 'k', name: 'k', role: headers.authorization, scopes: [] }) as unknown as Principal
  registerApiRoutes(
    app,
    { clock: bench.deps.clock, authenticate, refuseForeignOrigin: () => {} },
    deadLetterRoutes({ db: bench.database.kysely, door }),
  )
  await app.ready()
  return app
}
