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
  - { email: ben@example.com, name: Ben, role: responder, zone: Europe/Berlin }
  - { email: cem@example.com, name: Cem, role: responder, locale: ja, zone: Asia/Tokyo }
`
const layer = (...people: string[]) => ({
  ...{ zone: 'UTC', every: '1 day', handoff: '09:00', start: '2026-01-05' },
  people: people.map((name) => `${name}@example.com`),
})

describeOnEngine('embedded', 'letters about shifts', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let manager: Caller
  let nodes: (() => Promise<void>)[]
  const ids: Record<string, string> = {}

  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    manager = server.as('manager')
    await server.as('admin').post('/configuration/apply', { file: FILE })
    await manager.post('/teams', { id: 'crew', name: 'Crew', members: ['cem@example.com'] })
    const main = { id: 'main', name: 'Main', team: 'crew', layers: [layer('ana', 'ben', 'cem')] }
    expect(await manager.post('/schedules', main)).toMatchObject({ status: 201 })
    const { rows } = await database.pool.query<{ id: string; name: string }>('select id, name from users')
    for (const { id, name } of rows) ids[name] = id
    // Whoever has no contact of their own is a problem of the schedule, which these tests are not about.
    for (const id of Object.values(ids))
      await database.pool.query(
        `insert into contacts (user_id, id, channel, address, verified_at, position) values ($1, 'phone', 'email', $1 || '@example.org', '2026-01-01T00:00:00Z', 1)`,
        [id],
      )
    await database.pool.query('update config_version set version = version + 1')
    nodes = [await startOnCallNode(database, server), await startOnCallNode(database, server)]
    await forward(1)
  })
  afterEach(() => server.app.close())

  async function forward(ms: number) {
    server.forward(ms)
    for (const node of nodes) await node()
  }
  const letters = async (kind: string) =>
    (await listLetters(database)).filter(({ key }) => key.startsWith(`letter/${kind}/`))

  test('say half an hour before it that a shift begins, once, on the reader’s clock', async () => {
    await forward(8 * HOUR)
    expect(await letters('shift-start')).toEqual([])
    await forward(HOUR / 2)
    nodes = [await startOnCallNode(database, server)]
    await forward(60_000)
    expect(await letters('shift-start')).toMatchObject([
      {
        user: ids.Ben,
        subject: 'Your shift in Main starts on Tuesday 10:00',
        lines: [
          'You are on call in Main: Tuesday 6 January, 10:00 to Wednesday 7 January, 10:00 (Europe/Berlin).',
          expect.any(String),
        ],
      },
    ])
  })

  test('are not written to who does not want them', async () => {
    const ben = server.asPerson('ben@example.com')
    const { body } = await ben.get('/users/me/shift-letters')
    expect(body).toMatchObject({ shift_start: true, shift_start_minutes: 30, shift_end: false })
    expect(await ben.put('/users/me/shift-letters', { ...body, shift_start: false })).toMatchObject({ status: 200 })
    await forward(8.75 * HOUR)
    expect(await letters('shift-start')).toEqual([])
    expect(await server.asPerson('cem@example.com').get(`/users/${ids.Ben}/shift-letters`)).toMatchObject({
      status: 403,
    })
  })

  test('hand over what was noted, and tell who goes who took over if they want to know', async () => {
    const ana = server.asPerson('ana@example.com')
    const { body } = await ana.get('/users/me/shift-letters')
    await ana.put('/users/me/shift-letters', { ...body, shift_end: true })
    await ana.put('/schedules/main/handover-note', { text: 'Disk 3 is slow.\nWatch it.' })
    await forward(9 * HOUR + 1_000)
    await forward(1_000)
    expect(await letters('handover')).toMatchObject([
      {
        user: ids.Ben,
        subject: 'You are on call in Main now',
        lines: ['You took over from Ana.', 'Ana notes: Disk 3 is slow. · Watch it.'],
      },
    ])
    expect(await letters('shift-end')).toMatchObject([{ user: ids.Ana, lines: ['Ben took over Main.'] }])
    expect((await ana.get('/schedules/main/handover')).body).toMatchObject({ notes: [], open: [] })
  })

  test('hand over what was noted though the schedule was edited in the middle of the shift', async () => {
    await server.asPerson('ana@example.com').put('/schedules/main/handover-note', { text: 'Disk 3 is slow.' })
    await forward(HOUR)
    const edited = { name: 'Main', team: 'crew', layers: [layer('ana', 'ben', 'cem', 'ben')] }
    expect(await manager.put('/schedules/main', edited)).toMatchObject({ status: 200 })
    await forward(8 * HOUR + 1_000)
    await forward(1_000)
    expect(await letters('handover')).toMatchObject([
      { user: ids.Ben, lines: expect.arrayContaining(['Ana notes: Disk 3 is slow.']) },
    ])
  })

  test('tell a person whose next shift moved who moved it, and to when', async () => {
    server.forward(1_000)
    await manager.put('/schedules/main', { name: 'Main', team: 'crew', layers: [layer('ana', 'cem', 'ben')] })
    await forward(1_000)
    const moved = await letters('shift-moved')
    expect(moved.map(({ user }) => user).sort()).toEqual([ids.Ben, ids.Cem].sort())
    expect(moved.find(({ user }) => user === ids.Ben)).toMatchObject({
      subject: 'Your next shift in Main moved',
      lines: [
        'It was: Tuesday 6 January, 10:00 to Wednesday 7 January, 10:00 (Europe/Berlin).',
        'It is now: Wednesday 7 January, 10:00 to Thursday 8 January, 10:00 (Europe/Berlin).',
        'Changed by manager on Tuesday 6 January, 01:00 (Europe/Berlin).',
      ],
    })
    await forward(24 * HOUR)
    expect(await letters('shift-moved')).toHaveLength(2)
  })

  test('tell the team at once of a gap that an edit makes, and of nothing that was there before', async () => {
    const gap = { starts_at: '2026-01-10T10:00:00Z', ends_at: '2026-01-10T12:00:00Z', shifts: [] }
    server.forward(1_000)
    expect(await manager.post('/schedules/main/temporary', gap)).toMatchObject({ status: 201 })
    await forward(1_000)
    expect(await letters('coverage-edit')).toMatchObject([
      {
        user: ids.Cem,
        subject: '変更によりMainに問題が生じました',
        lines: [
          'Main: 当番がいません: 1月10日土曜日 19:00から1月10日土曜日 21:00 (Asia/Tokyo)まで',
          'managerの変更によるものです。',
          expect.any(String),
        ],
      },
    ])
    await manager.post('/teams', { id: 'other', members: [] })
    await forward(24 * HOUR)
    expect(await letters('coverage-edit')).toHaveLength(1)
    const shown = await manager.get('/schedules/main/coverage')
    expect(shown.body).toMatchObject({ problems: [{ kind: 'gap', is_meant: false }], uncovered_seconds: 7_200 })
  })

  test('come on Monday with what schedules lack, and on Friday with the week ahead, by the reader’s clock', async () => {
    const gap = { starts_at: '2026-01-20T10:00:00Z', ends_at: '2026-01-20T12:00:00Z', shifts: [] }
    await manager.post('/schedules/main/temporary', gap)
    await forward((3 * 24 + 13.9) * HOUR)
    expect((await letters('week-ahead')).map(({ user }) => user)).toEqual([ids.Cem])
    await forward(0.2 * HOUR)
    const ahead = (await letters('week-ahead')).find(({ user }) => user === ids.Ben)
    expect(ahead?.subject).toBe('Your shift starts on Monday 10:00 (Main)')
    expect(ahead?.lines).toHaveLength(4)
    await forward(2 * 24 * HOUR + 10.5 * HOUR)
    expect(await letters('coverage-week')).toMatchObject([
      { user: ids.Cem, subject: '今後30日間に対応が必要なスケジュールが1件あります' },
    ])
  })
})
