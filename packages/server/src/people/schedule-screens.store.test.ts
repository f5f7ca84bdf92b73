import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../shell/database/testing/database-harness.ts'

const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin, zone: UTC }
  - { email: ben@example.com, name: Ben, zone: Asia/Tokyo }
teams:
  - { id: payments, name: Payments, members: [ben@example.com] }
schedules:
  - id: office
    name: Office
    layers:
      - { zone: UTC, every: 1 day, handoff: "08:00", start: 2026-01-05, people: [ana@example.com], restrictions: [{ days: [Mon, Tue, Wed, Thu, Fri], from: "08:00", to: "18:00" }] }
  - id: always
    name: Always
    layers:
      - { zone: UTC, every: 1 day, handoff: "00:00", start: 2026-01-05, people: [ana@example.com, ben@example.com] }
      - { name: Europe, zone: Europe/Berlin, every: 1 day, handoff: "00:00", start: 2026-01-05, people: [{ schedule: office }] }
policies:
  - { id: main, name: Main, steps: [{ after: 0m, page: [{ schedule: always }] }] }
services:
  - { id: shop, name: Shop, team: payments, policy: main }
`

interface Shown {
  starts_at: string
  people: { user: { name: string } }[]
}

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
describeOnEngine('embedded', 'what the screens of schedules read', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let viewer: Caller
  let manager: Caller
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    viewer = server.as('viewer')
    manager = server.as('manager')
    const { body } = await server.as('admin').post('/configuration/apply', { file: FILE })
    expect(body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  const shown = (shifts: Shown[]) =>
    shifts.map(({ starts_at, people }) => `${starts_at.slice(8, 16)} ${people.map(({ user }) => user.name).join('+')}`)

  test('the list has who is on now and next, the gaps of 30 days, and whom it is for', async () => {
    const { body } = await viewer.get('/on-call/schedules')
    expect(body.items.map((item: { schedule: { id: string } }) => item.schedule.id)).toEqual(['always', 'office'])
    const [always, office] = body.items
    expect(always).toMatchObject({
      ...{ gaps: { count: 0, hours: 0, first: null }, teams: [{ id: 'payments', name: 'Payments' }] },
      ...{ policies: [{ id: 'main', name: 'Main' }], schedules: [], people: [{ user: { name: 'Ben' } }] },
    })
    expect(office).toMatchObject({
      ...{ people: [], next: { people: [{ user: { name: 'Ana' } }] }, policies: [], teams: [] },
      schedules: [{ id: 'always', name: 'Always' }],
      gaps: { first: { starts_at: '2026-01-06T00:00:00.000Z', ends_at: '2026-01-06T08:00:00.000Z' } },
    })
    // 30 days of which 22 are working days of ten hours.
    expect(office.gaps).toMatchObject({ count: 23, hours: 30 * 24 - 22 * 10 })
  })

  test('the list is filtered and goes on page by page', async () => {
    const first = await viewer.get('/on-call/schedules?limit=1')
    expect(first.body.items).toMatchObject([{ schedule: { id: 'always' } }])
    const second = await viewer.get(`/on-call/schedules?limit=1&cursor=${first.body.next}`)
    expect(second.body).toMatchObject({ items: [{ schedule: { id: 'office' } }], next: null })
    expect((await viewer.get('/on-call/schedules?team=payments')).body.items).toHaveLength(1)
    expect((await viewer.get('/on-call/schedules?q=OFF')).body.items).toMatchObject([{ schedule: { id: 'office' } }])
    expect((await viewer.get('/on-call/schedules?schedule=none')).body.items).toEqual([])
  })

  test('a timeline has each layer by itself, what overrides it, and the answer', async () => {
    const span = { starts_at: '2026-01-06T12:00:00Z', ends_at: '2026-01-06T14:00:00Z' }
    await server
      .as('responder')
      .post('/schedules/always/overrides', { mode: 'replace', add: 'ben@example.com', ...span })
    const { body } = await viewer.get('/schedules/always/timeline?from=2026-01-06T06:00:00Z&to=2026-01-07T06:00:00Z')
    const [low, high] = body.layers
    expect(low).toMatchObject({ position: 0, zone: 'UTC' })
    expect(shown(low.shifts)).toEqual(['06T06:00 Ben', '07T00:00 Ana'])
    expect(high).toMatchObject({ position: 1, name: 'Europe', zone: 'Europe/Berlin' })
    expect(shown(high.shifts)).toEqual(['06T06:00 ', '06T08:00 Ana', '06T18:00 '])
    expect(body.overrides).toMatchObject([{ mode: 'replace', add: { name: 'Ben' } }])
    expect(shown(body.shifts)).toEqual([
      '06T06:00 Ben',
      '06T08:00 Ana',
      '06T12:00 Ben',
      '06T14:00 Ana',
      '06T18:00 Ben',
      '07T00:00 Ana',
    ])
    expect((await viewer.get('/schedules/none/timeline')).status).toBe(404)
    const long = await viewer.get('/schedules/always/timeline?from=2026-01-06T00:00:00Z&to=2026-06-06T00:00:00Z')
    expect(long).toMatchObject({ status: 400, code: 'invalid_request' })
  })

  test('hours on call are counted by the days and nights of each person, once for several schedules', async () => {
    const { body } = await viewer.get('/on-call/load?from=2026-01-06&days=2')
    const of = (name: string) => body.items.find((item: { user: { name: string } }) => item.user.name === name)
    // Ana: 08–18 on Tuesday, and all of Wednesday.
    expect(of('Ana')).toMatchObject({
      ...{ zone: 'UTC', hours: 34, night_hours: 8, weekend_hours: 0 },
      days: [
        { date: '2026-01-06', hours: 10 },
        { date: '2026-01-07', hours: 24 },
      ],
    })
    // Ben is on until 08:00 and from 18:00 on Tuesday in UTC: from 09:00 to 17:00, and from 03:00 to 09:00 of the next day in Tokyo.
    expect(of('Ben')).toMatchObject({
      ...{ zone: 'Asia/Tokyo', hours: 14, night_hours: 3 },
      days: [
        { date: '2026-01-06', hours: 8, night_hours: 0 },
        { date: '2026-01-07', hours: 6, night_hours: 3 },
      ],
    })
    expect((await viewer.get('/on-call/load?from=2026-01-06&days=2&team=payments')).body.items).toHaveLength(1)
    const office = await viewer.get('/on-call/load?from=2026-01-06&days=2&schedule=office')
    expect(office.body.items).toMatchObject([{ user: { name: 'Ana' }, hours: 20 }])
    expect(await viewer.get('/on-call/load?from=yesterday')).toMatchObject({ status: 400 })
    expect(await viewer.get('/on-call/load?days=365')).toMatchObject({ status: 400 })
  })

  test('the last edit is taken back, once and by who may edit', async () => {
    const layer = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-05' }
    const people = ['ana@example.com', 'ben@example.com']
    await manager.post('/schedules', { id: 'mine', layers: [{ ...layer, people }] })
    const before = (await viewer.get('/schedules/mine')).body
    expect(await manager.post('/schedules/mine/undo', {})).toMatchObject({ status: 400, code: 'invalid_request' })
    server.forward(3_600_000)
    await manager.put('/schedules/mine', { layers: [{ ...layer, people: ['ana@example.com'] }] })
    expect(await viewer.post('/schedules/mine/undo', {})).toMatchObject({ status: 403 })
    server.forward(3_600_000)
    expect(await manager.post('/schedules/mine/undo', {})).toMatchObject({ status: 204 })
    const after = (await viewer.get('/schedules/mine')).body
    expect(after.layers).toEqual(before.layers)
    const { body } = await viewer.get('/schedules/mine/final?from=2026-01-06T00:00:00Z&to=2026-01-08T00:00:00Z')
    expect(shown(body.shifts)).toEqual(['06T00:00 Ben', '06T01:00 Ana', '06T02:00 Ben', '07T00:00 Ana'])
    expect(await manager.post('/schedules/office/undo', {})).toMatchObject({ status: 409, code: 'owned_by_file' })
  })

  test('a preview has the layers by themselves too', async () => {
    const layer = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-05', people: ['ben@example.com'] }
    const { body } = await viewer.post('/schedules/office/preview?to=2026-01-07T00:00:00Z', { layers: [layer, layer] })
    expect(body.layers.map((lane: { position: number }) => lane.position)).toEqual([0, 1])
    expect(shown(body.layers[1].shifts)).toEqual(['06T00:00 Ben'])
  })
})
