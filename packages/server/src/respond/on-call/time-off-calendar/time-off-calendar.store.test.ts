import assert from 'node:assert/strict'
import type { HttpAnswer, HttpCall } from '@tocsin/adapters/check/check-net.ts'
import { DAY, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listKnown } from '../../../people/on-call/calendar-time-off.queries.ts'
import { type Caller, startConfigurationServer } from '../../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../../shell/database/open-database.ts'
import { describeOnEachEngine } from '../../../shell/database/testing/database-harness.ts'
import { loadDirectory } from '../../../shell/store/sql/directory.queries.ts'
import { listLetters, startOnCallNode } from '../testing/on-call-node.ts'
import { createTimeOffLoop } from './time-off-calendar-loop.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. Each is on call for a day, from 9 o'clock. */
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben, zone: Europe/Berlin }
  - { email: mia@example.com, name: Mia, role: manager }
schedules:
  - id: main
    name: Main
    layers:
      - { zone: UTC, every: 1 day, handoff: "09:00", start: 2026-01-05, people: [ana@example.com, ben@example.com] }
`
const SECRET = 'https://calendar.example.com/private-0123456789/basic.ics'

type Event = [uid: string, title: string, from: string, to: string, ...marks: string[]]

/** Days of January by their numbers, or instants. */
const ical = (...events: Event[]) =>
  [
    'BEGIN:VCALENDAR',
    ...events.flatMap(([uid, title, from, to, ...marks]) => [
      ...['BEGIN:VEVENT', `UID:${uid}`, `SUMMARY:${title}`, ...marks],
      ...[`DTSTART${timeOf(from)}`, `DTEND${timeOf(to)}`, 'END:VEVENT'],
    ]),
    'END:VCALENDAR',
  ].join('\r\n')
const timeOf = (text: string) => (text.length === 2 ? `;VALUE=DATE:202601${text}` : `:202601${text}0000Z`)

interface Away {
  id: string
  note: string
  starts_at: string
  ends_at: string
  source: string | null
  shifts: { candidates: { name: string }[] }[]
}

describeOnEachEngine('time off from a calendar', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let ben: Caller
  let answer: Partial<HttpAnswer> | 'unreachable'
  let asked: HttpCall[]
  let logged: object[]
  beforeEach(async () => {
    database = await open()
    asked = []
    logged = []
    answer = { body: ical(['a', 'Holiday in Rome', '08', '12'], ['b', 'Dentist', '20T08', '20T10']) }
    server = await startConfigurationServer(database, () => ({ http }))
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
    ben = server.asPerson('ben@example.com')
  })
  afterEach(() => server.app.close())

  const http = async (call: HttpCall) => {
    asked.push(call)
    if (answer === 'unreachable') return { error: 'unreachable' as const, cause: `nothing answers at ${call.url}` }
    return { status: 200, headers: {}, body: '', isBodyCut: false, firstByteMs: 1, ...answer } satisfies HttpAnswer
  }
  /** The loop of a node comes round. */
  const round = async () => {
    const directory = await loadDirectory(database.kysely)
    const loop = createTimeOffLoop({
      engine: {
        clock: { now: server.now, sleep: async () => {}, nextTurn: async () => {} },
        log: {
          error: (facts) => expect.fail(JSON.stringify(facts)),
          warn: (facts) => logged.push(facts),
          info: () => {},
        },
      },
      ...{ db: database.kysely, secrets: server.secrets, ids: { next: () => `id-${++made}` } },
      ...{ directory: () => directory, openNet: () => ({ http }) },
    })
    while ((await loop.round()).isMore);
  }
  let made = 0
  const give = (body: object = { url: SECRET, events: 'all' }) => ben.put('/users/me/time-off-calendar', body)
  const mine = async () => (await ben.get('/on-call/time-off?user=me')).body.items as Away[]
  const spans = async () =>
    (await mine()).map(({ starts_at, ends_at, note }) => `${starts_at.slice(8, 13)} to ${ends_at.slice(8, 13)} ${note}`)
  const state = async () => (await ben.get('/users/me/time-off-calendar')).body.calendar

  test('is read as soon as it is given, in the zone of the person, and names the shifts that it meets', async () => {
    const given = await give()
    expect(given).toMatchObject({
      status: 200,
      body: { calendar: { host: 'calendar.example.com', counted: 2, error: null, read_at: expect.any(String) } },
    })
    expect(JSON.stringify(given.body)).not.toContain('private-0123456789')
    expect(await spans()).toEqual(['07T23 to 11T23 Holiday in Rome', '20T08 to 20T10 Dentist'])
    const [rome] = await mine()
    expect(rome).toMatchObject({ source: 'calendar', shifts: [{ candidates: [{ name: 'Ana' }] }, {}] })
    const { body } = await server.as('viewer').get('/schedules/main/coverage')
    expect(body.problems.filter(({ kind }: { kind: string }) => kind === 'time_off')).toHaveLength(3)
    // Whoever looks at the answer needs no letter of it.
    expect(await listLetters(database)).toEqual([])
  })

  test('is listed a page at a time', async () => {
    await give()
    const first = await ben.get('/on-call/time-off?user=me&limit=1')
    expect(first.body).toMatchObject({ items: [{ note: 'Holiday in Rome' }], next: expect.any(String) })
    const second = await ben.get(`/on-call/time-off?user=me&limit=1&cursor=${first.body.next}`)
    expect(second.body).toMatchObject({ items: [{ note: 'Dentist' }], next: null })
    expect(await ben.get('/on-call/time-off?user=me&cursor=none')).toMatchObject({ status: 400 })
  })

  test('an event that is ignored while the calendar is read is known once, and stays ignored', async () => {
    await give()
    const [rome] = await mine()
    assert(rome)
    const now = server.now()
    let isIgnored = false
    // Whatever is asked first, the person ignores the event right after it.
    const racing = database.kysely.withPlugin({
      transformQuery: ({ node }) => node,
      async transformResult({ result }) {
        if (isIgnored) return result
        isIgnored = true
        expect((await ben.post(`/users/me/time-off/${rome.id}/ignore`)).status).toBe(204)
        return result
      },
    })
    const { rows } = await database.pool.query('select user_id from time_off_calendars')
    const known = await listKnown(racing, rows[0].user_id, now)
    expect(isIgnored).toBe(true)
    expect(known.map(({ id }) => id).filter((id) => id === rome.id)).toHaveLength(1)
  })

  test('is time off to others and no more, and the address is sealed and shown to nobody', async () => {
    await give({ url: ` webcal${SECRET.slice(5)} `, events: 'all' })
    expect(asked[0]?.url).toBe(SECRET)
    const seen = (await server.asPerson('mia@example.com').get('/on-call/time-off')).body.items as Away[]
    expect(seen.map(({ note, source }) => [note, source])).toEqual([
      ['', 'calendar'],
      ['', 'calendar'],
    ])
    const { rows } = await database.pool.query('select c.*, h.after from time_off_calendars c, config_history h')
    expect(JSON.stringify(rows)).not.toContain('private-0123456789')
    const changes = await server.as('admin').get('/configuration/changes?kind=user')
    expect(JSON.stringify(changes.body)).toContain('(secret)')
    expect(JSON.stringify(changes.body)).not.toContain('private-0123456789')
    const id = seen[0] && (await database.pool.query('select user_id from time_off_calendars')).rows[0].user_id
    expect(await server.asPerson('mia@example.com').get(`/users/${id}/time-off-calendar`)).toMatchObject({
      status: 403,
    })
    const shown = await server.asPerson('ana@example.com').get(`/users/${id}/time-off-calendar`)
    expect(shown.body.calendar).toMatchObject({ host: 'calendar.example.com', counted: 2 })
    const tried = await server.asPerson('ana@example.com').post(`/users/${id}/time-off-calendar/preview`, {})
    expect(tried.body.error.details).toMatchObject([{ field: 'url' }])
  })

  test('keeps in step with the calendar: moved, removed and added events, and what is past stays', async () => {
    await give()
    const [before] = await mine()
    answer = { body: ical(['a', 'Holiday in Rome', '09', '14'], ['c', 'Course', '22T08', '22T16']) }
    server.forward(16 * MINUTE)
    await round()
    expect(await spans()).toEqual(['08T23 to 13T23 Holiday in Rome', '22T08 to 22T16 Course'])
    expect((await mine())[0]?.id).toBe(before?.id)
    server.forward(4 * DAY)
    answer = { body: ical(['c', 'Course', '22T08', '22T16', 'STATUS:CANCELLED']) }
    await round()
    // On the 10th half of the journey is past; the rest is called off.
    expect(await spans()).toEqual([])
    const past = (await ben.get('/on-call/time-off?user=me&from=2026-01-01T00:00:00Z')).body.items as Away[]
    expect(past.map(({ starts_at, ends_at }) => [starts_at.slice(8, 16), ends_at.slice(8, 16)])).toEqual([
      ['08T23:00', '10T00:16'],
    ])
  })

  test('is asked for again only as far as it changed, and not by two nodes at once', async () => {
    answer = { ...(answer as object), headers: { etag: '"one"' } }
    await give()
    server.forward(16 * MINUTE)
    answer = { status: 304 }
    await Promise.all([round(), round()])
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"one"'])
    expect(await state()).toMatchObject({ error: null, counted: 2, read_at: '2026-01-06T00:16:00.000Z' })
    // On another day the same text says something else.
    server.forward(DAY)
    answer = { body: ical(), headers: {} }
    await round()
    expect(asked.at(-1)?.headers['if-none-match']).toBeUndefined()
    expect(await mine()).toEqual([])
  })

  test('counts on while its address fails, more and more seldom asked, and says how to mend it', async () => {
    await give()
    answer = { status: 404 }
    server.forward(16 * MINUTE)
    await round()
    const failing = await state()
    expect(failing).toMatchObject({
      ...{ counted: 2, next_read_at: '2026-01-06T00:31:00.000Z', read_at: '2026-01-06T00:00:00.000Z' },
      error: { failure: 'gone', status: 404, message: expect.stringContaining('Copy the new one') },
    })
    server.forward(16 * MINUTE)
    answer = 'unreachable'
    await round()
    expect(await state()).toMatchObject({
      ...{ error: { failure: 'unreachable' }, next_read_at: '2026-01-06T01:02:00.000Z' },
      failing_since: '2026-01-06T00:16:00.000Z',
    })
    expect(await listLetters(database)).toEqual([])
    for (let hours = 0; hours < 30; hours += 6) {
      server.forward(6 * HOUR)
      await round()
    }
    const letters = await listLetters(database)
    expect(letters.map(({ subject }) => subject)).toEqual(['Your calendar cannot be read, so new time off is missing'])
    expect(JSON.stringify([letters, await state(), logged])).not.toContain('private-0123456789')
    answer = { body: ical() }
    const read = await ben.post('/users/me/time-off-calendar/read')
    expect(read.body.calendar).toMatchObject({ error: null, failing_since: null, counted: 0 })
  })

  test('tells the person of shifts that new time off meets, with who could take them, once', async () => {
    await give({ url: SECRET, events: 'out_of_office', words: ['vacation'] })
    answer = { body: ical(['x', 'Vacation', '08', '12'], ['y', 'Stand-up', '20T08', '20T10']) }
    server.forward(16 * MINUTE)
    await round()
    const letters = await listLetters(database)
    expect(letters).toMatchObject([{ subject: 'Your calendar says that you are away during 2 shifts of yours' }])
    expect(letters[0]?.lines[0]).toMatch(/^Main: Thursday 8 January, .+ Could take it: Ana\.$/)
    expect(letters[0]?.lines.join()).not.toContain('Vacation')
    // A calendar that makes new names for the same events has no news.
    answer = { body: ical(['z', 'Vacation', '08', '12']) }
    server.forward(16 * MINUTE)
    await round()
    expect(await listLetters(database)).toHaveLength(1)
    expect(await mine()).toHaveLength(1)
    // The team of the schedule hears of it as of time off that was typed in.
    const watch = await startOnCallNode(database, server)
    await watch()
    answer = { body: ical(['z', 'Vacation', '08', '16']) }
    server.forward(16 * MINUTE)
    await round()
    await watch()
    const toAna = (await listLetters(database)).filter(({ key }) => key.startsWith('letter/coverage-edit/'))
    expect(toAna[0]?.lines.join()).toContain('Ben is on call while away')
  })

  test('of an event that is ignored does not count, wherever it moves, until it is restored', async () => {
    await give()
    const [rome] = await mine()
    const at = `/users/me/time-off/${rome?.id}`
    const refused = await ben.delete(at)
    expect(refused.body.error.details).toEqual([
      { field: 'time_off', problem: 'comes from a calendar: change the event there, or ignore it' },
    ])
    expect((await ben.post(`${at}/ignore`)).status).toBe(204)
    expect(await spans()).toEqual(['20T08 to 20T10 Dentist'])
    answer = { body: ical(['a', 'Holiday in Rome', '09', '13']) }
    server.forward(16 * MINUTE)
    await round()
    expect(await state()).toMatchObject({ counted: 0, ignored: [{ id: rome?.id, title: 'Holiday in Rome' }] })
    expect((await ben.post(`${at}/restore`)).status).toBe(204)
    expect(await spans()).toEqual(['08T23 to 12T23 Holiday in Rome'])
    expect((await ben.post(`${at}/restore`)).status).toBe(404)
    await ben.post(`${at}/ignore`)
    answer = { body: ical() }
    await ben.post('/users/me/time-off-calendar/read')
    expect((await state()).ignored).toEqual([])
  })

  test('shows before it is saved what counts, what does not and why, and keeps nothing', async () => {
    answer = {
      body: ical(
        ['a', 'Urlaub', '08', '12', 'TRANSP:TRANSPARENT'],
        ['b', 'Dentist', '20T08', '20T10', 'X-MICROSOFT-CDO-BUSYSTATUS:OOF'],
        ['c', 'Stand-up', '21T08', '21T09'],
      ),
    }
    const preview = (body: object) => ben.post('/users/me/time-off-calendar/preview', body)
    const { body } = await preview({ url: SECRET, words: ['Urlaub'] })
    expect(body.counted.map(({ title }: { title: string }) => title)).toEqual(['Dentist'])
    expect(body.left_out).toMatchObject([
      { title: 'Urlaub', because: 'free', is_all_day: true },
      { title: 'Stand-up', because: 'not_out_of_office' },
    ])
    const days = await preview({ url: SECRET, words: ['Urlaub'], free_days: true })
    expect(days.body.counted).toHaveLength(2)
    expect([await state(), await mine()]).toEqual([null, []])
    answer = { body: '<!doctype html>Sign in' }
    expect((await preview({ url: SECRET })).body.error).toMatchObject({ failure: 'no_calendar' })
    const problems = async (input: object) =>
      (await give(input)).body.error.details.map((each: { field: string; problem: string }) =>
        Object.values(each).join(' '),
      )
    expect(await problems({})).toEqual(['url is missing: there is no address yet'])
    expect(await problems({ url: 'ftp://example.com' })).toEqual([expect.stringContaining('webcal://')])
    expect(await problems({ url: SECRET, events: 'all', words: ['x'] })).toEqual([
      expect.stringContaining('words are only'),
    ])
  })

  test('changes its rules without its address, and is read no more when it is taken away: what lies ahead goes', async () => {
    await give()
    const typed = { starts_at: '2026-02-01T00:00:00Z', ends_at: '2026-02-02T00:00:00Z', note: 'typed' }
    await ben.post('/users/me/time-off', typed)
    expect((await give({ events: 'out_of_office', words: ['Rome'] })).body.calendar).toMatchObject({ counted: 1 })
    expect(asked.at(-1)?.url).toBe(SECRET)
    server.forward(3 * DAY)
    expect((await ben.delete('/users/me/time-off-calendar')).status).toBe(204)
    expect(await state()).toBeNull()
    expect((await mine()).map(({ note }) => note)).toEqual(['typed'])
    const past = (await ben.get('/on-call/time-off?user=me&from=2026-01-01T00:00:00Z')).body.items as Away[]
    expect(past.map(({ ends_at }) => ends_at.slice(0, 16))).toEqual(['2026-01-09T00:00', '2026-02-02T00:00'])
    await round()
    expect(asked).toHaveLength(2)
  })

  test('is given and taken by the file too, stays when the file is silent, and is not read of people who left', async () => {
    const apply = (line: string) =>
      server
        .as('admin')
        .post('/configuration/apply', { file: FILE.replace('zone: Europe/Berlin', `zone: Europe/Berlin${line}`) })
    const given = `, time_off_calendar: { url: "${SECRET}", words: [Rome] }`
    expect((await apply(given)).body.changes).toMatchObject([{ kind: 'user' }])
    expect((await apply(given)).body.changes).toEqual([])
    await round()
    expect(await spans()).toEqual(['07T23 to 11T23 Holiday in Rome'])
    expect((await apply('')).body.changes).toEqual([])
    const wrong = await apply(', time_off_calendar: { url: "example.com", word: [Rome] }')
    expect(wrong.body.problems).toMatchObject([
      { path: 'users[1].time_off_calendar.url', problem: expect.stringContaining('webcal://') },
      { path: 'users[1].time_off_calendar.word', problem: 'is no field here. Did you mean "words"?' },
    ])
    await apply(', active: false')
    server.forward(16 * MINUTE)
    await round()
    expect(asked).toHaveLength(1)
    await apply(', active: true, time_off_calendar: none')
    await round()
    expect(await spans()).toEqual([])
    expect(await state()).toBeNull()
  })
})
