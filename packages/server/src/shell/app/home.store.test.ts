import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { aDirectory, aPolicy, aSchedule, aService, aSource, aStep, schedule } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const DIRECTORY = aDirectory({
  schedules: [aSchedule('primary', 'ana'), aSchedule('nights', 'carol')],
  policies: [aPolicy([aStep('0m', schedule('primary')), aStep('5m', 'bob')])],
  services: [aService('api'), aService('shop'), aService('idle')],
  sources: [aSource('monitor'), aSource('probe', { service: 'shop' as never })],
})

type Item = { incident: { id: string; title: string }; because: string }

async function declare(server: TestServer, title: string, change: object = {}): Promise<string> {
  const body = { title, severity: 'high', scope: 'department', services: ['api'], ...change }
  return (await server.as('root').post('/incidents', body)).body.id
}

async function mineOf(server: TestServer, user: string): Promise<string[]> {
  const { body } = await server.as(user).get('/home')
  return body.mine.map(({ incident, because }: Item) => `${because}: ${incident.title}`)
}

describeOnEachServer('the first screen', (start) => {
  test('what calls a person and what they have taken is theirs; what they put off is not', async () => {
    const server = await start(DIRECTORY)
    const ana = server.as('ana')
    const slow = await declare(server, 'Slow')
    const down = await declare(server, 'Down', { scope: 'company_wide' })
    await declare(server, 'Elsewhere', { services: [] })
    expect(await mineOf(server, 'ana')).toEqual(['paged: Down', 'paged: Slow'])
    expect(await mineOf(server, 'bob')).toEqual([])
    expect(await mineOf(server, 'root')).toEqual(['paged: Elsewhere'])

    await ana.post(`/incidents/${down}/acknowledge`)
    expect(await mineOf(server, 'ana')).toEqual(['paged: Slow', 'owner: Down'])
    await server.as('bob').post(`/incidents/${slow}/acknowledge`)
    expect(await mineOf(server, 'ana')).toEqual(['owner: Down'])
    expect(await mineOf(server, 'bob')).toEqual(['owner: Slow'])
    await ana.post(`/incidents/${down}/snooze`, { for_ms: 3_600_000 })
    expect(await mineOf(server, 'ana')).toEqual([])
  })

  test('a call says what comes next, and whether the reader may take it', async () => {
    const server = await start(DIRECTORY)
    await declare(server, 'Slow')
    const { body } = await server.as('ana').get('/home')
    expect(body.mine[0]).toMatchObject({ acknowledge: { allowed: true }, next: { kind: 'step' } })
    expect(Date.parse(body.mine[0].next.due_at) - Date.parse(body.at)).toBeGreaterThan(280_000)
  })

  test('a test calls the one who asked for it and troubles no service and no count', async () => {
    const server = await start(DIRECTORY)
    await server.as('root').post('/sources/monitor/test')
    const { body } = await server.as('root').get('/home')
    expect(body.mine).toHaveLength(1)
    expect(body.open).toEqual({ counts: [], items: [] })
    expect(body.services.troubled).toBe(0)
  })

  test('open incidents are counted by priority, the gravest listed first, and services in trouble stand ahead', async () => {
    const server = await start(DIRECTORY)
    await server.receive('probe', [{ title: 'Probe fails' }])
    await declare(server, 'Small', { severity: 'low' })
    const down = await declare(server, 'Down', { scope: 'company_wide' })
    const over = await declare(server, 'Over')
    await server.as('ana').post(`/incidents/${down}/acknowledge`)
    await server.as('ana').post(`/incidents/${over}/resolve`, {})
    const { body } = await server.as('ana').get('/home')
    expect(body.open.items.map(({ title }: { title: string }) => title)).toEqual(['Down', 'Probe fails', 'Small'])
    expect(
      body.open.counts.toSorted((a: { priority: string }, b: { priority: string }) =>
        a.priority < b.priority ? -1 : 1,
      ),
    ).toEqual([
      { priority: 'P1', is_waiting: false, count: 1 },
      { priority: 'P2', is_waiting: true, count: 1 },
      { priority: 'P4', is_waiting: true, count: 1 },
    ])
    const services = body.services.items.map((each: { service: { id: string }; open_count: number }) => [
      each.service.id,
      each.open_count,
    ])
    expect(services).toEqual([
      ['api', 2],
      ['shop', 1],
      ['idle', 0],
    ])
    expect(body.services).toMatchObject({ total: 3, troubled: 2, items: [{ worst_priority: 'P1' }, {}, {}] })
    expect(body.services.items[0].last_signal_at).toBeNull()
    expect(Date.parse(body.services.items[1].last_signal_at)).toBeGreaterThan(Date.parse(body.at) - 60_000)
    expect(body.last_signal_at).toBe(body.services.items[1].last_signal_at)

    const later = new Date(Date.parse(body.at) + 1_000).toISOString()
    await server.database.kysely
      .insertInto('source_activity')
      .values({ source_id: 'unbound', service_id: 'idle', last_signal_at: later })
      .execute()
    const idle = (await server.as('ana').get('/home')).body.services.items[2]
    expect(idle).toMatchObject({ service: { id: 'idle' }, last_signal_at: later })
  })

  test('one’s own schedules and shifts come first; a key has none', async () => {
    const server = await start(DIRECTORY)
    const carol = (await server.as('carol').get('/home')).body
    expect(carol.on_call.items.map(({ schedule: { id } }: { schedule: { id: string } }) => id)).toEqual([
      'nights',
      'primary',
    ])
    expect(carol.my_shifts.now).toMatchObject([{ schedule: { id: 'nights' } }])
    expect((await server.as('bob').get('/home')).body.my_shifts).toEqual({ now: [], next: null })
    const key = (await server.asKey('viewer').get('/home')).body
    expect(key).toMatchObject({ mine: [], my_shifts: { now: [], next: null }, first_run: null })
  })

  test('only those who may take the first steps are shown them, until the first signal has come', async () => {
    const server = await start(DIRECTORY)
    expect((await server.as('ana').get('/home')).body.first_run).toBeNull()
    const before = (await server.as('root').get('/home')).body.first_run
    const done = before.steps.filter(({ is_done }: { is_done: boolean }) => is_done)
    expect(done.map(({ step }: { step: string }) => step)).toEqual(['service', 'source'])
    await server.receive('probe', [{ title: 'Probe fails' }])
    const after = (await server.as('root').get('/home')).body.first_run
    expect(after.source).toMatchObject({ id: 'probe' as SourceId, last_signal_at: expect.any(String) })
    expect(after.steps.at(-1)).toEqual({ step: 'signal', is_done: true })
  })
})

describeOnEachServer('the preview of a declaration', (start) => {
  const previewOf = async (server: TestServer, body: object) =>
    (await server.as('ana').post('/incidents/preview', { severity: 'high', scope: 'department', ...body })).body

  test('it says the priority by the matrix, the policy, and whom the first step pages how', async () => {
    const server = await start(DIRECTORY)
    expect(await previewOf(server, { services: ['api'] })).toMatchObject({
      ...{ priority: 'P2', urgency: 'high', because: 'computed_from_matrix', policy: { id: 'main' } },
      pages: [
        {
          user: { id: 'ana', name: 'Ana' },
          why: { kind: 'schedule', target: { id: 'primary', name: 'primary' } },
          channels: ['email'],
        },
      ],
    })
    expect(await previewOf(server, { services: ['api'], severity: 'low', scope: 'individual' })).toMatchObject({
      ...{ priority: 'P5', urgency: 'low' },
    })
  })

  test('without a service that has a policy it is the admins', async () => {
    const server = await start(DIRECTORY)
    const preview = await previewOf(server, { services: [] })
    expect(preview).toMatchObject({ policy: null, pages: [{ user: { id: 'root' } }] })
  })

  test('where nobody is on call the next step is asked, and a first step that waits says until when', async () => {
    const empty = [aSchedule('primary')]
    const server = await start({ ...DIRECTORY, schedules: aDirectory({ schedules: empty }).schedules })
    expect(await previewOf(server, { services: ['api'] })).toMatchObject({ pages: [{ user: { id: 'bob' } }] })
  })

  test('a first step that waits is told with its instant', async () => {
    const late = aDirectory({ policies: [aPolicy([aStep('10m', 'ana')])] })
    const server = await start(late)
    const preview = await previewOf(server, { services: ['api'] })
    expect(preview.pages).toMatchObject([{ user: { id: 'ana' }, why: { kind: 'user', target: null } }])
    expect(Date.parse(preview.page_at)).toBeGreaterThan(server.deps.clock.now() + 590_000)
  })

  test('nothing is written by it, and a service that does not exist is named', async () => {
    const server = await start(DIRECTORY)
    await previewOf(server, { services: ['api'] })
    expect((await server.as('ana').get('/incidents')).body.items).toEqual([])
    const refused = await previewOf(server, { services: ['nowhere'] })
    expect(refused.error).toMatchObject({ code: 'invalid_request' })
  })
})
