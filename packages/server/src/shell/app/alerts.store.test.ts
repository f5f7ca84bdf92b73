import type { ServiceId } from '@tocsin/core/kernel/brand.ts'
import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { alertPageQuery } from '../../detect/alert.queries.ts'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const DIRECTORY = aDirectory({
  services: [aService('api'), aService('shop')],
  sources: [aSource('monitor', { quietPeriodMs: ms('0s') }), aSource('open', { service: undefined as never })],
})

const NO_ID = '00000000-0000-4000-8000-000000000000'
const systemIds = createIds(systemClock)

async function keysOf(server: TestServer, path: string): Promise<string[]> {
  const answer = await server.as('ana').get(path)
  expect(answer.status, answer.text).toBe(200)
  return answer.body.items.map(({ key }: { key: string }) => key).sort()
}

async function threeAlerts(server: TestServer): Promise<void> {
  await server.receive('monitor', [
    { key: 'disk', title: 'Disk full', labels: { host: 'db-1', job: 'a,b' } },
    { key: 'net', title: 'Net slow', severity: 'low', labels: { host: 'db-2' } },
  ])
  await server.receive('open', [{ key: 'shop', title: 'Cart empty', labels: { service: 'The shop' } }])
  await server.receive('monitor', [{ key: 'net', state: 'resolved' }])
}

describeOnServer('embedded', 'alerts by API', (start) => {
  test('each filter keeps what it names', async () => {
    const server = await start(DIRECTORY)
    await threeAlerts(server)
    expect(await keysOf(server, '/alerts')).toEqual(['disk', 'net', 'shop'])
    expect(await keysOf(server, '/alerts?state=firing')).toEqual(['disk', 'shop'])
    expect(await keysOf(server, '/alerts?severity=low,medium')).toEqual(['net'])
    expect(await keysOf(server, '/alerts?source=open')).toEqual(['shop'])
    expect(await keysOf(server, '/alerts?service=shop')).toEqual(['shop'])
    expect(await keysOf(server, '/alerts?service=api')).toEqual(['disk', 'net'])
    expect(await keysOf(server, '/alerts?q=FULL')).toEqual(['disk'])
    expect(await keysOf(server, '/alerts?label=host%3Ddb-1')).toEqual(['disk'])
    expect(await keysOf(server, '/alerts?label=host%3Ddb-1&label=job%3Da,b')).toEqual(['disk'])
    expect(await keysOf(server, '/alerts?label=host%3Ddb-1&label=host%3Ddb-2')).toEqual([])
    expect(await keysOf(server, '/alerts?muted=true')).toEqual([])
    expect((await server.as('ana').get('/alerts?label=host')).body.error.details[0].field).toBe('label.0')
  })

  test('alerts are counted by service, source, severity, incident and label, the gravest group first', async () => {
    const server = await start(DIRECTORY)
    await threeAlerts(server)
    const countOf = async (query: string) => (await server.as('ana').get(`/alerts/count?${query}`)).body
    const groupsOf = async (query: string) =>
      (await countOf(query)).groups.map(({ key, count }: { key: string; count: number }) => `${key} ${count}`)
    expect(await countOf('state=firing')).toEqual({ count: 2, is_complete: true, groups: [], groups_total: 0 })
    expect(await countOf('by=source')).toMatchObject({
      count: 3,
      groups: [
        { key: 'monitor', name: 'The monitor', count: 2, firing: 1, worst: 'high', latest_at: expect.any(String) },
        { key: 'open', name: 'The open', count: 1, firing: 1, worst: 'high' },
      ],
      groups_total: 2,
    })
    // By the source’s own service, and by the label that names one.
    expect(await groupsOf('by=service')).toEqual(['api 2', 'shop 1'])
    expect(await groupsOf('by=severity')).toEqual(['high 2', 'low 1'])
    expect(await groupsOf('by=label:host&state=firing')).toEqual([' 1', 'db-1 1'])
    const [{ id }] = (await server.as('ana').get('/incidents?q=net')).body.items
    const byIncident = (await countOf('by=incident')).groups
    expect(byIncident.find(({ key }: { key: string }) => key === id)).toMatchObject({ name: 'Net slow', firing: 0 })

    for (const by of ['source', 'service', 'severity', 'incident', 'label:host'])
      for (const { key, count } of (await countOf(`by=${by}`)).groups) {
        const found = await keysOf(server, `/alerts?in_group=${encodeURIComponent(`${by}=${key}`)}`)
        expect(found, `${by}=${key}`).toHaveLength(count)
      }
    expect(await keysOf(server, '/alerts?in_group=label:host%3D')).toEqual(['shop'])
    for (const wrong of ['in_group=service', 'in_group=colour%3Dred', 'in_group=label:%3Dx'])
      expect((await server.as('ana').get(`/alerts?${wrong}`)).body.error.details[0].field).toBe('in_group')
    expect((await server.as('ana').get('/alerts/count?by=colour')).status).toBe(400)
    const { items } = (await server.as('ana').get('/alerts')).body
    expect(await keysOf(server, `/alerts?ids=${items[0].id}`)).toEqual([items[0].key])
  })

  test('an incident lists every alert that it ever had', async () => {
    const server = await start(DIRECTORY)
    await threeAlerts(server)
    const { body } = await server.as('ana').get('/incidents?q=net')
    const [{ id }] = body.items
    expect(await keysOf(server, `/incidents/${id}/alerts`)).toEqual(['net'])
    expect(await keysOf(server, `/incidents/${id}/alerts?state=firing`)).toEqual([])
    expect(await keysOf(server, `/alerts?incident=${id}`)).toEqual(['net'])
  })

  test('an alert shows where it belongs and why, what happened to it, and the body that brought it', async () => {
    const server = await start(DIRECTORY)
    await threeAlerts(server)
    const { body: list } = await server.as('ana').get('/alerts?q=net')
    const { body: alert } = await server.as('ana').get(`/alerts/${list.items[0].id}`)
    expect(alert).toMatchObject({
      ...{ key: 'net', state: 'resolved', episode: 1, repeats: 2, labels: { host: 'db-2' } },
      source: { id: 'monitor', name: 'The monitor', system: 'json' },
      placement: { incident: expect.stringMatching(/^INC-/), because: 'new_group', silence: null, until: null },
      history: [{ kind: 'cleared' }, { kind: 'fired', title: 'Net slow' }],
      incident: { title: 'Net slow', status: 'resolved' },
    })
    expect(alert.incident.id).toBe(alert.placement.incident)
    const [cleared, fired] = alert.history
    expect(fired.delivery.id).not.toBe(cleared.delivery.id)
    const first = await server.as('ana').get(`/deliveries/${fired.delivery.id}/raw`)
    expect(first.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(JSON.parse(first.text)[1]).toMatchObject({ key: 'net', title: 'Net slow' })
    expect((await server.as('ana').get(`/deliveries/${NO_ID}/raw`)).status).toBe(404)
    const raw = await server.as('ana').get(`/alerts/${alert.id}/raw`)
    expect(raw.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(JSON.parse(raw.text)).toEqual([{ key: 'net', state: 'resolved' }])
    expect((await server.as('ana').get(`/alerts/${NO_ID}`)).status).toBe(404)
    expect((await server.as('ana').get(`/alerts/${NO_ID}/raw`)).status).toBe(404)

    await server.database.kysely.deleteFrom('deliveries').execute()
    const { body: later } = await server.as('ana').get(`/alerts/${alert.id}`)
    expect(later.history.map(({ delivery }: { delivery: unknown }) => delivery)).toEqual([null, null])
  })

  test('a silence keeps an alert out of incidents until it ends', async () => {
    const server = await start(DIRECTORY)
    const ana = server.as('ana')
    const made = await ana.post('/silences', { matchers: ['host=~"db-.*"'], for_ms: 3_600_000, comment: 'Moving' })
    expect(made).toMatchObject({
      status: 201,
      body: { state: 'active', created_by: 'Ana', matchers: [{ name: 'host', is_regex: true, text: 'host=~"db-.*"' }] },
    })
    await server.receive('monitor', [{ labels: { host: 'db-1' } }])
    const { body } = await ana.get('/alerts?muted=true')
    expect(body.items).toMatchObject([
      { placement: { incident: null, because: 'muted_by_silence', silence: made.body.id, until: made.body.ends_at } },
    ])
    expect((await ana.get('/incidents')).body.items).toEqual([])
    expect((await ana.get('/silences?state=active')).body.items).toHaveLength(1)
    expect((await ana.get(`/silences/${made.body.id}`)).body).toEqual({ ...made.body, muted: 1 })
    expect((await ana.get(`/silences/${NO_ID}`)).status).toBe(404)
    expect(await keysOf(server, `/alerts?silence=${made.body.id}`)).toEqual(['disk'])
    expect(await keysOf(server, `/alerts?silence=${NO_ID}`)).toEqual([])

    expect((await ana.delete(`/silences/${made.body.id}`)).status).toBe(204)
    expect((await ana.delete(`/silences/${NO_ID}`)).status).toBe(404)
    await expect.poll(async () => (await ana.get('/incidents')).body.items).toHaveLength(1)
    expect((await ana.get('/silences?state=active')).body.items).toEqual([])
    expect((await ana.get('/silences?state=expired')).body.items).toHaveLength(1)
    await settled(server.database)
  })

  test('a silence that would mute everything, or ends before it begins, is refused', async () => {
    const server = await start(DIRECTORY)
    const fieldOf = async (change: object) => {
      const body = { matchers: ['host=db-1'], for_ms: 1_000, comment: 'x', ...change }
      const answer = await server.as('ana').post('/silences', body)
      return [answer.status, answer.body.error?.details[0].field]
    }
    expect(await fieldOf({ matchers: ['host=~".*"'] })).toEqual([400, 'matchers'])
    expect(await fieldOf({ matchers: ['host'] })).toEqual([400, 'matchers.0'])
    expect(await fieldOf({ comment: '' })).toEqual([400, 'comment'])
    expect(await fieldOf({ for_ms: undefined })).toEqual([400, 'ends_at'])
    expect(await fieldOf({ ends_at: '2020-01-01T00:00:00Z' })).toEqual([400, 'ends_at'])
    expect((await server.asKey('reporter').post('/silences', {})).status).toBe(403)
  })

  test('a test alert pages whoever asked for it and nobody else, and is marked', async () => {
    const server = await start(DIRECTORY)
    const asked = await server.as('root').post('/sources/monitor/test')
    expect(asked.status).toBe(201)
    await settled(server.database)
    expect(server.sent.map(({ user, incident }) => [user, incident])).toEqual([['root', asked.body.incident]])
    const { body } = await server.as('root').get(`/incidents/${asked.body.incident}`)
    expect(body).toMatchObject({
      is_test: true,
      title: 'Test alert from The monitor',
      escalation: { policy_name: 'Test' },
    })
    expect((await server.asKey('reporter').post('/sources/monitor/test', { user: 'ana' })).status).toBe(403)
    expect((await server.as('root').post('/sources/none/test')).status).toBe(404)
  })

  test('a test alert for somebody else pages them alone', async () => {
    const server = await start(DIRECTORY)
    const asked = await server.as('root').post('/sources/monitor/test', { user: 'bob@example.com' })
    expect(asked.status).toBe(201)
    await settled(server.database)
    expect(server.sent.map(({ user }) => user)).toEqual(['bob'])
    expect((await server.as('root').post('/sources/monitor/test', { user: 'stranger' })).status).toBe(422)
  })

  test('a responder sends a test alert to themselves, and to nobody else', async () => {
    const server = await start(DIRECTORY)
    expect((await server.as('ana').post('/sources/monitor/test', { user: 'bob@example.com' })).status).toBe(403)
    expect((await server.as('ana').post('/sources/monitor/test', { user: 'ana@example.com' })).status).toBe(201)
    await settled(server.database)
    expect(server.sent.map(({ user }) => user)).toEqual(['ana'])
  })

  test('a key that asks for a test alert says who is to be paged', async () => {
    const server = await start(DIRECTORY)
    const key = server.asKey('admin')
    expect((await key.post('/sources/monitor/test')).body.error.code).toBe('invalid_request')
    expect((await key.post('/sources/monitor/test', { user: 'stranger' })).body.error.code).toBe('user_not_found')
    expect((await key.post('/sources/monitor/test', { user: 'bob@example.com' })).status).toBe(201)
    await settled(server.database)
    expect(server.sent.map(({ user }) => user)).toEqual(['bob'])
  })

  test('a source shows which bodies it sent and what was wrong with them', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [{}])
    await server.database.kysely
      .insertInto('door_problems')
      .values({ id: NO_ID, source_id: 'monitor', at: '2026-01-05T09:00:00Z', problem: 'No title.' })
      .execute()
    const { body } = await server.as('ana').get('/sources/monitor/deliveries')
    expect(body.items).toMatchObject([{ door: 'json', content_type: 'application/json', encoding: 'utf8', bytes: 4 }])
    expect((await server.as('ana').get('/sources/monitor/problems')).body.items).toEqual([
      { id: NO_ID, at: '2026-01-05T09:00:00.000Z', problem: 'No title.' },
    ])
    expect((await server.as('ana').get('/sources/none/problems')).status).toBe(404)
  })

  test('changes are listed by time, and an incident shows those that it may come from', async () => {
    const needing = [aService('api', { dependsOn: ['db' as ServiceId] }), aService('db'), aService('shop')]
    const server = await start({ ...DIRECTORY, services: new Map(needing.map((each) => [each.id, each])) })
    const declared = await server.as('ana').post('/incidents', {
      ...{ title: 'Slow', severity: 'low', scope: 'individual', services: ['api'] },
      occurred_at: '2026-01-05T12:00:00Z',
    })
    const change = (id: string, at: string, service: string | null) => ({
      ...{
        id: systemIds.next(),
        source_id: 'monitor',
        service_id: service,
        at,
        summary: `deploy ${id}`,
        origin: 'ci',
        details: 'null',
      },
      links: JSON.stringify([{ href: 'https://ci.example.com/1' }]),
    })
    await server.database.kysely
      .insertInto('changes')
      .values([
        change('old', '2026-01-01T00:00:00Z', 'api'),
        change('mine', '2026-01-05T11:00:00Z', 'api'),
        change('everyones', '2026-01-05T11:30:00Z', null),
        change('needed', '2026-01-05T11:40:00Z', 'db'),
        change('theirs', '2026-01-05T11:45:00Z', 'shop'),
      ])
      .execute()
    const namesOf = async (path: string) =>
      (await server.as('ana').get(path)).body.items.map(({ summary }: { summary: string }) => summary.slice(7))
    expect(await namesOf('/changes')).toEqual(['theirs', 'needed', 'everyones', 'mine', 'old'])
    expect(await namesOf('/changes?service=api&q=deploy')).toEqual(['mine', 'old'])
    expect(await namesOf('/changes?from=2026-01-05T11:00:00Z&to=2026-01-05T11:40:00Z')).toEqual(['everyones', 'mine'])
    expect(await namesOf(`/incidents/${declared.body.id}/changes`)).toEqual(['needed', 'everyones', 'mine'])
    expect((await server.as('ana').get('/incidents/none/changes')).status).toBe(404)
  })

  test('one alert among 100,000 is found by a label through the index over labels, whatever the planner has learned', async () => {
    const server = await start(DIRECTORY)
    await manyAlerts(server, 100_000)
    expect(await keysOf(server, '/alerts?state=firing&label=host%3Dhost-77')).toEqual(['k77'])
    const filter = { state: 'firing', labels: [{ host: 'host-77' }] }
    const page = { limit: 50, by: 'received_at', direction: 'desc' as const }
    for (const learn of ['select 1', 'analyze']) {
      await server.database.pool.query(learn)
      const plan = await alertPageQuery(server.database.kysely, filter, page).explain('text', sql`analyze`)
      const text = plan.map((line) => Object.values(line)).join('\n')
      expect(text).toContain('alerts_by_label')
      expect(text).not.toMatch(/Seq Scan|alerts_firing/)
      // What the index gives is what is read: nothing is looked at and put aside by the thousand.
      expect(text).not.toMatch(/Rows Removed by [\w ]+: \d{4,}/)
    }
  })
})

async function manyAlerts({ database }: TestServer, count: number): Promise<void> {
  await database.pool.query(
    `insert into alerts (id, source_id, key, state, episode, seq, transition, title, severity, labels, annotations, started_at,
       first_seen_at, last_seen_at, received_at, repeats)
     select ('00000000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'monitor', 'k' || n, 'firing', 1, 1, 'fired', 'Disk full', 'high',
       jsonb_build_object('host', 'host-' || n, 'job', 'node', 'dc', 'dc-' || n % 7), '{}',
       t, t, t, t, 1
     from (select n, timestamptz '2026-01-05 09:00:00Z' + n * interval '1 second' as t from generate_series(1, $1) n) s`,
    [count],
  )
  await database.pool.query(
    `insert into placements (alert_id, episode, because, placed_at) select id, 1, 'watchdog', started_at from alerts`,
  )
}
