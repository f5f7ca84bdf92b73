import { afterEach, beforeEach, expect, test } from 'vitest'
import { startOnCallNode } from '../respond/on-call/testing/on-call-node.ts'
import { type Caller, startConfigurationServer } from '../shell/config/testing/configuration-server.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
const HOUR = 3_600_000
const layer = (...people: string[]) => ({
  ...{ zone: 'UTC', every: '1 day', handoff: '09:00', start: '2026-01-05', name: 'Days' },
  people: people.map((name) => `${name}@example.com`),
})
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben, role: manager }
  - { email: cem@example.com, name: Cem }
`

describeOnEachEngine('who was on call and why', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let [ana, ben]: Caller[] = []
  let record: () => Promise<void>
  beforeEach(async () => {
    const database = await open()
    server = await startConfigurationServer(database)
    await server.as('admin').post('/configuration/apply', { file: FILE })
    ;[ana, ben] = [server.asPerson('ana@example.com'), server.asPerson('ben@example.com')]
    expect(await ana?.post('/schedules', { id: 'main', name: 'Main', layers: [layer('ana', 'ben')] })).toMatchObject({
      status: 201,
    })
    record = await startOnCallNode(database, server)
    await forward(0)
  })
  afterEach(() => server.app.close())
  const forward = async (hours: number) => {
    server.forward(hours * HOUR + 1_000)
    await record()
  }
  const why = (at: string) => server.as('viewer').get(`/schedules/main/why?at=${at}`)

  test('the layer, the version with its beginning and its author, and the override are told, in the past and ahead', async () => {
    const cover = { starts_at: '2026-01-06T12:00:00Z', ends_at: '2026-01-06T18:00:00Z', mode: 'replace' }
    const made = await ben?.post('/schedules/main/overrides', {
      ...cover,
      add: 'cem@example.com',
      remove: 'ben@example.com',
    })
    const later = '2026-01-10T00:00:00Z'
    const planned = { name: 'Main', layers: [layer('cem')], effective_from: later, keep_current: false }
    expect(await ben?.put('/schedules/main', planned)).toMatchObject({ status: 200 })
    await forward(20)
    expect((await why('2026-01-06T13:30:00Z')).body).toMatchObject({
      ...{ is_recorded: true, schedule: { name: 'Main', deleted_at: null } },
      people: [{ user: { name: 'Cem' }, layer: 0, layer_name: 'Days', override: made?.body.id }],
      version: { since: null, until: '2026-01-10T00:00:00.000Z', made: { by: { label: 'Ana' } } },
      overrides: [{ mode: 'replace', add: { name: 'Cem' }, remove: { name: 'Ben' }, made: { by: { label: 'Ben' } } }],
      temporary: null,
    })
    expect((await why('2026-01-11T02:30:00Z')).body).toMatchObject({
      ...{ is_recorded: false, people: [{ user: { name: 'Cem' } }], overrides: [] },
      version: { since: '2026-01-10T00:00:00.000Z', until: null, made: { by: { label: 'Ben' } } },
    })
  })

  test('an edit that is edited again before it begins is its last author’s', async () => {
    const effective_from = '2026-01-10T00:00:00Z'
    const edit = { name: 'Main', effective_from, keep_current: false }
    await ben?.put('/schedules/main', { ...edit, layers: [layer('cem')] })
    await forward(1)
    await ana?.put('/schedules/main', { ...edit, layers: [layer('cem', 'ana')] })
    await ben?.put('/schedules/main', { ...edit, name: 'Renamed', layers: [layer('cem', 'ana')] })
    expect((await why('2026-01-11T02:30:00Z')).body.version).toMatchObject({
      ...{ since: '2026-01-10T00:00:00.000Z', made: { at: '2026-01-06T01:00:02.000Z', by: { label: 'Ana' } } },
    })
  })

  test('a temporary schedule is named with who made it', async () => {
    const span = { starts_at: '2026-01-07T00:00:00Z', ends_at: '2026-01-08T00:00:00Z' }
    const made = await ben?.post('/schedules/main/temporary', {
      ...span,
      shifts: [{ ...span, people: ['cem@example.com'] }],
    })
    expect(made).toMatchObject({ status: 201 })
    expect((await why('2026-01-07T10:00:00Z')).body).toMatchObject({
      people: [{ user: { name: 'Cem' }, temporary: made?.body.id }],
      temporary: { id: made?.body.id, starts_at: '2026-01-07T00:00:00.000Z', made: { by: { label: 'Ben' } } },
    })
  })

  test('of a deleted schedule the past is answered from the record, marked as deleted, and nothing else', async () => {
    await forward(12)
    await ana?.delete('/schedules/main')
    const final = (from: string, to: string) => server.as('viewer').get(`/schedules/main/final?from=${from}&to=${to}`)
    const deletedAt = '2026-01-06T12:00:02.000Z'
    const whole = await final('2026-01-05T00:00:00Z', '2026-01-08T00:00:00Z')
    await forward(1)
    expect((await final('2026-01-05T00:00:00Z', '2026-01-08T00:00:00Z')).body).toEqual(whole.body)
    expect(whole.body).toMatchObject({
      deleted_at: deletedAt,
      shifts: [
        { ends_at: '2026-01-06T09:00:00.000Z', people: [{ user: { name: 'Ana' } }], is_recorded: true },
        { starts_at: '2026-01-06T09:00:00.000Z', ends_at: deletedAt, people: [{ user: { name: 'Ben' } }] },
      ],
    })
    expect((await final('2026-01-07T00:00:00Z', '2026-01-08T00:00:00Z')).body.shifts).toEqual([])
    expect((await why('2026-01-06T10:00:00Z')).body).toMatchObject({
      ...{ people: [{ user: { name: 'Ben' } }], schedule: { name: 'Main', deleted_at: deletedAt } },
      version: { since: null, made: { by: { label: 'Ana' } } },
    })
    expect(await why('2026-01-07T10:00:00Z')).toMatchObject({ status: 404 })
    const timeline = await server.as('viewer').get('/schedules/main/timeline?from=2026-01-06T00:00:00Z')
    expect(timeline.body).toMatchObject({ schedule: { name: 'Main', deleted_at: deletedAt }, layers: [] })
    expect(timeline.body.shifts).toHaveLength(2)
    expect(await server.as('viewer').get('/schedules/never/final')).toMatchObject({ status: 404 })
    expect(await server.as('viewer').get('/schedules/never/timeline')).toMatchObject({ status: 404 })
  })
})
