import type { HttpAnswer, HttpCall } from '@tocsin/adapters/check/check-net.ts'
import type { CalendarId, Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { createCalendarRound } from './read-calendars.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana Silva, role: admin }
  - { email: ben@example.com, name: Ben }
  - { email: cem@example.com, name: Cem }
calendars:
  - id: bavaria
    country: DE
    state: BY
  - id: company
    days:
      - { date: 2026-01-08, name: Summer party in winter }
  - id: vendor
    use: shifts
    url: https://calendar.example.com/secret.ics
    people: { The boss: cem@example.com }
schedules:
  - id: main
    layers:
      - { zone: UTC, shifts_from: vendor, starts_at: 2026-01-01T00:00:00Z }
      - zone: Europe/Berlin
        every: 1 day
        handoff: "00:00"
        start: 2026-01-01
        people: [ana@example.com, ben@example.com]
        holidays: { calendars: [bavaria, company], on: off }
`

const ical = (...events: [who: string, day: string][]) =>
  [
    'BEGIN:VCALENDAR',
    ...events.flatMap(([who, day], index) => [
      ...['BEGIN:VEVENT', `UID:${index}`, `SUMMARY:${who}`],
      ...[`DTSTART;VALUE=DATE:202601${day}`, 'END:VEVENT'],
    ]),
    'END:VCALENDAR',
  ].join('\r\n')

interface Shown {
  starts_at: string
  people: { user: { name: string } }[]
}

describeOnEngine('embedded', 'calendars', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let manager: Caller
  let answer: { status: number; body: string } | 'unreachable'
  let asked: string[]
  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    manager = server.as('manager')
    answer = { status: 200, body: ical(['Ana Silva', '06'], ['the boss!', '08']) }
    asked = []
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  const http = async ({ url }: HttpCall) => {
    asked.push(url)
    if (answer === 'unreachable') return { error: 'unreachable' as const, cause: 'there is no host' }
    return { ...answer, headers: {}, isBodyCut: false, firstByteMs: 1 } satisfies HttpAnswer
  }
  const read = async () => {
    const directory = await loadDirectory(database.kysely)
    await createCalendarRound({
      engine: {
        clock: { now: server.now, sleep: async () => {}, nextTurn: async () => {} },
        log: { error: (facts) => expect.fail(JSON.stringify(facts)), warn: () => {}, info: () => {} },
        directory: { latest: () => directory, current: async () => directory, refresh: async () => directory },
      },
      ...{ db: database.kysely, secrets: server.secrets, openNet: () => ({ http }) },
      configurationChanged: async () => {},
    })()
    // The routes answer from the directory that they were told of last.
    await manager.put('/teams/nudge', { name: `at ${server.now()} ${asked.length}` })
  }
  const final = async (from: string, to: string) => {
    const { body } = await manager.get(`/schedules/main/final?from=2026-01-${from}:00Z&to=2026-01-${to}:00Z`)
    return body.shifts.map(
      ({ starts_at, people }: Shown) => `${starts_at.slice(8, 13)} ${people.map(({ user }) => user.name).join('+')}`,
    )
  }
  const shown = async (id: string) => (await manager.get(`/calendars/${id}`)).body

  test('holidays leave the day to the layer below, and take nobody’s turn', async () => {
    await manager.post('/teams', { id: 'nudge' })
    await read()
    // 6 January is a holiday in Bavaria, from midnight to midnight in Berlin.
    expect(await final('05T00:00', '10T00:00')).toEqual([
      '05T00 Ben',
      '05T23 ',
      '06T00 Ana Silva',
      '06T23 Ana Silva',
      '07T23 ',
      '08T00 Cem',
      '08T23 Ben',
      '09T23 Ana Silva',
    ])
    expect(await shown('bavaria')).toMatchObject({ use: 'holidays', country: 'DE', error: null, warnings: [] })
  })

  test('an imported calendar is read at its address, kept when that fails, and its past stays', async () => {
    await manager.post('/teams', { id: 'nudge' })
    await read()
    expect(asked).toEqual(['https://calendar.example.com/secret.ics'])
    expect(await shown('vendor')).toMatchObject({ shifts_count: 2, error: null, has_address: true, warnings: [] })
    await read()
    expect(asked).toHaveLength(1)
    server.forward(36 * 60 * MINUTE)
    answer = 'unreachable'
    await read()
    expect(await shown('vendor')).toMatchObject({
      shifts_count: 2,
      error: 'there is no host',
      read_at: expect.any(String),
    })
    server.forward(6 * MINUTE)
    answer = { status: 200, body: ical(['Ben', '06'], ['Ben', '08'], ['Zoe', '09']) }
    await read()
    expect(await shown('vendor')).toMatchObject({
      shifts_count: 2,
      error: null,
      warnings: [{ event: 'Zoe', problem: 'names nobody who is known; say in `people` who is meant' }],
    })
    const { calendars } = await loadDirectory(database.kysely)
    const shifts = calendars?.get('vendor' as CalendarId)?.shifts ?? []
    const nameOf = (id = '') => ({ [shifts[0]?.users[0] ?? '']: 'first', [shifts[1]?.users[0] ?? '']: 'second' })[id]
    expect(
      shifts.map(({ startsAt, users }) => [new Date(startsAt).toISOString().slice(8, 10), nameOf(users[0])]),
    ).toEqual([
      ['06', 'first'],
      ['08', 'second'],
    ])
  })

  test('a planned version goes on with whom the calendar has on by then, also when that is changed meanwhile', async () => {
    const ical = (who: string) =>
      [
        'BEGIN:VCALENDAR',
        'BEGIN:VEVENT',
        'UID:a',
        `SUMMARY:${who}`,
        'DTSTART:20260101T000000Z',
        'DTEND:20260201T000000Z',
      ]
        .concat('END:VEVENT', 'END:VCALENDAR')
        .join('\r\n')
    const lenient = 'version: 1\nsettings: { on_call: { when_broken: warn, reason: One person each } }\n'
    await server.as('admin').post('/configuration/apply', { file: lenient })
    await manager.post('/teams', { id: 'nudge' })
    const calendar = (who: string) => ({ use: 'shifts', ical: ical(who) })
    expect((await manager.post('/calendars', { id: 'rota', ...calendar('Ben') })).status).toBe(201)
    await read()
    const layers = [{ zone: 'UTC', shifts_from: 'rota', starts_at: '2026-01-01T00:00:00Z' }]
    expect(await manager.post('/schedules', { id: 'taken', layers })).toMatchObject({ status: 201 })
    const people = ['cem@example.com', 'ben@example.com', 'ana@example.com']
    const daily = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-05', people }
    const planned = { layers: [daily], effective_from: '2026-01-08T12:00:00Z' }
    expect(await manager.put('/schedules/taken', planned)).toMatchObject({ status: 200 })
    const onCall = async () =>
      (await manager.get('/on-call?schedule=taken&at=2026-01-08T12:00:00Z')).body.items[0].people.map(
        ({ user }: { user: { name: string } }) => user.name,
      )
    expect(await onCall()).toEqual(['Ben'])
    expect(await manager.put('/calendars/rota', calendar('Cem'))).toMatchObject({ status: 200 })
    server.forward(10 * 60_000)
    await read()
    expect(await onCall()).toEqual(['Cem'])
  })

  test('days that are past stay when a calendar changes, and only later ones follow', async () => {
    const dates = async () => (await shown('company')).days.map(({ date }: { date: string }) => date)
    server.forward(3 * 24 * 60 * MINUTE)
    await server.as('admin').post('/configuration/apply', {
      file: FILE.replace('2026-01-08', '2026-03-01').replace('Summer party in winter', 'Moved'),
    })
    expect(await dates()).toEqual(['2026-01-08', '2026-03-01'])
  })

  test('applying the same file again changes nothing, and a change of the address reads it at once', async () => {
    await manager.post('/teams', { id: 'nudge' })
    await read()
    const apply = (file: string) => server.as('admin').post('/configuration/apply', { file })
    expect((await apply(FILE)).body.changes).toEqual([])
    const other = await apply(FILE.replace('secret.ics', 'other.ics'))
    expect(other.body.changes).toMatchObject([{ kind: 'calendar', fields: [{ path: 'url', before: '(secret)' }] }])
    await read()
    expect(asked.at(-1)).toBe('https://calendar.example.com/other.ics')
  })

  test('what cannot be is refused with the field and how to mend it', async () => {
    const problems = async (calendar: object) =>
      ((await manager.post('/calendars', { id: 'x', ...calendar })).body.error?.details ?? []).map(
        (each: { field: string; problem: string }) => `${each.field} ${each.problem}`,
      )
    expect(await problems({})).toEqual(['url is missing; give one of country, days, ical and url.'])
    expect(await problems({ country: 'DE', url: 'https://example.com' })).toEqual([
      'url stands beside country; give one of country, days, ical and url.',
    ])
    expect(await problems({ country: 'DE', use: 'shifts' })).toEqual(['country has no shifts; give ical or url.'])
    expect(await problems({ ical: 'hello' })).toEqual([expect.stringMatching(/^ical cannot be read: /)])
    expect(await problems({ use: 'shifts', url: 'https://a.example', people: { X: 'zoe@example.com' } })).toEqual([
      expect.stringContaining('there is no user "zoe@example.com"'),
    ])
    const layer = { zone: 'UTC', shifts_from: 'bavaria' }
    const wrongUse = await manager.post('/schedules', { id: 'y', layers: [layer] })
    expect(wrongUse.body.error.details).toEqual([
      { field: 'layers.0.shifts_from', problem: '"bavaria" is a calendar of holidays, not of shifts' },
    ])
    const unknown = await manager.post('/schedules', { id: 'y', layers: [{ zone: 'UTC', shifts_from: 'vendr' }] })
    expect(unknown.body.error.details[0].problem).toBe('there is no calendar "vendr". Did you mean "vendor"?')
  })

  test('a calendar that a schedule names, or once named, is not deleted', async () => {
    await database.pool.query("update calendars set owned_by = 'app'; update schedules set owned_by = 'app'")
    expect((await manager.delete('/calendars/bavaria')).code).toBe('still_used')
    const layer = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-01', people: ['ana@example.com'] }
    server.forward(MINUTE)
    expect((await manager.put('/schedules/main', { layers: [layer] })).status).toBe(200)
    const refused = await manager.delete('/calendars/vendor')
    expect(refused.body.error.details).toEqual([{ field: 'id', problem: 'is used by the schedule main' }])
    await manager.post('/calendars', { id: 'free', days: [{ date: '2026-05-01', name: 'May Day' }] })
    expect((await manager.delete('/calendars/free')).status).toBe(204)
  })

  test('two nodes do not read a calendar at once', async () => {
    const rounds = await Promise.all([read(), read()])
    expect([rounds.length, asked.length]).toEqual([2, 1])
    expect(server.now() as Instant).toBeGreaterThan(0)
  })

  test('places are offered for a form', async () => {
    const { body } = await manager.get('/holiday-places?country=DE')
    expect(body.items).toContainEqual({ code: 'BY', name: 'Bayern' })
  })
})
