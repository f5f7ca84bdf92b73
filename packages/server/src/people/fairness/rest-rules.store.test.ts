import { HOUR } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
const PEOPLE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin, zone: UTC }
  - { email: ben@example.com, name: Ben, zone: UTC }
  - { email: cem@example.com, name: Cem, zone: UTC }
`
const [ANA, BEN, CEM] = ['ana@example.com', 'ben@example.com', 'cem@example.com']
const layer = (every: string, ...people: unknown[]) => ({
  ...{ zone: 'UTC', every, handoff: 'Mon 09:00', start: '2026-01-05', people },
})

describeOnEngine('embedded', 'the rules of rest', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let manager: Caller
  const apply = (file: string, plan = false) => server.as('admin').post('/configuration/apply', { file, plan })
  const rest = async () => (await manager.get('/on-call/rest')).body.items
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    manager = server.as('manager')
    expect((await apply(PEOPLE)).body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  test('give way to whoever is alone in a schedule, which the answer says, and keeps as a finding', async () => {
    const made = await manager.post('/schedules', { id: 'one', layers: [layer('1 week', ANA)] })
    expect(made).toMatchObject({
      status: 201,
      body: { rest: [{ user: { name: 'Ana' }, is_refused: false, because: 'nobody_else', could_take: [] }] },
    })
    expect((await manager.get('/schedules/one')).body.rest).toBeUndefined()
    expect(await rest()).toMatchObject([
      { user: { name: 'Ana' }, let_through: { actor: { name: 'manager' }, because: 'nobody_else' } },
    ])
    // What is broken already does not stand in the way of other edits.
    const renamed = await manager.put('/schedules/one', { name: 'One', layers: [layer('1 week', ANA)] })
    expect(renamed.status).toBe(200)
    expect(renamed.body.rest).toBeUndefined()
  })

  test('hold where somebody else could take the day, and give way while everybody else is away', async () => {
    expect((await manager.post('/schedules', { id: 'two', layers: [layer('1 week', ANA, BEN)] })).status).toBe(201)
    const override = {
      ...{ mode: 'replace', add: ANA, remove: BEN },
      ...{ starts_at: '2026-01-12T09:00:00Z', ends_at: '2026-01-14T09:00:00Z' },
    }
    const refused = await manager.post('/schedules/two/overrides', override)
    expect(refused.body.error.details).toEqual([
      {
        field: 'starts_at',
        problem:
          'would have Ana on call for 9 days in a row; 7 are allowed. Ben could take 2026-01-12 09:00 UTC to 2026-01-13 09:00 UTC. Give somebody else a day of it, or loosen the setting on_call with a reason.',
      },
    ])
    const away = { starts_at: '2026-01-05T00:00:00Z', ends_at: '2026-01-20T00:00:00Z' }
    expect((await server.asPerson(BEN ?? '').post('/users/me/time-off', away)).status).toBe(201)
    const allowed = await manager.post('/schedules/two/overrides', override)
    expect(allowed).toMatchObject({ status: 201, body: { rest: [{ days: 9, because: 'nobody_else' }] } })
    // Taking something back is never held up.
    expect((await manager.delete(`/schedules/two/overrides/${allowed.body.id}`)).status).toBe(204)
    expect(await rest()).toEqual([])
  })

  test('let whoever takes over at once for somebody who does not answer, for half a day at most, and say so', async () => {
    expect((await manager.post('/schedules', { id: 'crew', layers: [layer('1 week', ANA, BEN, CEM)] })).status).toBe(
      201,
    )
    // Ana's week is over in half an hour, and Ben does not answer.
    server.forward((6 * 24 + 8.5) * HOUR)
    const override = (ends: string) => ({
      ...{ mode: 'replace', add: ANA, remove: BEN, starts_at: '2026-01-12T09:00:00Z', ends_at: ends },
    })
    const long = await manager.post('/schedules/crew/overrides', override('2026-01-13T09:00:00Z'))
    expect(long.body.error.details).toMatchObject([
      { problem: expect.stringMatching(/^would have Ana on call for 8 days in a row; 7 are allowed\. Ben could take/) },
    ])
    const urgent = await manager.post('/schedules/crew/overrides', override('2026-01-12T21:00:00Z'))
    expect(urgent).toMatchObject({
      ...{
        status: 201,
        body: {
          rest: [
            {
              is_refused: false,
              because: 'begins_now',
              could_take: [{ user: { name: 'Ben' } }],
            },
          ],
        },
      },
    })
    expect(await rest()).toMatchObject([{ user: { name: 'Ana' }, let_through: { because: 'begins_now' } }])
    const later = { ...override('2026-01-20T15:00:00Z'), starts_at: '2026-01-19T09:31:00Z', add: BEN, remove: CEM }
    expect((await manager.post('/schedules/crew/overrides', later)).status).toBe(400)
  })

  test('refuse a replacement for long, also where it takes everybody else off: they could take a day of it', async () => {
    expect((await manager.post('/schedules', { id: 'two', layers: [layer('1 week', ANA, BEN)] })).status).toBe(201)
    const span = { starts_at: '2026-01-12T09:00:00Z', ends_at: '2026-01-22T09:00:00Z' }
    for (const remove of [BEN, undefined]) {
      const refused = await manager.post('/schedules/two/overrides', {
        ...{ mode: 'replace', add: ANA, ...(remove && { remove }) },
        ...span,
      })
      expect(refused.body.error.details).toMatchObject([{ problem: expect.stringMatching(/Ben could take/) }])
    }
  })

  test('hold for the file, which names the place; a plan says the same and keeps nothing', async () => {
    const file = (every: string, people: string) =>
      `${PEOPLE}schedules:\n  - id: main\n    layers:\n      - { zone: UTC, every: ${every}, handoff: "Mon 09:00", start: 2026-01-05, people: [${people}] }\n`
    for (const plan of [true, false]) {
      const { body } = await apply(file('2 weeks', `${ANA}, ${BEN}`), plan)
      expect(body.is_applied).toBe(false)
      expect(body.problems).toMatchObject([
        {
          line: 9,
          column: 7,
          path: 'schedules[0].layers',
          problem: expect.stringMatching(/^would have Ana on call for 14/),
        },
        {
          line: 9,
          problem: expect.stringMatching(/^would have Ben on call for 14 days in a row; 7 are allowed\. Ana could/),
        },
      ])
    }
    expect((await manager.get('/schedules/main')).status).toBe(404)
    const alone = await apply(file('1 week', ANA ?? ''), true)
    expect(alone.body).toMatchObject({ problems: [], warnings: [{ path: 'schedules[0].layers', line: 9 }] })
    expect(await rest()).toEqual([])
    expect((await apply(file('1 week', ANA ?? ''))).body).toMatchObject({ is_applied: true, problems: [] })
    expect(await rest()).toMatchObject([{ let_through: { because: 'nobody_else' } }])
    expect((await apply(file('1 week', ANA ?? ''))).body.warnings).toEqual([])
  })

  test('are loosened in the file with a reason alone', async () => {
    const file = (setting: string) => `${PEOPLE}settings:\n  on_call: { ${setting} }\n`
    expect((await apply(file('days_in_a_row: 14'))).body.problems).toMatchObject([
      { line: 7, path: 'settings.on_call.reason' },
    ])
    expect((await apply(file('rest_after_night_hours: 6'))).body.problems).toMatchObject([
      { problem: 'is missing: say why less than 11 hours of rest follow a night with pages' },
    ])
    expect((await apply(file('days_in_a_row: 14, reason: "Two people until May"'))).body.is_applied).toBe(true)
    expect((await manager.post('/schedules', { id: 'long', layers: [layer('2 weeks', ANA, BEN)] })).status).toBe(201)
  })

  test('go by a night that is one: with the small hours in it, and six hours long', async () => {
    const night = (from: string, to: string) =>
      `${PEOPLE}settings:\n  on_call: { night: { from: "${from}", to: "${to}" }, reason: "Our own night" }\n`
    const wanted = 'must hold the time from 02:00 to 05:00 and be 6 hours or longer, such as 22:00 to 06:00'
    for (const [from, to] of [
      ...[
        ['09:00', '15:00'],
        ['02:00', '02:01'],
        ['23:00', '04:00'],
        ['03:00', '11:00'],
      ],
      ...[
        ['02:00', '05:00'],
        ['05:00', '02:00'],
      ],
    ] as [string, string][]) {
      const { problems } = (await apply(night(from, to), true)).body
      expect(problems).toMatchObject([{ line: 7, path: 'settings.on_call.night' }])
      expect(problems[0].problem).toContain(wanted)
    }
    for (const [from, to] of [
      ['23:00', '05:00'],
      ['00:00', '06:00'],
      ['02:00', '08:00'],
      ['12:00', '12:00'],
      ['04:00', '04:00'],
    ])
      expect((await apply(night(from ?? '', to ?? ''), true)).body.problems).toEqual([])
    const refused = await server.as('admin').patch('/settings', { on_call: { night: { from: '09:00', to: '15:00' } } })
    expect(refused.body.error.details).toMatchObject([{ field: 'on_call.night' }])
    expect(JSON.stringify(refused.body)).toContain(wanted)
  })

  test('are loosened further with a reason of its own alone, in the file and over HTTP', async () => {
    const file = (setting: string) => `${PEOPLE}settings:\n  on_call: { ${setting} }\n`
    const given = 'rest_after_night_hours: 8, days_in_a_row: 14, reason: "Two people until May"'
    expect((await apply(file(given))).body.is_applied).toBe(true)
    expect((await apply(file(given.replace('14', '60')))).body.problems).toMatchObject([
      { line: 7, path: 'settings.on_call.reason', problem: expect.stringContaining('more than 14 days in a row') },
    ])
    const reason = 'Two people until May'
    const admin = server.as('admin')
    const shorter = { days_in_a_row: 14, rest_after_night_hours: 2, reason }
    expect((await admin.patch('/settings', { on_call: shorter })).body.error.details).toEqual([
      {
        field: 'on_call.reason',
        problem: 'is the one of before: say anew why less than 8 hours of rest follow a night with pages',
      },
    ])
    // The same rules, stricter ones, and looser ones with a reason of their own are taken.
    const stricter = { days_in_a_row: 10, rest_after_night_hours: 8, reason }
    expect((await admin.patch('/settings', { on_call: stricter })).status).toBe(200)
    expect((await admin.patch('/settings', { on_call: stricter })).status).toBe(200)
    const anew = { ...shorter, reason: 'One person in August' }
    expect((await admin.patch('/settings', { on_call: anew })).status).toBe(200)
  })

  test('hold for an edit that begins in years as for one of tomorrow', async () => {
    expect((await manager.post('/schedules', { id: 'two', layers: [layer('1 week', ANA, BEN)] })).status).toBe(201)
    const planned = { layers: [layer('2 weeks', ANA, BEN)], effective_from: '2028-01-03T09:00:00Z' }
    const refused = await manager.put('/schedules/two', planned)
    expect(refused).toMatchObject({
      status: 400,
      body: { error: { details: [{ field: 'layers' }, { field: 'layers' }] } },
    })
    expect(refused.body.error.details[0].problem).toContain('on call for 14 days in a row; 7 are allowed.')
    const preview = await manager.post('/schedules/two/preview', planned)
    expect(preview.body.rest.map(({ is_refused }: { is_refused: boolean }) => is_refused)).toContain(true)
    expect(preview.body.rest[0].starts_at > '2027-12').toBe(true)
    const file = `${PEOPLE}schedules:\n  - id: two\n    effective_from: 2028-01-03T09:00:00Z\n    layers: [${JSON.stringify(planned.layers[0])}]\n`
    expect((await apply(file, true)).body.problems).toMatchObject([{ path: 'schedules[0].layers' }, {}])
  })

  test('of the past are held against who really was on call, whoever stands there now', async () => {
    await manager.post('/teams', { id: 'crew', members: [ANA] })
    expect(await manager.post('/schedules', { id: 'crew', layers: [layer('1 week', { team: 'crew' })] })).toMatchObject(
      {
        status: 201,
      },
    )
    server.forward(10 * 24 * HOUR)
    expect((await manager.put('/teams/crew', { members: [BEN] })).status).toBe(200)
    server.forward(24 * HOUR)
    const past = await manager.get('/on-call/rest?from=2026-01-06T00:00:00Z&to=2026-01-16T00:00:00Z')
    expect(past.body.items.map(({ user, days }: { user: object; days: number }) => ({ user, days }))).toMatchObject([
      { user: { name: 'Ana' }, days: expect.any(Number) },
    ])
  })

  test('let a rotation that breaks them become better, and no worse', async () => {
    const admin = server.as('admin')
    const set = (on_call: object) => admin.patch('/settings', { on_call })
    expect((await set({ when_broken: 'warn', reason: 'Until there are rules' })).status).toBe(200)
    const people = [ANA, BEN, CEM]
    expect((await manager.post('/schedules', { id: 'long', layers: [layer('2 weeks', ...people)] })).status).toBe(201)
    expect((await set({})).status).toBe(200)
    const edit = (every: string) =>
      manager.put('/schedules/long', { layers: [{ ...layer(every, ...people), handoff: '09:00' }] })
    expect((await edit('16 days')).body.error.details[0].problem).toMatch(/would have Ana on call for 16 days in a row/)
    const better = await edit('10 days')
    expect(better.status).toBe(200)
    expect(better.body.rest).toBeUndefined()
  })

  test('hold for the days of calendars, and for the members of teams that stand in a schedule', async () => {
    const days = (...dates: string[]) => ({ id: 'free', days: dates.map((date) => ({ date, name: 'Free' })) })
    expect((await manager.post('/calendars', days('2026-01-12'))).status).toBe(201)
    // On Monday the 12th nobody of the upper layer is on: Ana has Ben's week after hers but for that day.
    const upper = { ...layer('1 week', ANA, ANA, BEN), holidays: { calendars: ['free'], on: 'off' } }
    const lower = layer('1 week', CEM)
    const made = await manager.post('/schedules', { id: 'main', layers: [lower, upper] })
    expect(made.status).toBe(400)
    expect(made.body.error.details[0].problem).toMatch(/^would have Ana on call for/)

    expect((await manager.post('/teams', { id: 'solo', members: [ANA] })).status).toBe(201)
    const turns = { ...layer('1 week', { team: 'solo' }, BEN, CEM), start: '2026-01-05' }
    expect((await manager.post('/schedules', { id: 'teams', layers: [turns] })).status).toBe(201)
    const crowded = await manager.put('/teams/solo', { members: [ANA, BEN] })
    expect(crowded.body.error.details).toMatchObject([
      { field: 'members', problem: expect.stringMatching(/^would have Ben on call for 14 days in a row/) },
    ])
  })

  test('hold in a schedule whose lower layer comes on because another one that stands in it has nobody', async () => {
    const daily = { ...layer('1 day', BEN, CEM), handoff: '09:00' }
    expect((await manager.post('/schedules', { id: 'inner', layers: [daily] })).status).toBe(201)
    const layers = [layer('1 week', ANA), layer('1 week', { schedule: 'inner' })]
    expect((await manager.post('/schedules', { id: 'outer', layers })).status).toBe(201)
    const empty = { starts_at: '2026-01-12T09:00:00Z', ends_at: '2026-01-24T09:00:00Z', shifts: [] }
    const refused = await manager.post('/schedules/inner/temporary', empty)
    expect(refused.body.error.details).toMatchObject([
      { field: 'shifts', problem: expect.stringMatching(/^would have Ana on call for 12 days in a row/) },
    ])
  })
})
