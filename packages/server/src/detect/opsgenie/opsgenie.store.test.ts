import { payloadNames, payloadText } from '@tocsin/adapters/in/testing/door-request.ts'
import { deepJson, hostileBody } from '@tocsin/adapters/in/testing/hostile-body.ts'
import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { until } from '../../shell/engine/testing/engine-bench.ts'
import {
  type Answered,
  type DoorServer,
  type DoorServerOptions,
  KEYS,
  keyOf,
  startDoorServer,
} from '../testing/door-server.ts'

const AUTH = { authorization: `GenieKey ${keyOf('opsgenie')}` }
const V2 = '/opsgenie/v2'

interface Body {
  data?: Record<string, unknown>
  requestId?: string
  [name: string]: unknown
}

describeOnEachEngine('Opsgenie’s Alert API', (open) => {
  let server: DoorServer
  afterEach(() => server.stop())
  const begin = async (options?: DoorServerOptions) => {
    server = await startDoorServer(await open(), options)
  }
  const call = (method: string, path: string, body?: unknown): Promise<Answered> =>
    server.knock(path.startsWith('/v2') ? path : V2 + path, {
      method,
      headers: { ...AUTH, 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  const read = async (path: string): Promise<Body> => (await call('GET', path)).json as Body
  /** Writes, and waits for what became of it. */
  const write = async (
    method: string,
    path: string,
    body: unknown = method === 'DELETE' ? undefined : {},
  ): Promise<Record<string, unknown>> => {
    const { status, json } = await call(method, path, body)
    expect(status, path).toBe(202)
    const { requestId } = json as Body
    let outcome: Body = {}
    await until(async () => {
      const answered = await call('GET', `/alerts/requests/${requestId}`)
      outcome = answered.json as Body
      return answered.status === 200
    })
    return outcome.data ?? {}
  }
  const create = (alert: object) => write('POST', '/alerts', alert)
  const alert = async (alias: string) =>
    (await read(`/alerts/${encodeURIComponent(alias)}?identifierType=alias`)).data ?? {}
  const incidents = async () => {
    await server.settled()
    return (await server.bench.incidents()).map(({ id, status, record }) => `${id} ${status} ${record.title}`)
  }
  const factsOf = async (index = 0) => {
    const state = (await server.bench.incidents())[index]
    return state ? server.bench.facts(state.id) : []
  }

  test('an alert is created, acknowledged by name, noted and closed, and its incident with it', async () => {
    await begin()
    expect(await create({ message: 'Disk full', alias: 'disk', priority: 'P1' })).toMatchObject({
      ...{ success: true, isSuccess: true, action: 'Create', status: 'Created alert', alias: 'disk' },
    })
    expect(await alert('disk')).toMatchObject({
      status: 'open',
      acknowledged: false,
      tinyId: '1',
      priority: 'P1',
      count: 1,
    })
    const acknowledged = await write('POST', '/alerts/disk/acknowledge?identifierType=alias', {
      user: 'ana@example.com',
    })
    expect(acknowledged).toMatchObject({ isSuccess: true, action: 'Acknowledge', status: 'Acknowledged alert' })
    expect(await alert('disk')).toMatchObject({ acknowledged: true, isSeen: true, owner: 'ana@example.com' })
    await write('POST', '/alerts/disk/notes?identifierType=alias', { note: 'looking', user: 'Ana' })
    await write('POST', '/alerts/disk/close?identifierType=alias', { user: 'Robot', note: 'mended' })
    expect(await incidents()).toEqual([expect.stringContaining('resolved Disk full')])
    expect(await alert('disk')).toMatchObject({ status: 'closed', acknowledged: true, report: { closedBy: 'Robot' } })
    await until(async () => (await factsOf()).filter(({ type }) => type === 'NoteAdded').length === 2)
    const facts = await factsOf()
    expect(facts.find(({ type }) => type === 'IncidentAcknowledged')).toMatchObject({
      ...{ by: 'ana', actor: { kind: 'source', id: 'opsgenie' } },
    })
    expect(facts.filter(({ type }) => type === 'NoteAdded')).toMatchObject([
      { text: 'Ana: looking' },
      { text: 'Robot: mended' },
    ])
  })

  test('an alias that is open is counted and keeps its words; once closed it is a new alert with a number of its own', async () => {
    await begin()
    const first = await create({ message: 'first', alias: 'a' })
    const second = await create({ message: 'second', alias: 'a' })
    expect(second.alertId).toBe(first.alertId)
    expect(await alert('a')).toMatchObject({ message: 'first', count: 2 })
    await write('POST', '/alerts/a/close?identifierType=alias')
    const third = await create({ message: 'third', alias: 'a' })
    expect(third.alertId).not.toBe(first.alertId)
    expect(await alert('a')).toMatchObject({ message: 'third', count: 1, tinyId: '2', status: 'open' })
    expect((await read(`/alerts/${first.alertId}`)).data).toMatchObject({ message: 'first', status: 'closed' })
    expect((await read('/alerts/1?identifierType=tiny')).data).toMatchObject({ message: 'first' })
    expect(await server.bench.rows('alerts')).toHaveLength(1)
  })

  test('what somebody resolved in Tocsin is closed for its sender, and what comes then pages again', async () => {
    await begin()
    const first = await create({ message: 'Disk full', alias: 'disk' })
    await server.settled()
    const { id } = await server.bench.incident()
    const { runCommand } = await import('../../shell/engine/transact.ts')
    const ana = { kind: 'user' as const, id: 'ana' as never, via: 'console' as const }
    await runCommand(server.bench.deps, id, { type: 'Resolve', because: 'said_by_responder' }, ana)
    expect(await alert('disk')).toMatchObject({ status: 'closed' })
    const again = await create({ message: 'Disk full again', alias: 'disk' })
    expect(again.alertId).not.toBe(first.alertId)
    await server.settled()
    // Within the reopen window it is the same incident, and it is open again.
    expect((await server.bench.incident()).status).toBe('open')
    expect(await alert('disk')).toMatchObject({ status: 'open', message: 'Disk full again' })
  })

  test('snooze, assign, escalate and unacknowledge are commands to the incident, each with what came of it', async () => {
    await begin()
    await create({ message: 'm', alias: 'a' })
    const to = (action: string) => `/alerts/a/${action}?identifierType=alias`
    const endTime = new Date(server.bench.clock.now() + 3_600_000).toISOString()
    expect(await write('POST', to('snooze'), { endTime })).toMatchObject({ isSuccess: true })
    expect(await alert('a')).toMatchObject({ snoozed: true, snoozedUntil: endTime })
    const far = new Date(server.bench.clock.now() + 30 * 86_400_000).toISOString()
    expect(await write('POST', to('snooze'), { endTime: far })).toMatchObject({
      ...{ isSuccess: false, status: 'Snooze for at most seven days.' },
    })
    expect(await write('POST', to('assign'), { owner: { username: 'nobody@example.com' } })).toMatchObject({
      ...{ isSuccess: false, status: 'User [nobody@example.com] is not known here' },
    })
    expect(await write('POST', to('assign'), { owner: { username: 'ana@example.com' } })).toMatchObject({
      isSuccess: true,
    })
    expect(await alert('a')).toMatchObject({ owner: 'ana@example.com' })
    await write('POST', to('acknowledge'))
    expect((await server.bench.incident()).status).toBe('acknowledged')
    expect(await write('POST', to('unacknowledge'))).toMatchObject({ isSuccess: true })
    expect((await server.bench.incident()).status).toBe('open')
    expect(await alert('a')).toMatchObject({ acknowledged: false })
    await write('POST', to('escalate'), { escalation: { name: 'x' } })
    expect(await write('POST', to('actions/Restart'))).toMatchObject({ isSuccess: false })
    const actors = (await factsOf()).filter(({ type }) => type === 'IncidentSnoozed' || type === 'OwnerAssigned')
    expect(actors.map(({ actor }) => actor)).toEqual([
      { kind: 'source', id: 'opsgenie' },
      { kind: 'source', id: 'opsgenie' },
    ])
    const logs = (await read(`${to('logs')}&order=asc`)).data as unknown as { log: string }[]
    expect(logs.map(({ log }) => log)).toEqual(
      expect.arrayContaining(['Alert created via API', 'Snoozed alert', 'Acknowledged alert']),
    )
  })

  test('tags, details, message, description and priority change the alert, and the severity of its incident', async () => {
    await begin()
    await create({ message: 'm', alias: 'a', priority: 'P5', tags: ['x'], details: { k: 'v' } })
    const to = (part: string) => `/alerts/a/${part}${part.includes('?') ? '&' : '?'}identifierType=alias`
    await write('POST', to('tags'), { tags: ['y', 'service:checkout'] })
    await write('DELETE', to('tags?tags=x'))
    await write('POST', to('details'), { details: { host: 'db-1' } })
    await write('DELETE', to('details?keys=k'))
    await write('PUT', to('message'), { message: 'new words' })
    await write('PUT', to('description'), { description: 'more words' })
    await write('PUT', to('priority'), { priority: 'P1' })
    expect(await alert('a')).toMatchObject({
      ...{ message: 'new words', description: 'more words', priority: 'P1' },
      ...{ tags: ['y', 'service:checkout'], details: { host: 'db-1' } },
    })
    expect(await server.bench.rows('alerts')).toMatchObject([
      {
        ...{ title: 'new words', description: 'more words', severity: 'critical' },
        labels: { tags: 'y', service: 'checkout', host: 'db-1', priority: 'P1' },
      },
    ])
    await server.settled()
    expect((await server.bench.incident()).classification.severity).toBe('high')
  })

  test('whoever is named as a responder is paged beside the policy; whom nobody knows is recorded', async () => {
    await begin()
    await create({
      ...{ message: 'm', alias: 'a' },
      responders: [
        { type: 'user', username: 'bob@example.com' },
        { type: 'team', name: 'No such team' },
        { type: 'schedule', name: 'No such schedule' },
      ],
    })
    await until(async () => (await server.bench.rows('opsgenie_commands')).length === 0)
    const paged = (await factsOf()).filter(({ type }) => type === 'ResponderPaged')
    expect(paged).toMatchObject([{ person: { user: 'bob' } }])
    expect((await alert('a')).responders).toEqual([
      { type: 'user', id: 'bob@example.com' },
      { type: 'team', id: 'No such team' },
      { type: 'schedule', id: 'No such schedule' },
    ])
  })

  test('a write to an alert that is not there is taken, and its request says so', async () => {
    await begin()
    const outcome = await write('POST', '/alerts/nope/acknowledge?identifierType=alias')
    expect(outcome).toMatchObject({ success: false, isSuccess: false, status: 'Alert does not exist', alertId: '' })
    expect((await call('GET', '/alerts/nope?identifierType=alias')).status).toBe(404)
    const unknown = await call('GET', '/alerts/requests/0198f000-0000-7000-8000-000000000000')
    expect(unknown.status).toBe(404)
    expect(unknown.headers['x-opsgenie-errortype']).toBe('RequestNotProcessed')
  })

  test('a deleted alert is gone from the list, and its incident is resolved and kept', async () => {
    await begin()
    const { alertId } = await create({ message: 'm', alias: 'a' })
    await server.settled()
    expect(await write('DELETE', `/alerts/${alertId}`)).toMatchObject({ isSuccess: true })
    expect((await call('GET', `/alerts/${alertId}`)).status).toBe(404)
    expect(await incidents()).toEqual([expect.stringContaining('resolved m')])
  })

  test('lists are filtered, sorted, paged and counted by the query language', async () => {
    await begin()
    for (let n = 1; n <= 5; n++) {
      const tags = n % 2 === 0 ? ['even', 'x_y'] : ['odd']
      const details = { host: `db-${n}` }
      await create({ message: `Disk ${n}% full`, alias: `disk-${n}`, priority: n === 5 ? 'P1' : 'P3', tags, details })
    }
    await write('POST', '/alerts/disk-1/close?identifierType=alias')
    await write('POST', '/alerts/disk-2/acknowledge?identifierType=alias', { user: 'bob@example.com' })
    await create({ message: 'again', alias: 'disk-3' })
    const find = async (query: string, more = '') => {
      const { data } = await read(`/alerts?query=${encodeURIComponent(query)}&sort=alias&order=asc${more}`)
      return (data as unknown as { alias: string }[]).map(({ alias }) => alias.replace('disk-', '')).join('')
    }
    const count = async (query: string) => (await read(`/alerts/count?query=${encodeURIComponent(query)}`)).data?.count
    const expected: Record<string, string> = {
      '': '12345',
      'status: open': '2345',
      'status: closed': '1',
      'status: open AND NOT acknowledged: true': '345',
      'acknowledged: true': '2',
      'owner: "bob@example.com"': '2',
      'acknowledgedBy: bob*': '2',
      'tag: even': '24',
      'tag: x_y': '24',
      'tag: xzy': '',
      'tag: od*': '135',
      'priority: (P1 OR P2)': '5',
      'details.key: host AND details.value: db-3': '3',
      'alias: disk-4 OR tinyId: 1': '14',
      'count > 1': '3',
      'count: 1 AND status: open': '245',
      'message: "3% full"': '3',
      'message: %': '12345',
      'message: _': '',
      '"Disk 4"': '4',
      'disk-5': '5',
      'createdAt > 0': '12345',
      'createdAt < 01-01-2020': '',
      'snoozed: false': '12345',
      'snoozedUntil > 0': '',
    }
    for (const [query, aliases] of Object.entries(expected)) {
      expect([query, await find(query)]).toEqual([query, aliases])
      expect([query, await count(query)]).toEqual([query, aliases.length])
    }
    expect(await find('', '&limit=2&offset=1')).toBe('23')
    const page = await read('/alerts?limit=2&sort=tinyId&order=asc')
    expect(page.paging).toEqual({
      first: 'https://tocsin.example.com/opsgenie/v2/alerts?sort=tinyId&order=asc&limit=2&offset=0',
      next: 'https://tocsin.example.com/opsgenie/v2/alerts?sort=tinyId&order=asc&limit=2&offset=2',
    })
    const refused = await call('GET', `/alerts?query=${encodeURIComponent('colour: red')}&sort=shade&limit=1000`)
    expect(refused.status).toBe(422)
    expect(Object.keys((refused.json as { errors: object }).errors)).toEqual(['query', 'sort', 'limit'])
  })

  test('another source neither sees nor changes the alerts of one', async () => {
    await begin()
    const { alertId } = await create({ message: 'm', alias: 'a' })
    const stranger = { headers: { authorization: `GenieKey ${keyOf('grafana')}` } }
    expect((await server.knock(`${V2}/alerts/${alertId}`, stranger)).status).toBe(401)
    expect((await server.knock(`${V2}/alerts`, {})).status).toBe(401)
  })

  test('a heartbeat is pinged by the id of its source, and shown', async () => {
    await begin()
    for (const method of ['GET', 'POST']) expect((await call(method, '/heartbeats/backup/ping')).status).toBe(202)
    expect((await read('/heartbeats/backup')).data).toMatchObject({ name: 'backup', interval: 60, expired: false })
    expect(await server.bench.rows('heartbeats')).toMatchObject([{ source_id: 'backup' }])
    expect((await call('GET', '/heartbeats/nope/ping')).status).toBe(404)
    expect((await call('POST', '/heartbeats', { name: 'new' })).status).toBe(403)
  })

  test('every path that clients use leads here, and an answer has the headers that they look at', async () => {
    await begin()
    for (const base of ['/v2', '/opsgenie/v2', '/jsm/ops/integration/v2']) {
      const { status, headers, json } = await server.post(`${base}/alerts/`, { message: base }, AUTH)
      expect(status, base).toBe(202)
      expect(json).toMatchObject({ result: 'Request will be processed', took: expect.any(Number) })
      expect(headers).toMatchObject({
        ...{ 'x-request-id': (json as Body).requestId, 'x-ratelimit-state': 'OK' },
        'x-ratelimit-period-in-sec': '60',
      })
    }
    expect(
      (
        await server.post('/v2/enqueue', {
          routing_key: KEYS.pd,
          event_action: 'trigger',
          payload: { summary: 's', source: 'x', severity: 'error' },
        })
      ).status,
    ).toBe(202)
    const alias = 'x/'.repeat(250)
    await create({ message: 'long', alias })
    expect(await alert(alias)).toMatchObject({ message: 'long' })
  })

  test('every sample is answered as Opsgenie answers, and damaged ones never fail', async () => {
    await begin()
    for (const name of payloadNames('opsgenie').filter((each) => each.includes('create')))
      expect((await call('POST', '/alerts', payloadText('opsgenie', name))).status, name).toBe(202)
    const samples = payloadNames('opsgenie').map((name) => payloadText('opsgenie', name))
    const names = [
      'message',
      'alias',
      'tags',
      'details',
      'responders',
      'type',
      'name',
      'priority',
      'note',
      'source',
      'user',
    ]
    for (const body of fc.sample(hostileBody(names, samples), { numRuns: 60, seed: 7 })) {
      const answered = await server.post(`${V2}/alerts`, body, AUTH)
      expect([202, 400, 422]).toContain(answered.status)
    }
    expect([202, 400]).toContain(
      (await call('POST', '/alerts', `{"message":"m","details":{"a":${deepJson(20_000)}}}`)).status,
    )
    await server.settled()
  })

  test('a full disk sends a client away until later, and keeps nothing', async () => {
    await begin({ isStorageFull: () => true })
    const { status, headers } = await call('POST', '/alerts', { message: 'm' })
    expect(status).toBe(503)
    expect(headers['x-ratelimit-state']).toBe('THROTTLED')
    expect(await server.bench.rows('opsgenie_alerts')).toEqual([])
  })

  test('many who create one alias at once make one alert', async () => {
    await begin()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/alerts', { message: 'm', alias: 'same' })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    expect(await alert('same')).toMatchObject({ count: 8 })
    expect(await incidents()).toHaveLength(1)
  })
})
