import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import { createDirectoryCache } from '../../shell/engine/directory-cache.ts'
import { createSignals } from '../../shell/engine/signals.ts'
import { createSqlStore } from '../../shell/store/sql-store.ts'
import { createOnCallLoop } from './record-on-call.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
const HOUR = 3_600_000
const layer = (...people: string[]) => ({
  ...{ zone: 'UTC', every: '1 day', handoff: '09:00', start: '2026-01-05', name: 'Days' },
  people: people.map((name) => `${name}@example.com`),
})
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben }
  - { email: cem@example.com, name: Cem }
`

describeOnEachEngine('the record of who was on call', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let manager: Caller
  let keepers: Awaited<ReturnType<typeof keeper>>[]

  /** A node that keeps the record, on the server's clock. */
  async function keeper() {
    const store = createSqlStore(database.kysely)
    const clock = { now: server.now, sleep: async () => {} }
    const log = { error() {}, warn() {}, info() {} }
    const deps = { store, clock, log, directory: await createDirectoryCache(store), nudge: createSignals() }
    const loop = createOnCallLoop({ ...deps, watch: { committed() {} } } as unknown as EngineDeps)
    return async () => {
      await deps.directory.refresh()
      for (let rounds = 0; rounds < 5; rounds += 1) if (!(await loop.round()).isMore) return
    }
  }
  const record = async () => {
    for (const keep of keepers) await keep()
  }
  const forward = async (hours: number) => {
    server.forward(hours * HOUR)
    await record()
  }

  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    manager = server.as('manager')
    await server.as('admin').post('/configuration/apply', { file: FILE })
    await manager.post('/schedules', { id: 'main', name: 'Main', layers: [layer('ana', 'ben')] })
    keepers = [await keeper()]
    server.forward(1_000)
    await record()
  })
  afterEach(() => server.app.close())

  const facts = async () => {
    const { rows } = await database.pool.query(
      `select seq, at, cause, is_filled_in, people from on_call_facts where schedule_id = 'main' order by seq`,
    )
    return rows.map(
      ({ seq, at, cause, is_filled_in, people }) =>
        `${seq} ${formatInstant(at as Instant).slice(5, 16)} ${people.map((each: { name: string }) => each.name).join('+') || '-'} ${cause}${is_filled_in ? ' filled in' : ''}`,
    )
  }
  const onCallAt = async (at: string) => (await server.as('viewer').get(`/on-call?at=${at}`)).body.items

  test('has a fact for each shift, written once by two nodes and after restarts', async () => {
    keepers = [await keeper(), await keeper()]
    server.forward(9 * HOUR)
    await Promise.all(keepers.map((keep) => keep()))
    keepers = [await keeper()]
    await forward(24)
    expect(await facts()).toEqual([
      '1 01-06T00:00 Ana record_began',
      '2 01-06T09:00 Ben handoff',
      '3 01-07T09:00 Ana handoff',
    ])
  })

  test('is filled in after a downtime, from the versions that were in force then, and says so', async () => {
    const effective_from = '2026-01-08T12:00:00Z'
    await manager.put('/schedules/main', { name: 'Main', layers: [layer('cem')], effective_from, keep_current: false })
    await forward(72)
    expect(await facts()).toEqual([
      '1 01-06T00:00 Ana record_began',
      '2 01-06T09:00 Ben handoff filled in',
      '3 01-07T09:00 Ana handoff filled in',
      '4 01-08T09:00 Ben handoff filled in',
      '5 01-08T12:00 Cem edit filled in',
    ])
  })

  test('answers who was on call and why after everything was edited', async () => {
    const cover = { starts_at: '2026-01-06T12:00:00Z', ends_at: '2026-01-06T18:00:00Z', mode: 'replace' }
    const made = await manager.post('/schedules/main/overrides', {
      ...cover,
      add: 'cem@example.com',
      remove: 'ben@example.com',
    })
    expect(made.status).toBe(201)
    await forward(20)
    await manager.delete(`/schedules/main/overrides/${made.body.id}`)
    await manager.put('/schedules/main', { name: 'Renamed', layers: [layer('cem')], keep_current: false })
    await forward(1)
    const [then] = await onCallAt('2026-01-06T13:30:00Z')
    expect(then).toMatchObject({
      schedule: { id: 'main', name: 'Main' },
      people: [{ user: { name: 'Cem' }, layer: 0, layer_name: 'Days', override: made.body.id }],
      until: '2026-01-06T18:00:00.000Z',
      next: { people: [{ user: { name: 'Ben' } }], is_recorded: true },
      recorded: { since: '2026-01-06T12:00:00.000Z', because: 'handoff', overrides: [{ id: made.body.id }] },
    })
    const [now] = await onCallAt('2026-01-06T20:30:00Z')
    expect(now).toMatchObject({
      people: [{ user: { name: 'Cem' } }],
      recorded: { because: 'edit', layers_since: '2026-01-06T20:00:01.000Z' },
    })
    const { body } = await manager.get('/schedules/main/final?from=2026-01-06T10:00:00Z&to=2026-01-07T10:00:00Z')
    const shown = body.shifts.map((shift: { starts_at: string; people: { user: { name: string } }[] }) => [
      shift.starts_at.slice(11, 19),
      shift.people.map(({ user }) => user.name).join('+'),
    ])
    expect(shown).toEqual([
      ['10:00:00', 'Ben'],
      ['12:00:00', 'Cem'],
      ['18:00:00', 'Ben'],
      ['20:00:01', 'Cem'],
    ])
  })

  test('writes down what was until an edit though nobody had looked, before the edit counts', async () => {
    server.forward(10 * HOUR)
    await manager.put('/schedules/main', { name: 'Main', layers: [layer('cem')], keep_current: false })
    await forward(1)
    expect(await facts()).toEqual([
      '1 01-06T00:00 Ana record_began',
      '2 01-06T09:00 Ben handoff filled in',
      '3 01-06T10:00 Cem edit filled in',
    ])
  })

  test('follows a team that stands in the schedule, from the instant at which it changes', async () => {
    await manager.post('/teams', { id: 'pair', members: ['ana@example.com', 'ben@example.com'] })
    const turns = { ...layer(), people: [{ team: 'pair' }] }
    await manager.put('/schedules/main', { name: 'Main', layers: [turns], keep_current: false })
    await forward(1)
    expect(await manager.put('/teams/pair', { members: ['cem@example.com'] })).toMatchObject({ status: 200 })
    await forward(1)
    expect((await facts()).map((each) => each.slice(2))).toEqual([
      '01-06T00:00 Ana record_began',
      '01-06T00:00 Ana+Ben edit filled in',
      '01-06T01:00 Cem edit filled in',
    ])
    const [before] = await onCallAt('2026-01-06T00:30:00Z')
    expect(before.people.map(({ user }: { user: { name: string } }) => user.name)).toEqual(['Ana', 'Ben'])
  })

  test('follows the calendar of a schedule that stands in the schedule, from the instant at which it changes', async () => {
    // Each is on every day here; how long that may go on is not what this is about.
    const lenient =
      'version: 1\nsettings: { on_call: { when_broken: warn, reason: Two schedules of one person each } }\n'
    await server.as('admin').post('/configuration/apply', { file: lenient })
    const changes = [
      await manager.post('/calendars', { id: 'free', days: [{ date: '2026-03-02', name: 'Free' }] }),
      await manager.post('/schedules', {
        id: 'inner',
        layers: [layer('cem'), { ...layer('ben'), name: 'Top', holidays: { calendars: ['free'], on: 'off' } }],
      }),
      await manager.put('/schedules/main', {
        layers: [{ ...layer(), people: [{ schedule: 'inner' }] }],
        keep_current: false,
      }),
    ]
    expect(changes).toMatchObject([{ status: 201 }, { status: 201 }, { status: 200 }])
    await forward(10)
    // No edit of either: as when a calendar is read anew at its address.
    const days = JSON.stringify([{ date: '2026-01-07', name: 'Free after all' }])
    await database.pool.query(`update calendars set days = $1 where id = 'free'`, [days])
    await database.pool.query('update config_version set version = version + 1')
    await forward(1)
    await forward(14)
    expect((await facts()).at(-1)).toBe('3 01-07T00:00 Cem handoff filled in')
  })

  test('of a deleted schedule stays, and ends with it', async () => {
    await forward(5)
    await manager.delete('/schedules/main')
    await forward(1)
    expect((await facts()).at(-1)).toBe('2 01-06T05:00 - deleted filled in')
    expect(await onCallAt('2026-01-06T03:00:00Z')).toMatchObject([
      { schedule: { name: 'Main', is_deleted: true }, until: '2026-01-06T05:00:01.000Z', next: null },
    ])
    expect(await onCallAt('2026-01-06T05:30:00Z')).toEqual([])
    await manager.post('/schedules', { id: 'main', name: 'Main', layers: [layer('cem')] })
    await forward(1)
    expect((await facts()).at(-1)).toBe('3 01-06T06:00 Cem edit filled in')
  })
})
