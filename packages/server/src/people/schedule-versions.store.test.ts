import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../shell/database/testing/database-harness.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
const NOW = '2026-01-06T00:00:00.000Z'
const layer = (...people: string[]) => ({
  ...{ zone: 'UTC', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05' },
  people: people.map((name) => `${name}@example.com`),
})
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben }
  - { email: cem@example.com, name: Cem }
`

interface Shown {
  starts_at: string
  people: { user: { name: string } }[]
}

const shown = (shifts: Shown[]) =>
  shifts.map(({ starts_at, people }) => `${starts_at.slice(5, 16)} ${people.map(({ user }) => user.name).join('+')}`)

describeOnEngine('embedded', 'a schedule that changes', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let manager: Caller
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    manager = server.as('manager')
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
    expect(await manager.post('/schedules', { id: 'main', name: 'Main', layers: [layer('ana', 'ben')] })).toMatchObject(
      {
        status: 201,
      },
    )
  })
  afterEach(() => server.app.close())

  const final = async (from: string, to: string) => {
    const { body } = await manager.get(`/schedules/main/final?from=${from}&to=${to}`)
    return shown(body.shifts)
  }

  test('keeps its past, and whoever is on call on call until the next handoff', async () => {
    server.forward(24 * 3_600_000)
    const { body } = await manager.put('/schedules/main', { name: 'Main', layers: [layer('cem', 'ana')] })
    expect(body).toMatchObject({ layers: [{ people: expect.any(Array) }], changed_at: ['2026-01-07T00:00:00.000Z'] })
    expect(await final('2026-01-05T09:00:00Z', '2026-01-26T09:00:00Z')).toEqual([
      '01-05T09:00 Ana',
      '01-12T09:00 Cem',
      '01-19T09:00 Ana',
    ])
  })

  test('keeps a version that is planned, names it in the preview, and drops it when that is asked', async () => {
    const planned = {
      name: 'Main',
      layers: [layer('ana', 'cem')],
      effective_from: '2026-02-02T09:00:00Z',
      keep_current: false,
    }
    expect(await manager.put('/schedules/main', planned)).toMatchObject({ status: 200 })
    server.forward(24 * 3_600_000)
    const edit = { name: 'Main', layers: [layer('ben', 'cem')], keep_current: false }
    const preview = await manager.post('/schedules/main/preview', edit)
    expect(preview.body.later).toMatchObject([{ begins_at: '2026-02-02T09:00:00.000Z', made: { by: { kind: 'key' } } }])
    const kept = await manager.put('/schedules/main', edit)
    expect(kept.body.changed_at).toEqual(['2026-01-07T00:00:00.000Z', '2026-02-02T09:00:00.000Z'])
    expect(await final('2026-01-26T09:00:00Z', '2026-02-16T09:00:00Z')).toEqual([
      ...['01-26T09:00 Cem', '02-02T09:00 Ana', '02-09T09:00 Cem'],
    ])
    expect(await manager.put('/schedules/main', edit)).toMatchObject({ body: { changed_at: kept.body.changed_at } })
    const undo = await manager.post('/schedules/main/undo?begins=2026-01-07T00:00:00Z')
    expect(undo.status).toBe(204)
    expect(await final('2026-01-12T09:00:00Z', '2026-02-16T09:00:00Z')).toEqual([
      ...['01-12T09:00 Ben', '01-19T09:00 Ana', '01-26T09:00 Ben', '02-02T09:00 Ana', '02-09T09:00 Cem'],
    ])
    const replaced = await manager.put('/schedules/main', { ...edit, later: 'replace' })
    expect(replaced.body.changed_at).toEqual(['2026-01-07T00:00:00.000Z'])
    expect(await final('2026-02-02T09:00:00Z', '2026-02-16T09:00:00Z')).toEqual(['02-02T09:00 Ben', '02-09T09:00 Cem'])
  })

  test('moves a planned version whose instant alone is changed', async () => {
    const planned = { name: 'Main', layers: [layer('cem')], keep_current: false }
    await manager.put('/schedules/main', { ...planned, effective_from: '2026-02-02T09:00:00Z' })
    const moved = async (effective_from: string) =>
      (await manager.put('/schedules/main', { ...planned, effective_from })).body.changed_at
    expect(await moved('2026-02-16T09:00:00Z')).toEqual(['2026-02-16T09:00:00.000Z'])
    expect(await moved('2026-01-19T09:00:00Z')).toEqual(['2026-01-19T09:00:00.000Z'])
    expect(await final('2026-01-12T09:00:00Z', '2026-01-26T09:00:00Z')).toEqual(['01-12T09:00 Ben', '01-19T09:00 Cem'])
    const same = await manager.put('/schedules/main', planned)
    expect(same.body.changed_at).toEqual(['2026-01-19T09:00:00.000Z'])
    expect(await moved('2026-01-01T00:00:00Z')).toEqual([NOW])
  })

  test('keeps the way back that is planned when what is in force is written from now on', async () => {
    const [now, holiday] = [layer('ana', 'ben'), layer('cem')]
    const put = (layers: unknown[], effective_from: string) =>
      manager.put('/schedules/main', { name: 'Main', layers, effective_from, keep_current: false })
    await put([holiday], '2026-02-02T09:00:00Z')
    await put([now], '2026-02-16T09:00:00Z')
    const planned = ['2026-02-02T09:00:00.000Z', '2026-02-16T09:00:00.000Z']
    expect((await put([now], NOW)).body.changed_at).toEqual(planned)
    expect((await put([now], '2026-02-09T09:00:00Z')).body.changed_at).toEqual([planned[0], '2026-02-09T09:00:00.000Z'])
  })

  test('that is written again as it is does not change', async () => {
    await manager.put('/schedules/main', { name: 'Main', layers: [layer('cem', 'ana')] })
    const again = await manager.put('/schedules/main', { name: 'Main', layers: [layer('cem', 'ana')] })
    expect(again.body.changed_at).toEqual([NOW])
  })

  test('can be changed ahead of time, and hand over at once where that is asked', async () => {
    const effective_from = '2026-01-07T12:00:00Z'
    await manager.put('/schedules/main', { layers: [layer('cem', 'ana')], effective_from, keep_current: false })
    expect(await final('2026-01-06T00:00:00Z', '2026-01-12T09:00:00Z')).toEqual(['01-06T00:00 Ana', '01-07T12:00 Cem'])
  })

  test('is shown before it is changed: every span that changes hands, and nothing is changed', async () => {
    const { body } = await manager.post('/schedules/main/preview?to=2026-02-02T09:00:00Z', {
      layers: [layer('ana', 'cem')],
    })
    expect(body.handovers.map((each: Record<string, unknown>) => [each.starts_at, each.before, each.after])).toEqual([
      [
        '2026-01-12T09:00:00.000Z',
        [{ id: expect.any(String), name: 'Ben' }],
        [{ id: expect.any(String), name: 'Cem' }],
      ],
      [
        '2026-01-26T09:00:00.000Z',
        [{ id: expect.any(String), name: 'Ben' }],
        [{ id: expect.any(String), name: 'Cem' }],
      ],
    ])
    expect(shown(body.shifts)).toEqual(['01-06T00:00 Ana', '01-12T09:00 Cem', '01-19T09:00 Ana', '01-26T09:00 Cem'])
    expect((await manager.get('/schedules/main')).body.changed_at).toBeUndefined()
    const wrong = await manager.post('/schedules/main/preview', { layers: [layer('nobody')] })
    expect(wrong).toMatchObject({ status: 400, body: { error: { details: [{ field: 'layers.0.people.0' }] } } })
  })

  test('gives way to a temporary schedule, whose gaps are gaps', async () => {
    const responder = server.as('responder')
    const window = { starts_at: '2026-01-06T08:00:00Z', ends_at: '2026-01-06T12:00:00Z' }
    const shift = { starts_at: '2026-01-06T09:00:00Z', ends_at: '2026-01-06T10:00:00Z', people: ['ben@example.com'] }
    const made = await responder.post('/schedules/main/temporary', { ...window, shifts: [shift] })
    expect(made).toMatchObject({ status: 201, body: { shifts: [{ people: [expect.any(String)] }] } })
    expect(await final('2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z')).toEqual([
      '01-06T00:00 Ana',
      '01-06T08:00 ',
      '01-06T09:00 Ben',
      '01-06T10:00 ',
      '01-06T12:00 Ana',
    ])
    const overlap = await responder.post('/schedules/main/temporary', { ...window, shifts: [] })
    expect(overlap).toMatchObject({ status: 400 })
    const outside = { ...shift, ends_at: '2026-01-08T10:00:00Z' }
    const later = { starts_at: '2026-01-07T00:00:00Z', ends_at: '2026-01-08T00:00:00Z', shifts: [outside] }
    expect(await responder.post('/schedules/main/temporary', later)).toMatchObject({ status: 400 })
  })

  test('gets back what a temporary schedule took when that is taken back, but for what is past', async () => {
    const window = { starts_at: '2026-01-06T00:00:00Z', ends_at: '2026-01-08T00:00:00Z' }
    const shift = { ...window, people: ['cem@example.com'] }
    const { body } = await manager.post('/schedules/main/temporary', { ...window, shifts: [shift] })
    server.forward(24 * 3_600_000)
    expect(await manager.delete(`/schedules/main/temporary/${body.id}`)).toMatchObject({ status: 204 })
    expect(await final('2026-01-06T00:00:00Z', '2026-01-08T00:00:00Z')).toEqual(['01-06T00:00 Cem', '01-07T00:00 Ana'])
    expect(await manager.delete(`/schedules/main/temporary/${body.id}`)).toMatchObject({ status: 400 })
  })

  test('keeps its past whatever a temporary schedule says: one begins now, and one that is over is refused', async () => {
    server.forward(24 * 3_600_000)
    const window = { starts_at: '2026-01-06T00:00:00Z', ends_at: '2026-01-08T00:00:00Z' }
    const made = await manager.post('/schedules/main/temporary', {
      ...{ ...window, shifts: [{ ...window, people: ['cem@example.com'] }] },
    })
    expect(made).toMatchObject({ status: 201, body: { starts_at: '2026-01-07T00:00:00.000Z' } })
    expect(await final('2026-01-06T00:00:00Z', '2026-01-08T00:00:00Z')).toEqual(['01-06T00:00 Ana', '01-07T00:00 Cem'])
    const over = { starts_at: '2026-01-06T00:00:00Z', ends_at: '2026-01-06T12:00:00Z', shifts: [] }
    const refused = await manager.post('/schedules/main/temporary', over)
    expect(refused.body.error.details).toEqual([{ field: 'ends_at', problem: 'is past: the past stays' }])
  })

  test('that has a running override keeps what was of it when it is taken back, and goes on with it when that is undone', async () => {
    const cover = { mode: 'replace', starts_at: '2026-01-06T10:00:00Z', ends_at: '2026-01-06T18:00:00Z' }
    const { body: made } = await manager.post('/schedules/main/overrides', { ...cover, add: 'cem@example.com' })
    const day = () => final('2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z')
    server.forward(14 * 3_600_000)
    expect(await manager.delete(`/schedules/main/overrides/${made.id}`)).toMatchObject({ status: 204 })
    expect(await day()).toEqual(['01-06T00:00 Ana', '01-06T10:00 Cem', '01-06T14:00 Ana'])
    server.forward(60_000)
    const again = await manager.post('/schedules/main/overrides', { ...cover, add: 'cem@example.com' })
    expect(again).toMatchObject({ status: 201, body: { starts_at: '2026-01-06T14:01:00.000Z' } })
    // For a minute it was not there, and the record says so.
    expect(await day()).toEqual([
      '01-06T00:00 Ana',
      '01-06T10:00 Cem',
      '01-06T14:00 Ana',
      '01-06T14:01 Cem',
      '01-06T18:00 Ana',
    ])
    server.forward(24 * 3_600_000)
    const over = await manager.delete(`/schedules/main/overrides/${again.body.id}`)
    expect(over.status).toBe(400)
    expect(over.body.error.details).toEqual([{ field: 'override', problem: 'is over: the past stays' }])
    expect((await manager.get('/schedules/main')).body.overrides).toHaveLength(2)
  })

  test('takes no override of what is past, and of one that would have begun only what is left', async () => {
    server.forward(12 * 3_600_000)
    const cem = { mode: 'replace', add: 'cem@example.com', starts_at: '2026-01-06T08:00:00Z' }
    const over = await manager.post('/schedules/main/overrides', { ...cem, ends_at: '2026-01-06T12:00:00Z' })
    expect(over).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(over.body.error.details).toEqual([{ field: 'ends_at', problem: 'is past: the past stays' }])
    const running = { ...cem, ends_at: '2026-01-06T14:00:00Z' }
    const begun = await manager.post('/schedules/main/overrides', running)
    expect(begun).toMatchObject({ status: 201, body: { starts_at: '2026-01-06T12:00:00.000Z' } })
    server.forward(60_000)
    expect((await manager.post('/schedules/main/overrides', running)).body.id).toBe(begun.body.id)
    expect(await final('2026-01-06T00:00:00Z', '2026-01-07T00:00:00Z')).toEqual([
      ...['01-06T00:00 Ana', '01-06T12:00 Cem', '01-06T14:00 Ana'],
    ])
  })

  test('that has an override ahead has it no more once it is taken back', async () => {
    const ahead = { mode: 'add', starts_at: '2026-01-08T10:00:00Z', ends_at: '2026-01-08T18:00:00Z' }
    const { body: made } = await manager.post('/schedules/main/overrides', { ...ahead, add: 'cem@example.com' })
    expect(await manager.delete(`/schedules/main/overrides/${made.id}`)).toMatchObject({ status: 204 })
    expect((await manager.get('/schedules/main')).body.overrides).toBeUndefined()
    expect(await manager.delete(`/schedules/main/overrides/${made.id}`)).toMatchObject({ status: 404 })
  })
})
