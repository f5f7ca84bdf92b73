import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import ICAL from 'ical.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Principal } from '../../shell/auth/principal.ts'
import { startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { registerApiRoutes } from '../../shell/http/api.ts'
import { createTestServer } from '../../shell/http/testing/listening.ts'
import { systemClock } from '../../shell/ports/clock.ts'
import { createIds } from '../../shell/ports/ids.ts'
import { createSecrets } from '../../shell/secrets/sealed-box.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { feedRoutes } from './feed.routes.ts'
import { registerFeedPages } from './feed-pages.ts'

const FILE = `version: 1
users:
  - { email: ana@example.com, name: "Ana, the first", role: admin }
  - { email: ben@example.com, name: Ben, role: viewer, zone: Asia/Tokyo }
schedules:
  - id: main
    name: Payments; primary
    layers:
      - { name: Weeks, zone: Europe/Berlin, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [ana@example.com, ben@example.com] }
  - id: other
    layers:
      - { zone: UTC, every: 1 week, handoff: "Mon 09:00", start: 2026-01-05, people: [ana@example.com] }
`
const NOW = Date.parse('2026-01-06T00:00:00Z') as Instant

describeOnEngine('embedded', 'calendar feeds', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let feeds: ReturnType<typeof createTestServer>['app']
  let directory: Awaited<ReturnType<typeof loadDirectory>>
  let asker: Principal
  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
    await refresh()
    feeds = createTestServer().app
    const ids = createIds(systemClock)
    const deps = {
      ...{ db: database.kysely, ids, secrets: createSecrets({ current: Buffer.alloc(32, 7), older: [] }, ids) },
      ...{ directory: () => directory, configurationChanged: async () => {}, hashPassword: async () => '' },
      publicUrl: () => 'https://tocsin.example.com',
    }
    registerApiRoutes(
      feeds,
      { clock: { now: () => NOW }, authenticate: async () => asker, refuseForeignOrigin: () => {} },
      feedRoutes(deps),
    )
    registerFeedPages(feeds, { ...deps, clock: { now: () => NOW } })
    await feeds.ready()
    asker = principal('ben@example.com')
  })
  afterEach(async () => {
    await feeds.close()
    await server.app.close()
  })

  const refresh = async () => {
    directory = await loadDirectory(database.kysely)
  }
  const principal = (mail: string): Principal => {
    const person = [...directory.users.values()].find(({ email }) => email === mail)
    if (!person) throw new Error(mail)
    return { ...person, kind: 'user', locale: 'en', sessionId: 's' }
  }
  const make = async (body: object = {}) => {
    const answer = await feeds.inject({ method: 'POST', url: '/api/v1/calendar-feeds', payload: body })
    return { status: answer.statusCode, ...answer.json() }
  }
  const get = (url: string, headers: Record<string, string> = {}) =>
    feeds.inject({ method: 'GET', url: url.replace('https://tocsin.example.com', ''), headers })
  const eventsOf = (text: string) =>
    new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((each) => new ICAL.Event(each))

  test('a person’s address gives their shifts, which another program reads as they are meant', async () => {
    const { url, status } = await make()
    expect([status, url]).toEqual([
      201,
      expect.stringMatching(/^https:\/\/tocsin\.example\.com\/ical\/[\w-]{32}\.ics$/),
    ])
    const answer = await get(url)
    expect(answer.headers['content-type']).toBe('text/calendar; charset=utf-8')
    const [first, second] = eventsOf(answer.body)
    expect(first?.summary).toBe('On call: Payments; primary')
    expect(first?.description).toBe('Layer: Weeks')
    // Before the first turn the order goes back; a layer has nobody before its start, so Ben's first week is the second.
    expect([first, second].map((event) => [event?.startDate.toString(), event?.endDate.toString()])).toEqual([
      ['2026-01-12T08:00:00Z', '2026-01-19T08:00:00Z'],
      ['2026-01-26T08:00:00Z', '2026-02-02T08:00:00Z'],
    ])
    expect(eventsOf(answer.body).some(({ summary }) => summary.includes('other'))).toBe(false)
  })

  test('a schedule’s address gives everybody’s shifts, with their names', async () => {
    const { url } = await make({ schedule: 'main' })
    expect(
      eventsOf((await get(url)).body)
        .slice(0, 2)
        .map(({ summary }) => summary),
    ).toEqual(['Ana, the first (Payments; primary)', 'Ben (Payments; primary)'])
    expect(await make({ schedule: 'nothing' })).toMatchObject({ status: 400 })
  })

  test('what has not changed is not sent again, and a change gives the same events a higher sequence', async () => {
    const { url } = await make()
    const first = await get(url)
    expect(await get(url, { 'if-none-match': String(first.headers.etag) })).toMatchObject({ statusCode: 304, body: '' })
    const before = eventsOf(first.body)
    await server.as('responder').post('/schedules/main/overrides', {
      ...{ mode: 'remove', remove: 'ben@example.com' },
      ...{ starts_at: '2026-01-16T00:00:00Z', ends_at: '2026-01-17T00:00:00Z' },
    })
    await refresh()
    const after = eventsOf((await get(url, { 'if-none-match': String(first.headers.etag) })).body)
    expect(after[0]?.uid).toBe(before[0]?.uid)
    expect(after[0]?.endDate.toString()).toBe('2026-01-16T00:00:00Z')
    expect(after[0]?.sequence ?? 0).toBeGreaterThan(before[0]?.sequence ?? 0)
    expect(new Set(after.map(({ uid }) => uid)).size).toBe(after.length)
  })

  test('an address that was taken back, or whose person left, shows nothing; an unknown one neither', async () => {
    const { url, id } = await make()
    const kept = await make()
    const list = async () => (await feeds.inject({ method: 'GET', url: '/api/v1/calendar-feeds' })).json().items
    expect(await list()).toMatchObject([{ id, schedule: null, last_read_at: null }, { id: kept.id }])
    await get(url)
    expect(await list()).toMatchObject([{ last_read_at: '2026-01-06T00:00:00.000Z' }, { last_read_at: null }])
    asker = principal('ana@example.com')
    const drop = () => feeds.inject({ method: 'DELETE', url: `/api/v1/calendar-feeds/${id}` })
    expect((await drop()).statusCode).toBe(404)
    asker = principal('ben@example.com')
    expect((await drop()).statusCode).toBe(204)
    expect((await get(url)).statusCode).toBe(404)
    expect((await get(kept.url)).statusCode).toBe(200)
    await database.pool.query("update users set is_active = false where name = 'Ben'")
    await refresh()
    expect((await get(kept.url)).statusCode).toBe(404)
    expect((await get('/ical/nothing.ics')).statusCode).toBe(404)
  })

  test('a person has fifty addresses at most', async () => {
    const made = []
    for (let count = 0; count < 51; count += 1) made.push((await make()).status)
    expect(made.filter((status) => status === 201)).toHaveLength(50)
    expect(made.at(-1)).toBe(400)
    expect((asker as { id: UserId }).id).toBeTruthy()
  })
})
