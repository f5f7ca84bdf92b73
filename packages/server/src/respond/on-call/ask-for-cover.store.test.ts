import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { listLetters, startOnCallNode } from './testing/on-call-node.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday: Ana is on until Wednesday 09:00, then Ben, then Cem. */
const HOUR = 3_600_000
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben, role: responder }
  - { email: cem@example.com, name: Cem, role: responder, locale: ja, zone: Asia/Tokyo }
  - { email: vic@example.com, name: Vic, role: viewer }
schedules:
  - id: main
    name: Main
    layers:
      - { zone: UTC, every: 1 day, handoff: "09:00", start: 2026-01-06, people: [ben@example.com, cem@example.com, ana@example.com] }
`

describeOnEngine('embedded', 'a request for cover', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let [ana, ben, cem]: Caller[] = []
  let round: () => Promise<void>
  const ids: Record<string, string> = {}

  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
    ;[ana, ben, cem] = ['ana', 'ben', 'cem'].map((name) => server.asPerson(`${name}@example.com`))
    const { rows } = await database.pool.query<{ id: string; name: string }>('select id, name from users')
    for (const { id, name } of rows) ids[name] = id
    round = await startOnCallNode(database, server)
  })
  afterEach(() => server.app.close())

  const span = (from: string, to: string) => ({
    schedule: 'main',
    starts_at: `2026-01-${from}Z`,
    ends_at: `2026-01-${to}Z`,
  })
  const benDay = span('06T09:00:00', '07T09:00:00')
  const onCall = async () => {
    const { body } = await server
      .as('viewer')
      .get('/schedules/main/final?from=2026-01-06T09:00:00Z&to=2026-01-09T09:00:00Z')
    return body.shifts.map(
      ({ starts_at, people }: { starts_at: string; people: { user: { name: string } }[] }) =>
        `${starts_at.slice(8, 13)} ${people.map(({ user }) => user.name).join('+')}`,
    )
  }
  const subjects = async (name: string) => (await listLetters(database, ids[name])).map(({ subject }) => subject)

  test('goes to all who could take it, and the first who accepts has the shift', async () => {
    const asked = await ben?.post('/on-call/requests', { kind: 'cover', gives: benDay, message: 'my birthday' })
    expect(asked).toMatchObject({ status: 201, body: { state: 'open', asked: [{ name: 'Ana' }, { name: 'Cem' }] } })
    const { id } = asked?.body ?? {}
    expect(await onCall()).toEqual(['06T09 Ben', '07T09 Cem', '08T09 Ana'])
    const taken = await ana?.post(`/on-call/requests/${id}/accept`)
    expect(taken?.body).toMatchObject({
      state: 'accepted',
      decided_by: { name: 'Ana' },
      overrides: [{ schedule: 'main' }],
    })
    expect(await onCall()).toEqual(['06T09 Ana', '07T09 Cem', '08T09 Ana'])
    expect(await cem?.post(`/on-call/requests/${id}/accept`)).toMatchObject({ status: 400 })
    expect(await subjects('Ana')).toEqual(['Ben asks you to take a shift in Main'])
    expect(await subjects('Ben')).toEqual(['Ana takes your shift in Main'])
    const [first, second] = await listLetters(database, ids.Cem)
    expect(first).toMatchObject({ subject: 'BenがMainの当番の交代を依頼しています' })
    expect(first?.lines).toContain('当番: 1月6日火曜日 18:00から1月7日水曜日 18:00 (Asia/Tokyo)まで')
    expect(first?.lines).toContain('メッセージ: my birthday')
    expect(second?.subject).toMatch('Anaが')
  })

  test('that was accepted tells nobody a second time that their shift moved', async () => {
    await round()
    const asked = await ben?.post('/on-call/requests', { kind: 'cover', gives: benDay, asked: ['ana@example.com'] })
    server.forward(1_000)
    await ana?.post(`/on-call/requests/${asked?.body.id}/accept`)
    await round()
    expect((await listLetters(database)).filter(({ key }) => key.includes('shift-moved'))).toEqual([])
  })

  test('is answered by those whom it asks, with a right to take shifts, and withdrawn by who made it', async () => {
    const asked = await ben?.post('/on-call/requests', { kind: 'cover', gives: benDay, asked: ['ana@example.com'] })
    const path = `/on-call/requests/${asked?.body.id}`
    expect(await cem?.post(`${path}/accept`)).toMatchObject({ status: 403 })
    expect(await server.asPerson('vic@example.com').post(`${path}/accept`)).toMatchObject({ status: 403 })
    expect(await ana?.post(`${path}/withdraw`)).toMatchObject({ status: 403 })
    expect((await ben?.post(`${path}/withdraw`))?.body).toMatchObject({ state: 'withdrawn' })
    expect(await ana?.post(`${path}/accept`)).toMatchObject({ status: 400 })
    expect(await subjects('Ana')).toContain('Ben does not need cover in Main any more')
    expect(await server.as('manager').post('/on-call/requests', { kind: 'cover', gives: benDay })).toMatchObject({
      status: 403,
    })
  })

  test('is over when all have declined, or its time has passed', async () => {
    const asked = await ben?.post('/on-call/requests', { kind: 'cover', gives: benDay, asked: ['ana@example.com'] })
    const declined = await ana?.post(`/on-call/requests/${asked?.body.id}/decline`, { reason: 'on a plane' })
    expect(declined?.body).toMatchObject({
      state: 'declined',
      declined: [{ user: { name: 'Ana' }, reason: 'on a plane' }],
    })
    const again = await ben?.post('/on-call/requests', { kind: 'cover', gives: benDay, asked: ['cem@example.com'] })
    expect(again?.body.expires_at).toBe(benDay.starts_at.replace('Z', '.000Z'))
    server.forward(10 * HOUR)
    await round()
    await round()
    expect((await ben?.get(`/on-call/requests/${again?.body.id}`))?.body.state).toBe('expired')
    const told = (await subjects('Ben')).filter((subject) => subject.includes('shift'))
    expect(told).toContain('Nobody took your shift in Main: it stays yours')
    expect(await cem?.post(`/on-call/requests/${again?.body.id}/accept`)).toMatchObject({ status: 400 })
  })

  test('is refused where it could not be accepted, and says why beside the field', async () => {
    const details = async (body: object) =>
      (await ben?.post('/on-call/requests', body))?.body.error.details.map(
        ({ field, problem }: { field: string; problem: string }) => `${field} ${problem}`,
      )
    const wrong = span('07T08:00:00', '07T12:00:00')
    expect(await details({ kind: 'cover', gives: wrong, asked: ['ana@example.com'] })).toEqual([
      'gives Ben is not on call in all of this time',
    ])
    expect(await details({ kind: 'cover', gives: benDay, asked: ['ben@example.com'] })).toEqual(['asked.0 is yourself'])
    expect(await details({ kind: 'swap', gives: benDay, asked: ['cem@example.com'] })).toEqual([
      'takes is missing: a swap takes something in return',
    ])
  })

  test('is not carried out when the shifts are not what they were any more', async () => {
    const asked = await ben?.post('/on-call/requests', { kind: 'cover', gives: benDay, asked: ['ana@example.com'] })
    const override = { mode: 'replace', starts_at: '2026-01-06T12:00:00Z', ends_at: '2026-01-06T13:00:00Z' }
    const overridden = await server
      .as('manager')
      .post('/schedules/main/overrides', { ...override, add: 'cem@example.com', remove: 'ben@example.com' })
    // Were it not written, the shifts would still be what they were, and the request rightly accepted.
    expect([asked?.status, overridden.status]).toEqual([201, 201])
    const before = await onCall()
    const refused = await ana?.post(`/on-call/requests/${asked?.body.id}/accept`)
    expect(refused).toMatchObject({ status: 400, body: { error: { details: [{ field: 'gives' }] } } })
    expect(await onCall()).toEqual(before)
    expect((await ben?.get(`/on-call/requests/${asked?.body.id}`))?.body.state).toBe('open')
  })

  test('to swap makes both overrides at once', async () => {
    const swap = { kind: 'swap', gives: benDay, takes: span('07T09:00:00', '08T09:00:00'), asked: ['cem@example.com'] }
    const asked = await ben?.post('/on-call/requests', swap)
    expect(asked).toMatchObject({ status: 201 })
    const taken = await cem?.post(`/on-call/requests/${asked?.body.id}/accept`)
    expect(taken?.body.overrides).toHaveLength(2)
    expect(await onCall()).toEqual(['06T09 Cem', '07T09 Ben', '08T09 Ana'])
    const mine = await cem?.get('/on-call/requests?user=me&state=accepted')
    expect(mine?.body.items.map((each: { id: string }) => each.id)).toEqual([asked?.body.id])
  })

  test('is not made to whoever would have too many days in a row; a swap is judged as a whole', async () => {
    const rules = { on_call: { days_in_a_row: 1, zone: 'UTC' } }
    expect((await server.as('admin').patch('/settings', rules)).status).toBe(200)
    const both = ['ana@example.com', 'cem@example.com']
    const asked = await ben?.post('/on-call/requests', { kind: 'cover', gives: benDay, asked: both })
    expect(asked).toMatchObject({ status: 400, body: { error: { details: [{ field: 'gives' }] } } })
    expect(asked?.body.error.details[0].problem).toMatch(/^would have Cem on call for 2 days in a row; 1 is allowed/)
    expect(await subjects('Cem')).toEqual([])

    const swap = { kind: 'swap', gives: benDay, takes: span('07T09:00:00', '08T09:00:00'), asked: ['cem@example.com'] }
    const swapped = await ben?.post('/on-call/requests', swap)
    expect((await cem?.post(`/on-call/requests/${swapped?.body.id}/accept`))?.status).toBe(200)
    expect(await onCall()).toEqual(['06T09 Cem', '07T09 Ben', '08T09 Ana'])
  })

  test('is proposed by time off, which takes nobody off by itself', async () => {
    const away = { starts_at: '2026-01-06T12:00:00Z', ends_at: '2026-01-07T12:00:00Z', note: 'dentist' }
    const made = await ben?.post('/users/me/time-off', away)
    expect(made).toMatchObject({
      status: 201,
      body: {
        shifts: [
          {
            starts_at: '2026-01-06T12:00:00.000Z',
            ends_at: '2026-01-07T09:00:00.000Z',
            candidates: [{ name: 'Ana' }, { name: 'Cem' }],
          },
        ],
      },
    })
    expect(await onCall()).toEqual(['06T09 Ben', '07T09 Cem', '08T09 Ana'])
    const { body } = await server.as('viewer').get('/schedules/main/coverage')
    expect(body.problems.filter(({ kind }: { kind: string }) => kind === 'time_off')).toMatchObject([
      { people: [{ name: 'Ben' }], starts_at: '2026-01-06T12:00:00.000Z' },
    ])
    const seen = await cem?.get('/on-call/time-off')
    expect(seen?.body.items).toMatchObject([{ user: { name: 'Ben' }, note: '' }])
    expect(await cem?.delete(`/users/${ids.Ben}/time-off/${made?.body.id}`)).toMatchObject({ status: 403 })
    expect(await ben?.delete(`/users/me/time-off/${made?.body.id}`)).toMatchObject({ status: 204 })
    expect((await cem?.get('/on-call/time-off'))?.body.items).toEqual([])
  })
})
