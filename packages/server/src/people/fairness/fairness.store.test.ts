import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday. */
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin, zone: UTC }
  - { email: ben@example.com, name: "=Ben, B.", zone: UTC }
  - { email: cem@example.com, name: Cem, zone: UTC }
  - { email: dia@example.com, name: Dia, zone: UTC }
calendars:
  - id: free
    days: [{ date: 2026-01-08, name: Free }]
settings:
  on_call: { holidays: [free], zone: UTC }
schedules:
  - id: main
    layers:
      - { zone: UTC, every: 1 day, handoff: "00:00", start: 2026-01-05, people: [ana@example.com, ana@example.com, ben@example.com] }
`

interface Load {
  user: { name: string }
  before: number
}

interface Paid {
  user: { name: string }
  hours: Record<string, number>
}

describeOnEngine('embedded', 'fairness over HTTP', (open) => {
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let manager: Caller
  beforeEach(async () => {
    server = await startConfigurationServer(await open())
    manager = server.as('manager')
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
  })
  afterEach(() => server.app.close())

  test('the pay report has hours by kind, as JSON and as a table that no spreadsheet takes for formulas', async () => {
    const query = 'from=2026-01-05T00:00:00Z&to=2026-01-11T00:00:00Z'
    const { body } = await manager.get(`/on-call/pay-report?${query}`)
    // Ana has Monday, Tuesday, Thursday (a holiday) and Friday; Ben Wednesday and Saturday.
    expect(body.items).toMatchObject([
      { user: { name: '=Ben, B.' }, hours: { working: 8, weekday: 8, night: 8, weekend: 24, holiday: 0 }, total: 48 },
      { user: { name: 'Ana' }, hours: { working: 24, weekday: 24, night: 24, weekend: 0, holiday: 24 }, total: 96 },
    ])
    const csv = await server.app.inject({
      ...{ method: 'GET', url: `/api/v1/on-call/pay-report?${query}&format=csv` },
      headers: { authorization: 'Bearer manager' },
    })
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(csv.body.split('\r\n')).toEqual([
      'email,name,working_hours,weekday_hours,night_hours,weekend_hours,holiday_hours,total_hours',
      `ben@example.com,"'=Ben, B.",8,8,8,24,0,48`,
      'ana@example.com,Ana,24,24,24,0,24,96',
      '',
    ])
  })

  test('the pay report is of who really was on call, whatever is changed or deleted afterwards', async () => {
    const layer = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-05', people: [{ team: 'crew' }] }
    expect((await manager.post('/teams', { id: 'crew', members: ['cem@example.com'] })).status).toBe(201)
    expect((await manager.post('/schedules', { id: 'crew', layers: [layer] })).status).toBe(201)
    server.forward(10 * 3_600_000)
    expect((await manager.put('/teams/crew', { members: ['dia@example.com'] })).status).toBe(200)
    server.forward(2 * 3_600_000)
    const query = 'from=2026-01-06T00:00:00Z&to=2026-01-06T12:00:00Z&schedule=crew'
    const totals = async () =>
      (await manager.get(`/on-call/pay-report?${query}`)).body.items.map(
        ({ user, total }: { user: { name: string }; total: number }) => `${user.name} ${total}`,
      )
    expect(await totals()).toEqual(['Cem 10', 'Dia 2'])
    expect((await manager.delete('/schedules/crew')).status).toBe(204)
    expect(await totals()).toEqual(['Cem 10', 'Dia 2'])
  })

  test('the heat map, plans and mends take the past from who really was on call, whatever is changed or deleted afterwards', async () => {
    const layer = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-06' }
    await manager.post('/teams', { id: 'crew', members: ['cem@example.com'] })
    const people = [{ team: 'crew' }, 'ben@example.com']
    expect(await manager.post('/schedules', { id: 'crew', layers: [{ ...layer, people }] })).toMatchObject({
      status: 201,
    })
    server.forward(10 * 3_600_000)
    await manager.put('/teams/crew', { members: ['dia@example.com'] })
    server.forward(2 * 3_600_000)
    const hours = async () =>
      Object.fromEntries(
        (await manager.get('/on-call/load?from=2026-01-06&days=1')).body.items.map(
          (load: { user: { name: string }; hours: number }) => [load.user.name, load.hours],
        ),
      )
    // Of the day that runs, what is to come counts as well.
    expect(await hours()).toEqual({ Cem: 10, Dia: 14, Ana: 24 })
    const slot = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-03-03', shifts: 1 }
    const planned = async () => {
      const { body } = await manager.post('/on-call/plan', { ...slot, people: ['cem@example.com', 'dia@example.com'] })
      return body.loads.map(({ user, before }: Load) => `${user.name} ${before > 0}`)
    }
    expect(await planned()).toEqual(['Cem true', 'Dia true'])
    const { loads } = (await manager.post('/schedules/crew/mend')).body
    const weights: Record<string, number> = { working: 0.5, weekday: 1, night: 2, weekend: 1.5, holiday: 2 }
    const report = `from=2026-01-06T00:00:00Z&to=${new Date(server.now() + 56 * 86_400_000).toISOString()}&schedule=crew`
    const paid = (await manager.get(`/on-call/pay-report?${report}`)).body.items.map((item: Paid) => [
      item.user.name,
      Object.entries(item.hours).reduce((sum, [kind, each]) => sum + each * (weights[kind] ?? 0), 0),
    ])
    expect(Object.fromEntries(loads.map(({ user, before }: Load) => [user.name, before]))).toEqual(
      Object.fromEntries(paid.filter(([name]: [string]) => name !== 'Cem')),
    )
    await manager.delete('/schedules/crew')
    expect(await hours()).toEqual({ Cem: 10, Dia: 2, Ana: 24 })
    expect(await planned()).toEqual(['Cem true', 'Dia true'])
  })

  test('the balance of a quarter is weighed, and differences add up to nothing', async () => {
    const { body } = await manager.get('/on-call/balance?quarter=2026-Q1')
    expect(body).toMatchObject({ quarter: '2026-Q1', from: '2026-01-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' })
    const [ana, ben] = body.items
    expect([ana.user.name, ben.user.name]).toEqual(['Ana', '=Ben, B.'])
    expect(ana.weighted).toBeGreaterThan(ben.weighted)
    expect(ana.difference + ben.difference).toBeCloseTo(0, 1)
    expect([ana.nights_with_pages, ben.nights_with_pages]).toEqual([0, 0])
    expect((await manager.get('/on-call/balance?quarter=2026-5')).status).toBe(400)
  })

  test('an override that breaks the rule of rest is refused, and shown where the organisation only warns, for a reason', async () => {
    const override = {
      ...{ mode: 'replace', add: 'ana@example.com', remove: 'ben@example.com' },
      ...{ starts_at: '2026-01-07T00:00:00Z', ends_at: '2026-01-20T00:00:00Z' },
    }
    const admin = server.as('admin')
    const long = await admin.patch('/settings', { on_call: { days_in_a_row: 10, when_broken: 'refuse' } })
    expect(long.body.error.details).toEqual([
      { field: 'on_call.reason', problem: 'is missing: say why more than 7 days in a row are allowed' },
    ])
    const refused = await server.as('responder').post('/schedules/main/overrides', override)
    expect(refused.body.error.details[0]).toMatchObject({
      field: 'starts_at',
      problem: expect.stringContaining('would have Ana on call for 17 days in a row; 7 are allowed.'),
    })
    const warn = await admin.patch('/settings', { on_call: { when_broken: 'warn' } })
    expect(warn.body.error.details).toEqual([
      { field: 'on_call.reason', problem: 'is missing: say why the rules only warn' },
    ])
    const reason = 'Two of three are ill until February'
    expect((await admin.patch('/settings', { on_call: { when_broken: 'warn', reason } })).status).toBe(200)
    const taken = await server.as('responder').post('/schedules/main/overrides', override)
    expect(taken).toMatchObject({
      status: 201,
      body: { rest: [{ days: 17, is_refused: false, because: 'only_warned', could_take: [{}] }] },
    })
    const { body } = await manager.get('/on-call/rest?from=2026-01-06T00:00:00Z&to=2026-01-30T00:00:00Z')
    expect(body.items).toMatchObject([
      {
        ...{ kind: 'days_in_a_row', user: { name: 'Ana' }, days: 17, paged_at: null },
        let_through: { actor: { kind: 'key', name: 'responder' }, because: 'only_warned' },
      },
    ])
    const { body: changes } = await admin.get('/configuration/changes?kind=setting')
    expect(changes.items[0].after.value).toMatchObject({ when_broken: 'warn', reason })
  })

  test('an edit of a schedule that gives somebody too many days is refused with the reason, until more are allowed for one on record', async () => {
    const admin = server.as('admin')
    const weekly = (every: string) => ({
      ...{ zone: 'UTC', every, handoff: 'Mon 00:00', start: '2026-01-12' },
      people: ['cem@example.com', 'dia@example.com'],
    })
    const edit = (every: string) => manager.put('/schedules/second', { layers: [weekly(every)], keep_current: false })
    const long = await manager.post('/schedules', { id: 'second', layers: [weekly('2 weeks')] })
    expect(long.status).toBe(400)
    expect((await manager.get('/schedules/second')).status).toBe(404)

    const made = await manager.post('/schedules', { id: 'second', layers: [weekly('1 week')] })
    expect(made.status).toBe(201)
    const refused = await edit('2 weeks')
    expect(refused.body.error.details.map(({ field }: { field: string }) => field)).toEqual(['layers', 'layers'])
    expect(refused.body.error.details[0].problem).toMatch(
      /^would have Cem on call for 14 days in a row; 7 are allowed\./,
    )
    expect((await manager.get('/schedules/second')).body).toEqual(made.body)

    const loose = { when_broken: 'refuse', days_in_a_row: 14, reason: 'Two people until May' }
    expect((await admin.patch('/settings', { on_call: loose })).status).toBe(200)
    expect((await edit('2 weeks')).status).toBe(200)
    expect((await manager.get('/settings')).body.settings.on_call).toMatchObject({ reason: 'Two people until May' })
  })

  test('a temporary schedule that gives somebody too many days is refused as well', async () => {
    const window = { starts_at: '2026-01-12T00:00:00Z', ends_at: '2026-01-24T00:00:00Z' }
    const shifts = [{ ...window, people: ['ana@example.com'] }]
    const refused = await server.as('responder').post('/schedules/main/temporary', { ...window, shifts })
    expect(refused.body.error.details).toMatchObject([{ field: 'shifts' }])
    expect((await manager.get('/schedules/main')).body.temporary).toBeUndefined()
  })

  test('a preview says which rest it would break', async () => {
    const layer = { zone: 'UTC', every: '2 weeks', handoff: 'Mon 00:00', start: '2026-01-12' }
    const layers = [{ ...layer, people: ['ana@example.com', 'ben@example.com'] }]
    const { body } = await manager.post('/schedules/main/preview?to=2026-02-01T00:00:00Z', { layers })
    expect(body.rest).toMatchObject([
      { kind: 'days_in_a_row', days: 14, is_refused: true, could_take: [{ user: { name: 'Ana' } }] },
      {},
    ])
  })

  test('a plan gives the shifts to those who have done least', async () => {
    const plan = {
      ...{ people: ['ana@example.com', 'ben@example.com'], zone: 'UTC' },
      ...{ every: '1 week', handoff: 'Mon 09:00', start: '2026-02-02', shifts: 6 },
    }
    const { body, status } = await manager.post('/on-call/plan', plan)
    expect(status).toBe(200)
    expect(body.shifts).toHaveLength(6)
    expect(body.shifts[0]).toMatchObject({ starts_at: '2026-02-02T09:00:00.000Z', ends_at: '2026-02-09T09:00:00.000Z' })
    // Both are on call in the other schedule all the time, so nobody can take what lies in it.
    expect(body.shifts.every(({ user }: { user: unknown }) => user === null)).toBe(true)
    const wrong = await manager.post('/on-call/plan', { ...plan, every: 'often' })
    expect(wrong.body.error.details[0].field).toBe('every')

    // Instead of what they have there now they take turns, and whoever is on until then does not begin.
    const instead = await manager.post('/on-call/plan', { ...plan, schedule: 'main' })
    const names = instead.body.shifts.map(({ user }: { user: { name: string } | null }) => user?.name)
    expect(new Set(names)).toEqual(new Set(['Ana', '=Ben, B.']))
    expect(names.slice(1).every((name: string, index: number) => name !== names[index])).toBe(true)
    const nowhere = await manager.post('/on-call/plan', { ...plan, schedule: 'nowhere' })
    expect(nowhere.body.error.details[0].field).toBe('schedule')
  })

  test('a preview tells the balance of each quarter with the edit and without it', async () => {
    const layer = { zone: 'UTC', every: '1 day', handoff: '00:00', start: '2026-01-05' }
    const layers = [{ ...layer, people: ['cem@example.com', 'dia@example.com'] }]
    const path = '/schedules/main/preview?to=2026-04-02T00:00:00Z&balance=true'
    const { body } = await manager.post(path, { layers, keep_current: false })
    expect(body.balance.map(({ quarter }: { quarter: string }) => quarter)).toEqual(['2026-Q1', '2026-Q2'])
    const [first] = body.balance
    const of = (name: string) => first.people.find(({ user }: { user: { name: string } }) => user.name === name)
    expect(of('Cem').before).toBe(0)
    expect(of('Cem').after).toBeGreaterThan(1_000)
    expect(of('Ana').after).toBeLessThan(of('Ana').before)
    expect((await manager.post('/schedules/main/preview', { layers })).body.balance).toBeUndefined()
  })

  test('swaps mend what is uneven, all of them at once or none, and can be handed back', async () => {
    const mend = await manager.post('/schedules/main/mend')
    expect(mend.status).toBe(200)
    expect(mend.body.changes.length).toBeGreaterThan(0)
    for (const change of mend.body.changes) expect(change.after).toBeLessThan(change.before)
    const apart = (when: 'before' | 'after') => {
      const loads = mend.body.loads.map((each: Record<'before' | 'after', number>) => each[when])
      return Math.max(...loads) - Math.min(...loads)
    }
    expect(apart('after')).toBeLessThan(apart('before'))

    interface Change {
      from: { id: string }
      to: { id: string }
      takes: object
      gives: object | null
    }
    const hand_overs = mend.body.changes.flatMap(({ from, to, takes, gives }: Change) => [
      { from: from.id, to: to.id, ...takes },
      ...(gives ? [{ from: to.id, to: from.id, ...gives }] : []),
    ])
    const shifts = async () =>
      (await manager.get('/schedules/main/final?to=2026-03-03T00:00:00Z')).body.shifts.map(
        ({ starts_at, people }: { starts_at: string; people: { user: { name: string } }[] }) =>
          `${starts_at} ${people.map(({ user }) => user.name).join()}`,
      )
    const before = await shifts()
    const responder = server.as('responder')
    const wrong = [...hand_overs, { ...hand_overs[0], to: 'cem@example.com' }]
    const refused = await responder.post('/schedules/main/hand-overs', { hand_overs: wrong })
    expect(refused.body.error.details[0].field).toBe(`hand_overs.${hand_overs.length}.starts_at`)
    expect(await shifts()).toEqual(before)

    const done = await responder.post('/schedules/main/hand-overs', { hand_overs })
    expect(done.status).toBe(201)
    expect(done.body.overrides.length).toBeGreaterThan(0)
    expect(await shifts()).not.toEqual(before)
    const back = hand_overs.toReversed().map(({ from, to, ...span }: { from: string; to: string }) => ({
      ...{ from: to, to: from, ...span },
    }))
    expect((await responder.post('/schedules/main/hand-overs', { hand_overs: back })).status).toBe(201)
    expect(await shifts()).toEqual(before)
  })
})
