import { connect } from 'node:net'
import { payloadJson, payloadNames, payloadText } from '@tocsin/adapters/in/testing/door-request.ts'
import { deepJson, hostileBody } from '@tocsin/adapters/in/testing/hostile-body.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { describeOnEachEngine, describeOnEngine } from '../shell/database/testing/database-harness.ts'
import { until } from '../shell/engine/testing/engine-bench.ts'
import { type DoorServer, type DoorServerOptions, KEYS, startDoorServer } from './testing/door-server.ts'

const AM = `/in/alertmanager/${KEYS.am}`
const API = `/am/${KEYS.am}/api/v2`
const JSON_DOOR = `/in/json/${KEYS.json}`
const BEAT = `/in/heartbeat/${KEYS.backup}`
const EVENT = {
  routing_key: KEYS.pd,
  event_action: 'trigger',
  payload: { summary: 'x', source: 'y', severity: 'error' },
}

describeOnEachEngine('the doors', (open) => {
  let server: DoorServer
  const begin = async (options?: DoorServerOptions): Promise<DoorServer> => {
    server = await startDoorServer(await open(), options)
    return server
  }
  afterEach(() => server.stop())
  const rows = (table: string) => server.bench.rows(table)
  const count = async (table: string) => (await rows(table)).length

  /** Sends every sample of a folder, as its format wants it, and gives the statuses. */
  const sendAll = async (folder: string, names: (name: string) => boolean, path: (name: string) => string) => {
    const answers: [string, number][] = []
    for (const name of payloadNames(folder).filter(names)) {
      const body = payloadText(folder, name).replace(/"routing_key": "[^"]+"/, `"routing_key": "${KEYS.pd}"`)
      answers.push([name, (await server.post(path(name), body)).status])
    }
    return Object.fromEntries(answers)
  }

  test('every sample of Alertmanager’s webhook is taken', async () => {
    await begin()
    const statuses = await sendAll(
      'alertmanager',
      () => true,
      () => AM,
    )
    expect(Object.keys(statuses).length).toBeGreaterThanOrEqual(7)
    expect(new Set(Object.values(statuses))).toEqual(new Set([200]))
    await server.settled()
    const alerts = await rows('alerts')
    expect(alerts.length).toBeGreaterThanOrEqual(5)
    // What was left out by the sender stands on the page of the source.
    expect((await rows('door_problems')).map(({ problem }) => problem).join()).toContain('max_alerts')
    expect((await rows('placements')).some(({ because }) => because === 'watchdog')).toBe(true)
  })

  test('every sample of Alertmanager’s API is answered as Alertmanager answers', async () => {
    await begin()
    const isPost = (name: string) => name.includes('.request.')
    const statuses = await sendAll(
      'alertmanager-api',
      isPost,
      (name) => `${API}/${name.includes('silences') ? 'silences' : 'alerts'}`,
    )
    expect(statuses).toEqual({
      'post-alerts-amtool-add.request.json': 200,
      'post-alerts-firing.request.json': 200,
      'post-alerts-partially-invalid.request.json': 400,
      'post-alerts-resolved.request.json': 200,
      // Its end has passed by now.
      'post-silences.request.json': 400,
    })
    const partial = await server.post(
      `${API}/alerts`,
      payloadText('alertmanager-api', 'post-alerts-partially-invalid.request.json'),
    )
    expect(partial.json).toBe(payloadJson('alertmanager-api', 'post-alerts-partially-invalid.response.400.json'))
    expect((await rows('alerts')).some((row) => (row.labels as { alertname: string }).alertname === 'good')).toBe(true)
    for (const question of ['alerts', 'alerts/groups', 'silences', 'status', 'receivers'])
      expect((await server.knock(`${API}/${question}`)).status, question).toBe(200)
  })

  test('every sample of PagerDuty’s events is answered as PagerDuty answers', async () => {
    await begin()
    const isRequest = (name: string) => name.includes('.request.')
    const statuses = await sendAll('pagerduty-events', isRequest, (name) =>
      name.includes('change-event') ? '/v2/change/enqueue' : '/v2/enqueue',
    )
    const { 'INVALID-severity.request.json': invalid, ...others } = statuses
    expect(invalid).toBe(400)
    expect(new Set(Object.values(others))).toEqual(new Set([202]))
    expect(await count('changes')).toBe(2)
    const unreadable = await server.post('/v2/enqueue', '{"routing_key": ')
    expect(unreadable.json).toEqual(payloadJson('pagerduty-events', 'enqueue.response.400.json'))
    const { json } = await server.post('/v2/enqueue', { ...EVENT, dedup_key: 'srv01/HTTP' })
    expect(json).toEqual(payloadJson('pagerduty-events', 'enqueue.response.202.json'))
  })

  test('JSON is taken as it comes, and by a mapping; text that no database takes is mended', async () => {
    await begin()
    for (const name of payloadNames('json'))
      expect((await server.post(JSON_DOOR, payloadText('json', name))).status).toBe(200)
    const list = [
      { id: 'a', title: '😀 split in the middle' },
      { id: 'b', title: 'fine' },
    ]
    expect((await server.post(`/in/json/${KEYS.mapped}`, { list })).status).toBe(200)
    const titles = (await rows('alerts')).filter(({ source_id }) => source_id === 'mapped').map(({ title }) => title)
    expect(titles).toHaveLength(2)
    expect(titles.every((title) => String(title).isWellFormed())).toBe(true)
  })

  test('a heart beats by any method and with any body', async () => {
    await begin()
    const sent = [
      { method: 'GET' },
      { method: 'POST' },
      { method: 'PUT', body: '\0\xff' },
      { method: 'HEAD' },
      { method: 'DELETE' },
    ]
    for (const knock of sent) expect((await server.knock(BEAT, knock)).status, knock.method).toBe(200)
    const odd = { method: 'POST', body: 'x', headers: { 'content-type': 'no media type at all; ;' } }
    expect((await server.knock(BEAT, odd)).status).toBe(200)
    expect(await rows('heartbeats')).toMatchObject([{ source_id: 'backup' }])
    expect((await rows('wakes')).map(({ key }) => key)).toEqual(['beat:backup'])
  })

  test('the content type is nobody’s concern but Alertmanager’s API’s', async () => {
    await begin()
    const body = JSON.stringify({ title: 'x' })
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-8',
      'nonsense',
      '',
    ])
      expect(
        (await server.knock(JSON_DOOR, { method: 'POST', body, headers: { 'content-type': type } })).status,
        type,
      ).toBe(200)
    expect((await server.knock(JSON_DOOR, { method: 'POST', body })).status).toBe(200)
    const alerts = JSON.stringify([{ labels: { alertname: 'a' } }])
    const asText = await server.knock(`${API}/alerts`, {
      method: 'POST',
      body: alerts,
      headers: { 'content-type': 'text/plain' },
    })
    expect(asText.status).toBe(415)
  })

  test('a wrong method is refused in the words of the protocol', async () => {
    await begin()
    expect((await server.knock(AM)).status).toBe(405)
    expect((await server.knock(JSON_DOOR, { method: 'DELETE' })).status).toBe(405)
    expect((await server.knock(`${API}/alerts`, { method: 'DELETE' })).status).toBe(405)
    expect((await server.knock(`${API}/nothing`)).status).toBe(404)
    expect((await server.knock('/v2/enqueue')).status).toBe(405)
    const wrong = await server.knock('/v2/enqueue', { method: 'PUT', body: JSON.stringify(EVENT) })
    expect([wrong.status, wrong.json]).toMatchObject([405, { status: 'invalid event' }])
  })

  test('unknown keys, keys of other systems, of sources that are off, and doors that do not exist are refused alike', async () => {
    await begin()
    const body = { title: 'x' }
    const paths = [
      '/in/json/unknown-key',
      `/in/json/${KEYS.am}`,
      `/in/json/${KEYS.off}`,
      `/in/json/${KEYS.json}x`,
      `/in/json/${KEYS.json.slice(0, -1)}`,
      `/in/no-such-door/${KEYS.json}`,
      `/in/__proto__/${KEYS.json}`,
      `/in/alertmanager/${KEYS.json}`,
    ]
    const answers = await Promise.all(paths.map((path) => server.post(path, body)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(answers[0]?.status).toBe(404)
    const events = ['unknown', KEYS.am, KEYS.off].map((routing_key) =>
      server.post('/v2/enqueue', { ...EVENT, routing_key }),
    )
    const refusals = await Promise.all(events)
    expect(new Set(refusals.map(({ status, text }) => `${status} ${text}`))).toEqual(
      new Set([
        `400 ${JSON.stringify({ status: 'invalid event', message: 'Event object is invalid', errors: ["'routing_key' belongs to no source"] })}`,
      ]),
    )
    expect((await server.knock('/am/unknown/api/v2/alerts')).status).toBe(404)
    expect(await count('alerts')).toBe(0)
  })

  test('a body over the limit of its door is refused in the words of the protocol, also when it does not say how long it is', async () => {
    await begin()
    const big = 'x'.repeat(LIMITS.jsonDoorBodyBytesMax + 1)
    const refused = await server.post(JSON_DOOR, { title: big })
    expect([refused.status, refused.json]).toMatchObject([413, { status: 'error' }])
    expect((await server.post(BEAT, big)).status).toBe(413)
    const event = await server.post('/v2/enqueue', { ...EVENT, client: 'x'.repeat(LIMITS.pagerdutyBodyBytesMax) })
    expect([event.status, event.json]).toMatchObject([413, { status: 'invalid event' }])
    const huge = 'x'.repeat(LIMITS.doorBodyBytesMax)
    expect((await server.post(AM, { alerts: [huge] })).status).toBe(413)
    expect((await server.post(`${API}/alerts`, [huge])).status).toBe(413)
    const chunked = await server.knock(JSON_DOOR, {
      ...{ method: 'POST', body: JSON.stringify({ title: big }) },
      headers: { 'transfer-encoding': 'chunked', 'content-type': 'application/json' },
    })
    expect(chunked.status).toBe(413)
    expect((await server.post(JSON_DOOR, { title: 'still here' })).status).toBe(200)
  })

  test('more alerts than one request may hold are refused, as many as it may are taken and answered at once', async () => {
    await begin()
    const alerts = (length: number) =>
      Array.from({ length }, (_, n) => ({ labels: { alertname: 'Many', n: String(n) } }))
    expect((await server.post(`${API}/alerts`, alerts(LIMITS.signalsPerRequestMax + 1))).status).toBe(413)
    expect((await server.post(`${API}/alerts`, alerts(3_000))).status).toBe(200)
    expect(await count('alerts')).toBe(3_000)
    expect(await count('deliveries')).toBe(1)
    expect((await server.post(`${API}/alerts`, alerts(3_000))).status).toBe(200)
    expect(await count('deliveries')).toBe(1)
  })

  test('nesting deeper than any stack is refused or cut, and the doors stay open', async () => {
    await begin()
    const deep = deepJson(100_000)
    for (const [path, body] of [
      [JSON_DOOR, deep],
      [JSON_DOOR, `{"title":"x","labels":${deep}}`],
      [AM, `{"alerts":[{"labels":${deep}}]}`],
      [AM, deep],
      [`${API}/alerts`, deep],
      [`${API}/silences`, `{"matchers":${deep}}`],
      [
        '/v2/enqueue',
        `{"routing_key":"${KEYS.pd}","event_action":"trigger","payload":{"summary":"x","source":"y","severity":"error","custom_details":${deep}}}`,
      ],
      [
        '/v2/change/enqueue',
        `{"routing_key":"${KEYS.pd}","payload":{"summary":"deep","custom_details":{"d":${deep}}}}`,
      ],
    ] as const) {
      const { status } = await server.post(path, body)
      expect([200, 202, 400, 422], path).toContain(status)
    }
    expect((await server.post(JSON_DOOR, { title: 'still here' })).status).toBe(200)
  })

  test('when too much waits the answer is 503 with a time to come again, never 429, at every door', async () => {
    await begin({ wrapIntake: (intake) => ({ ...intake, accept: () => null }) })
    const answers = await Promise.all([
      server.post(AM, payloadText('alertmanager', 'firing-single.json')),
      server.post(`${API}/alerts`, [{ labels: { alertname: 'a' } }]),
      server.post('/v2/enqueue', EVENT),
      server.post(JSON_DOOR, { title: 'x' }),
      server.knock(BEAT),
    ])
    expect(answers.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(Array(5).fill([503, '5']))
    expect(await count('alerts')).toBe(0)
  })

  test('a disk that is full refuses what would have to be kept, and nothing else', async () => {
    let isFull = true
    await begin({ isStorageFull: () => isFull })
    expect((await server.post(JSON_DOOR, { title: 'x' })).status).toBe(503)
    expect((await server.knock(BEAT)).status).toBe(503)
    expect((await server.post('/v2/enqueue', EVENT)).status).toBe(503)
    // What cannot be read would have to be kept too.
    expect((await server.post(JSON_DOOR, 'no json')).status).toBe(503)
    expect((await server.knock(`${API}/alerts`)).status).toBe(200)
    isFull = false
    expect((await server.post(JSON_DOOR, { title: 'x' })).status).toBe(200)
  })

  test('what cannot be committed is answered 503, and taken when it comes again', async () => {
    await begin()
    await server.bench.database.pool.query('alter table signals rename to signals_away')
    const refused = await server.post(JSON_DOOR, { title: 'x', id: 'a' })
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
    await server.bench.database.pool.query('alter table signals_away rename to signals')
    expect((await server.post(JSON_DOOR, { title: 'x', id: 'a' })).status).toBe(200)
    expect(await count('alerts')).toBe(1)
  })

  test('a 2xx means that it is committed: whoever asks the database at that moment finds it', async () => {
    await begin()
    for (let n = 0; n < 20; n++) {
      await server.post(JSON_DOOR, { title: 'x', id: `k${n}` })
      const found = await server.bench.database.pool.query('select 1 from alerts where key = $1', [`k${n}`])
      expect(found.rowCount).toBe(1)
    }
  })

  test('what a sender said last counts, however many speak at once', async () => {
    await begin()
    const conditions = Array.from({ length: 12 }, (_, n) => `k${n}`)
    await Promise.all(
      conditions.map(async (id) => {
        for (let word = 0; word < 7; word++)
          await server.post(JSON_DOOR, { id, title: id, state: word % 2 === 0 ? 'firing' : 'ok' })
      }),
    )
    expect((await rows('alerts')).map(({ state, seq }) => `${state} ${seq}`)).toEqual(Array(12).fill('firing 7'))
    await server.settled()
    const incidents = await server.bench.incidents()
    expect(incidents.map(({ record }) => Object.keys(record.firing).length)).toEqual(Array(incidents.length).fill(1))
  })

  test('silences are set, found, changed and ended through Alertmanager’s API', async () => {
    await begin()
    const matchers = [{ name: 'alertname', value: 'Disk', isRegex: false, isEqual: true }]
    const end = new Date(server.bench.clock.now() + 3_600_000).toISOString()
    const start = new Date(server.bench.clock.now() - 1_000).toISOString()
    const silence = { matchers, startsAt: start, endsAt: end, createdBy: 'Ana', comment: 'moving' }
    const { json } = await server.post(`${API}/silences`, silence)
    const { silenceID: id } = json as { silenceID: string }
    expect((await server.knock(`${API}/silence/${id}`)).json).toMatchObject({ id, status: { state: 'active' } })
    await server.post(`${API}/alerts`, [{ labels: { alertname: 'Disk' } }])
    await server.settled()
    expect(await rows('placements')).toMatchObject([{ because: 'muted_by_silence', silence_id: id }])
    const { json: alerts } = await server.knock(`${API}/alerts`)
    expect(alerts).toMatchObject([{ status: { state: 'suppressed', silencedBy: [id] } }])
    expect((await server.post(`${API}/silences`, { ...silence, id: 'no uuid' })).status).toBe(404)
    expect(
      (await server.post(`${API}/silences`, { ...silence, id: '00000000-0000-4000-8000-000000000000' })).status,
    ).toBe(404)
    expect((await server.knock(`${API}/silence/${id}`, { method: 'DELETE' })).status).toBe(200)
    await until(async () => (await rows('incidents')).length === 1)
  })

  test('problems are noted a few times a minute, however often they are sent', async () => {
    await begin()
    for (let n = 0; n < 60; n++) await server.post(JSON_DOOR, { title: 'x', id: `k${n}`, state: 'no such state' })
    await until(async () => (await rows('door_problems')).length >= 30)
    expect(await count('door_problems')).toBe(30)
    expect(await count('alerts')).toBe(60)
  })

  test('no key reaches the log, whatever is sent and however it ends', async () => {
    await begin()
    await server.post(JSON_DOOR, { title: 'x' })
    await server.post(`/in/json/${KEYS.json}%zz`, { title: 'x' })
    await server.post(`/in/json/${KEYS.json}/more`, { title: 'x' })
    await server.post(`${JSON_DOOR}?token=${KEYS.json}`, '{')
    await server.knock(`/am/${KEYS.am}/%e0%a4%a/x`)
    await server.post('/v2/enqueue', { ...EVENT, payload: null })
    await server.knock(`/in/json/${KEYS.json}`, { method: 'PROPFIND' })
    await server.bench.database.pool.query('alter table silences rename to silences_away')
    expect((await server.knock(`${API}/silences`)).status).toBe(503)
    await server.bench.database.pool.query('alter table silences_away rename to silences')
    const log = JSON.stringify([server.lines, server.bench.logged])
    expect(log).toContain('a door failed')
    for (const [name, key] of Object.entries(KEYS)) expect(log.includes(key), name).toBe(false)
  })
})

describeOnEngine('postgres', 'the doors, before hostile senders', (open) => {
  let server: DoorServer
  afterEach(() => server.stop())

  test('whatever bytes come are answered, and what was accepted is stored', async () => {
    server = await startDoorServer(await open())
    const names = [
      'alerts',
      'labels',
      'status',
      'fingerprint',
      'startsAt',
      'endsAt',
      'payload',
      'severity',
      'routing_key',
      'event_action',
      'dedup_key',
      'title',
      'id',
    ]
    const samples = [
      payloadText('alertmanager', 'firing-2-alerts.json'),
      payloadText('pagerduty-events', 'trigger.request.json'),
    ]
    const paths = [
      AM,
      `${API}/alerts`,
      `${API}/silences`,
      '/v2/enqueue',
      '/v2/change/enqueue',
      JSON_DOOR,
      `/in/json/${KEYS.mapped}`,
      BEAT,
    ]
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), hostileBody(names, samples), async (path, body) => {
        const { status } = await server.post(path, body, path === '/v2/enqueue' ? { 'x-routing-key': KEYS.pd } : {})
        expect([200, 202, 400, 404, 405, 413, 415, 422], path).toContain(status)
      }),
      { numRuns: 400 },
    )
    await server.settled()
    expect(server.bench.logged.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('requests that are cut off, lie about their length or are no HTTP at all do no harm', async () => {
    server = await startDoorServer(await open())
    const head = `POST ${JSON_DOOR} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n`
    for (const text of [
      `${head}content-length: 500\r\n\r\n{"title":`,
      `${head}content-length: 5\r\n\r\n{"title":"longer than it says"}`,
      `${head}transfer-encoding: chunked\r\n\r\nzz\r\n`,
      `${head}content-length: -1\r\n\r\n`,
      'GET',
      '\0\0\0\0\r\n\r\n',
      `${head}x: ${'y'.repeat(100_000)}\r\n\r\n`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.end(text))
        socket.on('error', () => resolve())
        socket.on('close', () => resolve())
        socket.resume()
      })
    }
    expect((await server.post(JSON_DOOR, { title: 'still here' })).status).toBe(200)
    expect((await server.bench.rows('alerts')).map(({ title }) => title)).toEqual(['still here'])
  })

  test('a flood from one source leaves room for another, and all that was answered 2xx is there', async () => {
    server = await startDoorServer(await open())
    const taken: string[] = []
    await Promise.all(
      Array.from({ length: 30 }, async (_, sender) => {
        for (let n = 0; n < 5; n++) {
          const ids = Array.from({ length: 10 }, (__, each) => `s${sender}-${n}-${each}`)
          const answer = await server.post(
            `${API}/alerts`,
            ids.map((id) => ({ labels: { alertname: id } })),
          )
          if (answer.status === 200) taken.push(...ids)
          else expect(answer.status).toBe(503)
        }
      }),
    )
    expect((await server.post(JSON_DOOR, { title: 'another' })).status).toBe(200)
    const there = new Set(
      (await server.bench.rows('alerts')).map(({ labels }) => (labels as { alertname: string }).alertname),
    )
    expect(taken.filter((id) => !there.has(id))).toEqual([])
    await server.settled()
  })
})
