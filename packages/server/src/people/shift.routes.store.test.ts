import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../shell/database/testing/database-harness.ts'

const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben }
schedules:
  - id: days
    name: Days
    zone: Europe/Berlin
    layers:
      - zone: Europe/Berlin
        every: 1 day
        handoff: "08:00"
        start: 2026-01-05
        people: [ana@example.com, ben@example.com]
        restrictions: [{ days: [Mon, Tue, Wed, Thu, Fri], from: "08:00", to: "18:00" }]
  - id: all
    name: All
    layers:
      - { zone: UTC, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [ana@example.com] }
`

describeOnEngine('embedded', 'the calendar of shifts', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let viewer: Caller
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    viewer = server.as('viewer')
    const { body } = await server.as('admin').post('/configuration/apply', { file: FILE })
    expect(body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  test('holds every schedule for two weeks, gaps included, without a hole', async () => {
    const { body } = await viewer.get('/on-call/shifts')
    expect([body.from, body.to]).toEqual(['2026-01-06T00:00:00.000Z', '2026-01-20T00:00:00.000Z'])
    expect(body.items.map((item: { schedule: unknown }) => item.schedule)).toEqual([
      { id: 'all', name: 'All', zone: 'UTC' },
      { id: 'days', name: 'Days', zone: 'Europe/Berlin' },
    ])
    for (const { shifts } of body.items) {
      expect(shifts[0].starts_at).toBe(body.from)
      expect(shifts.at(-1).ends_at).toBe(body.to)
      for (const [index, shift] of shifts.slice(1).entries()) expect(shift.starts_at).toBe(shifts[index].ends_at)
    }
    const [gap, day] = body.items[1].shifts
    expect(gap).toMatchObject({ people: [], ends_at: '2026-01-06T07:00:00.000Z' })
    expect(day).toMatchObject({ ends_at: '2026-01-06T17:00:00.000Z', people: [{ user: { name: 'Ben' } }] })
  })

  test('of one person holds their shifts alone', async () => {
    const { body } = await viewer.get('/on-call/shifts?user=ben@example.com')
    expect(body.items).toHaveLength(1)
    const people = body.items[0].shifts.flatMap((shift: { people: { user: { name: string } }[] }) =>
      shift.people.map(({ user }) => user.name),
    )
    expect(new Set(people)).toEqual(new Set(['Ben']))
    expect((await viewer.get('/on-call/shifts?user=nobody')).code).toBe('user_not_found')
  })

  test('of one person holds their shifts, however many schedules of others stand before them', async () => {
    const layer = '{ zone: UTC, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [ana@example.com] }'
    const others = Array.from({ length: 205 }, (_, n) => `  - { id: a${n}, name: A${n}, layers: [${layer}] }\n`)
    const settings = 'settings:\n  on_call: { when_broken: warn, reason: Ana is always on call here }\n'
    const { body } = await server
      .as('admin')
      .post('/configuration/apply', { file: `${FILE}${others.join('')}${settings}` })
    expect(body.problems).toEqual([])
    const names = (await viewer.get('/on-call/shifts?user=ben@example.com')).body.items.map(
      ({ schedule }: { schedule: { name: string } }) => schedule.name,
    )
    expect(names).toEqual(['Days'])
    expect((await viewer.get('/on-call/shifts')).body.items).toHaveLength(200)
  })

  test('has a span that begins before it ends, of 62 days at most', async () => {
    const from = 'from=2026-01-06T00:00:00Z'
    expect(await viewer.get(`/on-call/shifts?${from}&to=2026-01-06T00:00:00Z`)).toMatchObject({ status: 400 })
    expect(await viewer.get(`/on-call/shifts?${from}&to=2026-04-06T00:00:00Z`)).toMatchObject({ status: 400 })
    expect((await viewer.get(`/on-call/shifts?${from}&to=2026-03-01T00:00:00Z&schedule=all`)).body.items).toHaveLength(
      1,
    )
  })

  test('of changes says who made them, by name, and is filtered by person and time', async () => {
    const admin = server.as('admin')
    server.forward(60_000)
    await admin.post('/services', { id: 'shop', name: 'Shop' })
    const { body } = await admin.get('/configuration/changes?kind=service')
    expect(body.items).toMatchObject([{ name: 'Shop', actor: { kind: 'key', name: 'admin', label: 'admin' } }])
    const recent = await admin.get('/configuration/changes?since=2026-01-06T00:00:30Z')
    expect(recent.body.items.map(({ id }: { id: string }) => id)).toEqual(['shop'])
    const before = await admin.get('/configuration/changes?until=2026-01-06T00:00:30Z&kind=service')
    expect(before.body.items).toEqual([])
    expect((await admin.get('/configuration/changes?user=ana')).body.items).toEqual([])
    expect(await server.as('responder').get('/configuration/changes')).toMatchObject({ code: 'forbidden' })
  })
})
