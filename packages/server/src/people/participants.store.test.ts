import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../shell/database/testing/database-harness.ts'

const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben }
  - { email: cem@example.com, name: Cem }
teams:
  - { id: payments, name: Payments, members: [ben@example.com, cem@example.com] }
schedules:
  - id: main
    layers:
      - { zone: UTC, every: 1 day, handoff: "00:00", start: 2026-01-06, people: [ana@example.com, { team: payments }, [{ schedule: nights }]] }
  - id: nights
    layers:
      - { zone: UTC, every: 12 hours, handoff: "00:00", start: 2026-01-06, people: [cem@example.com, ben@example.com] }
`

interface Person {
  user: { name: string }
  team?: string
  schedule?: string
}

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
describeOnEngine('embedded', 'teams and schedules in the layers of a schedule', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let admin: Caller
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    admin = server.as('admin')
    expect((await admin.post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  const layer = (...people: unknown[]) => ({
    ...{ zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-06' },
    people,
  })

  test('are on call with those who are behind them, and the answer says through what', async () => {
    const { body } = await admin.get('/schedules/main/final?from=2026-01-06T00:00:00Z&to=2026-01-09T00:00:00Z')
    const shifts: { starts_at: string; people: Person[] }[] = body.shifts
    expect(
      shifts.map(({ starts_at, people }) => [
        starts_at.slice(5, 16),
        ...people.map(({ user, team, schedule }) => `${user.name} ${team ?? schedule ?? 'by name'}`),
      ]),
    ).toEqual([
      ['01-06T00:00', 'Ana by name'],
      ['01-07T00:00', 'Ben payments', 'Cem payments'],
      ['01-08T00:00', 'Cem nights'],
      ['01-08T12:00', 'Ben nights'],
    ])
  })

  test('are shown as they are written, and writing what is shown changes nothing', async () => {
    const { body } = await admin.get('/schedules/main')
    const [, team, schedule] = body.layers[0].people
    expect([team, schedule]).toEqual([{ team: 'payments' }, { schedule: 'nights' }])
    expect((await admin.post('/configuration/apply', { file: FILE })).body.changes).toEqual([])
  })

  test('have to exist', async () => {
    const answer = await admin.post('/schedules', {
      id: 'x',
      layers: [layer({ team: 'payment' }, { schedule: 'night' })],
    })
    expect(answer.body.error.details).toEqual([
      { field: 'layers.0.people.0.team', problem: 'there is no team "payment". Did you mean "payments"?' },
      { field: 'layers.0.people.1.schedule', problem: 'there is no schedule "night". Did you mean "nights"?' },
    ])
  })

  test('may not lead back to the schedule, by however many others', async () => {
    expect((await admin.post('/schedules', { id: 'own', layers: [layer({ schedule: 'main' })] })).status).toBe(201)
    const direct = await admin.put('/schedules/own', { layers: [layer({ schedule: 'own' })] })
    expect(direct.body.error.details).toEqual([
      expect.objectContaining({ field: 'layers.0.people', problem: expect.stringContaining('own → own') }),
    ])
    const circle = FILE.replace('[cem@example.com, ben@example.com] }\n', '[cem@example.com, { schedule: main }] }\n')
    expect(circle).not.toBe(FILE)
    const { body } = await admin.post('/configuration/apply', { file: circle })
    expect(body.problems).toContainEqual(
      expect.objectContaining({ problem: expect.stringContaining('nights → main → nights') }),
    )
  })

  test('are shown beforehand where an edit of theirs changes hands, also in schedules around these', async () => {
    await admin.post('/schedules', { id: 'top', name: 'Top', layers: [layer({ schedule: 'main' })] })
    const twelve = { ...layer('ben@example.com', 'cem@example.com'), every: '12 hours' }
    const window = 'from=2026-01-06T00:00:00Z&to=2026-01-10T00:00:00Z'
    const preview = async (...layers: object[]) =>
      (await admin.post(`/schedules/nights/preview?${window}`, { layers, keep_current: false })).body.outer
    const changed = await preview(twelve)
    expect(changed.map((each: { schedule: { id: string } }) => each.schedule.id)).toEqual(['main', 'top'])
    for (const { handovers } of changed)
      expect(handovers).toMatchObject([
        {
          ...{ starts_at: '2026-01-08T00:00:00.000Z', ends_at: '2026-01-08T12:00:00.000Z' },
          ...{ before: [{ name: 'Cem' }], after: [{ name: 'Ben' }] },
        },
        { starts_at: '2026-01-08T12:00:00.000Z', before: [{ name: 'Ben' }], after: [{ name: 'Cem' }] },
      ])
    expect(await preview({ ...twelve, people: ['cem@example.com', 'ben@example.com'] })).toEqual([])
  })

  test('are not deleted while a schedule needs them', async () => {
    await admin.post('/teams', { id: 'web', name: 'Web', members: ['ana@example.com'] })
    await admin.post('/schedules', { id: 'web', layers: [layer({ team: 'web' })] })
    await admin.post('/schedules', { id: 'all', layers: [layer([{ schedule: 'web' }, 'ana@example.com'])] })
    const uses = async (path: string) =>
      (await admin.delete(path)).body.error.details.map(({ problem }: { problem: string }) => problem)
    expect(await uses('/teams/web')).toEqual(['is used by the schedule web'])
    expect(await uses('/schedules/web')).toEqual(['is used by the schedule all'])
    expect((await admin.delete('/schedules/all')).status).toBe(204)
    expect((await admin.delete('/schedules/web')).status).toBe(204)
  })
})
