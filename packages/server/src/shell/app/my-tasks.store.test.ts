import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR } from '@tocsin/core/kernel/instant.ts'
import { aContact, aDirectory, aSchedule, aService, aSource, aUser } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { saveHandoverNote } from '../../respond/on-call/handover.queries.ts'
import { insertRequest } from '../../respond/on-call/shift-request.queries.ts'
import { systemClock } from '../ports/clock.ts'
import { describeOnEachServer } from './testing/on-server.ts'
import type { TestServer } from './testing/start-test-server.ts'

const later = (ms: number) => (systemClock.now() + ms) as Instant
const services = [aService('api')]
const sources = [aSource('monitor')]

async function kindsOf(server: TestServer, user: string): Promise<string[]> {
  const { status, body } = await server.as(user).get('/home/tasks')
  expect(status).toBe(200)
  return body.items.map(({ kind }: { kind: string }) => kind)
}

describeOnEachServer('the tasks of a person', (start) => {
  test('an incident that they have asks for its next step, what cannot wait first', async () => {
    const server = await start(aDirectory({ services, sources }))
    const ana = server.as('ana')
    await server.receive('monitor', [{ key: 'disk', title: 'Disk full' }])
    const [{ id }] = (await ana.get('/incidents')).body.items
    expect(await kindsOf(server, 'ana')).toEqual([])
    await ana.post(`/incidents/${id}/acknowledge`)
    const { body } = await ana.get('/home/tasks')
    expect(body).toMatchObject({
      items: [{ kind: 'classify', incident: { id, title: 'Disk full', status: 'acknowledged' }, due_at: null }],
      total: 1,
    })
    expect(await kindsOf(server, 'bob')).toEqual([])

    await ana.post(`/incidents/${id}/progress`, { expected_at: new Date(later(300)).toISOString() })
    expect(await kindsOf(server, 'ana')).toEqual(['classify'])
    await expect.poll(() => kindsOf(server, 'ana')).toEqual(['say_how_it_goes'])
    await ana.post(`/incidents/${id}/progress`, { expected_at: new Date(later(HOUR)).toISOString() })
    await ana.post(`/incidents/${id}/classify`, { category: ['Hardware'] })
    expect(await kindsOf(server, 'ana')).toEqual([])

    await server.receive('monitor', [{ key: 'disk', state: 'resolved' }])
    const [verify] = (await ana.get('/home/tasks')).body.items
    expect(verify).toMatchObject({ kind: 'verify', incident: { id }, due_at: expect.any(String) })
    await ana.post(`/incidents/${id}/resolve`)
    expect(await kindsOf(server, 'ana')).toEqual(['close'])
    await ana.post(`/incidents/${id}/close`, { reason: 'It stays.' })
    expect(await kindsOf(server, 'ana')).toEqual([])
  })

  test('what is put off and what is a test asks nothing', async () => {
    const server = await start(aDirectory({ services, sources }))
    await server.receive('monitor', [{ key: 'disk', title: 'Disk full' }])
    const [{ id }] = (await server.as('ana').get('/incidents')).body.items
    await server.as('ana').post(`/incidents/${id}/acknowledge`)
    await server.as('ana').post(`/incidents/${id}/snooze`, { for_ms: HOUR })
    expect(await kindsOf(server, 'ana')).toEqual([])
    const asked = await server.as('root').post('/sources/monitor/test')
    await server.as('root').post(`/incidents/${asked.body.incident}/acknowledge`)
    expect(await kindsOf(server, 'root')).toEqual([])
  })

  test('a request for cover is asked of those whom it names until they decline or it ends', async () => {
    const starts = later(DAY)
    const covered = {
      id: 'o1',
      mode: 'replace' as const,
      add: 'bob' as UserId,
      startsAt: starts,
      endsAt: later(2 * DAY),
    }
    const schedules = [{ ...aSchedule('primary'), overrides: [covered] }]
    const server = await start(aDirectory({ schedules }))
    const request = {
      ...{ id: 'r1', kind: 'cover' as const, requester: 'bob' as UserId, asked: ['ana', 'carol'] as UserId[] },
      gives: { schedule: 'primary' as ScheduleId, startsAt: starts, endsAt: covered.endsAt },
      ...{ takes: undefined, message: '', state: 'open' as const, decided: undefined, overrides: [] },
      declined: [{ user: 'carol' as UserId, at: later(0) }],
      ...{ createdAt: later(-HOUR), expiresAt: starts },
    }
    await insertRequest(server.database.kysely, request)
    await insertRequest(server.database.kysely, { ...request, id: 'r2', expiresAt: later(-1) })
    const { body } = await server.as('ana').get('/home/tasks')
    expect(body.items).toMatchObject([
      {
        kind: 'answer_request',
        request: { id: 'r1', kind: 'cover', requester: { id: 'bob', name: 'Bob' }, can_accept: true },
        schedule: { id: 'primary' },
        due_at: new Date(starts).toISOString(),
      },
    ])
    expect(await kindsOf(server, 'carol')).toEqual([])
    // Bob is on call tomorrow and has never answered a test page.
    expect(await kindsOf(server, 'bob')).toEqual(['test_page'])
  })

  test('whoever is on call soon is asked for a test page until they have answered one', async () => {
    const server = await start(aDirectory({ services, sources, schedules: [aSchedule('primary', 'root')] }))
    const [task] = (await server.as('root').get('/home/tasks')).body.items
    expect(task).toMatchObject({ kind: 'test_page', schedule: { id: 'primary' }, due_at: null, allowed: true })
    const asked = await server.as('root').post('/sources/monitor/test')
    expect(await kindsOf(server, 'root')).toEqual(['test_page'])
    await server.as('root').post(`/incidents/${asked.body.incident}/acknowledge`)
    expect(await kindsOf(server, 'root')).toEqual([])
  })

  test('contacts that were not confirmed are to be, and who may be paged needs one', async () => {
    const users = [
      aUser('ana', { contacts: [aContact('mail'), aContact('ntfy', { isVerified: false })] }),
      aUser('bob', { contacts: [], rules: [] }),
      aUser('vera', { contacts: [], rules: [], role: 'viewer' }),
    ]
    const server = await start(aDirectory({ users }))
    expect((await server.as('ana').get('/home/tasks')).body.items).toMatchObject([
      { kind: 'verify_contact', contact: { channel: 'ntfy', to: 'address of ntfy' } },
    ])
    expect(await kindsOf(server, 'bob')).toEqual(['add_contact'])
    expect(await kindsOf(server, 'vera')).toEqual([])
  })

  test('a note is asked for before the shift is handed over, once', async () => {
    const shift = (endsAt: Instant) => ({
      id: 'o1',
      mode: 'replace' as const,
      add: 'ana' as UserId,
      startsAt: later(-6 * HOUR),
      endsAt,
    })
    const soon = { ...aSchedule('soon'), overrides: [shift(later(HOUR))] }
    const late = { ...aSchedule('late'), overrides: [shift(later(3 * HOUR))] }
    const server = await start(aDirectory({ schedules: [soon, late] }))
    const tasks = (await server.as('ana').get('/home/tasks')).body.items
    expect(tasks).toMatchObject([
      { kind: 'test_page', allowed: true },
      { kind: 'write_handover', schedule: { id: 'soon' } },
    ])
    expect(tasks[1].due_at).toBe(new Date(soon.overrides[0]?.endsAt ?? 0).toISOString())
    const note = { user: 'ana' as UserId, text: 'The ledger is slow.', writtenAt: later(0) }
    await saveHandoverNote(server.database.kysely, 'soon', note)
    expect(await kindsOf(server, 'ana')).toEqual(['test_page'])
  })

  test('a key has none, and a list is as long as one asks', async () => {
    const server = await start(aDirectory({ services, sources }))
    expect((await server.asKey('admin').get('/home/tasks')).body).toEqual({ items: [], total: 0, next: null })
    await server.receive('monitor', [{ key: 'a' }, { key: 'b', labels: { host: 'x' } }])
    for (const { id } of (await server.as('ana').get('/incidents')).body.items)
      await server.as('ana').post(`/incidents/${id}/acknowledge`)
    const { body } = await server.as('ana').get('/home/tasks?limit=1')
    expect(body.items).toHaveLength(1)
    expect(body.total).toBeGreaterThanOrEqual(1)
  })
})
