import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Caller, startConfigurationServer } from '../../shell/config/testing/configuration-server.ts'
import type { Database } from '../../shell/database/open-database.ts'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { signRequestLink } from '../../shell/secrets/request-links.ts'
import { createActionLinks } from '../action-links.ts'

/** The server's clock stands at 2026-01-06 00:00 UTC, a Tuesday: Ana is on until Wednesday 09:00, then Ben, then Cem. */
const FILE = `version: 1
users:
  - { email: ana@example.com, name: Ana, role: admin }
  - { email: ben@example.com, name: Ben, role: responder }
  - { email: cem@example.com, name: Cem, role: responder, locale: ja, zone: Asia/Tokyo }
schedules:
  - id: main
    name: Main
    layers:
      - { zone: UTC, every: 1 day, handoff: "09:00", start: 2026-01-06, people: [ben@example.com, cem@example.com, ana@example.com] }
`
const HOUR = 3_600_000

describeOnEngine('embedded', 'the link in a letter about a request', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let ben: Caller
  let request: string
  const ids: Record<string, UserId> = {}
  const gives = { schedule: 'main', starts_at: '2026-01-06T09:00:00Z', ends_at: '2026-01-07T09:00:00Z' }

  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    expect((await server.as('admin').post('/configuration/apply', { file: FILE })).body.problems).toEqual([])
    ben = server.asPerson('ben@example.com')
    const { rows } = await database.pool.query<{ id: UserId; name: string }>('select id, name from users')
    for (const { id, name } of rows) ids[name] = id
    const asked = await ben.post('/on-call/requests', {
      ...{ kind: 'cover', gives, asked: ['ana@example.com', 'cem@example.com'], message: '<b>my birthday</b>' },
    })
    expect(asked.status).toBe(201)
    request = asked.body.id
  })
  afterEach(() => server.app.close())

  const link = (name: string, expiresAt = Date.parse(gives.starts_at)) =>
    `/a/shift/${signRequestLink(server.secrets, { person: ids[name] ?? ('' as UserId), request, expiresAt: expiresAt as Instant })}`
  const look = (url: string) => server.app.inject({ method: 'GET', url })
  const answer = (url: string, what: string) =>
    server.app.inject({
      ...{ method: 'POST', url, payload: `answer=${what}` },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const state = async () => (await ben.get(`/on-call/requests/${request}`)).body

  test('is in the letter of whoever is asked, and of nobody else', async () => {
    const { rows } = await database.pool.query<{ message: Parameters<ReturnType<typeof createActionLinks>>[0] }>(
      `select message from outbox where class = 'digest' order by key`,
    )
    const links = createActionLinks(server.secrets, () => 'https://tocsin.example.com')
    const all = rows.map(({ message }) => links(message, server.now()).map(({ action }) => action))
    expect(all).toEqual([
      ['answer', 'view'],
      ['answer', 'view'],
    ])
    await server.asPerson('ana@example.com').post(`/on-call/requests/${request}/accept`)
    const told = await database.pool.query<{ key: string; message: (typeof rows)[number]['message'] }>(
      `select key, message from outbox where key like '%/accepted/%'`,
    )
    expect(told.rows.map(({ message }) => links(message, server.now()).map(({ action }) => action))).toEqual([['view']])
  })

  test('shows what is asked without changing anything, however often it is looked at', async () => {
    const shown = await look(link('Ana'))
    expect(shown.statusCode).toBe(200)
    expect(shown.body).toContain('Do you take Ben’s shift?')
    expect(shown.body).toContain('Tuesday 6 January, 09:00 to Wednesday 7 January, 09:00 (UTC)')
    expect(shown.body).toContain('&#60;b&#62;my birthday')
    expect(shown.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    expect((await look(link('Cem'))).body).toContain('Benさんの当番を引き受けますか？')
    expect((await state()).state).toBe('open')
  })

  test('accepts or declines in the name of its reader, once, and says so to whoever comes later', async () => {
    expect((await answer(link('Cem'), 'decline')).body).toContain('断りました')
    expect((await look(link('Cem'))).body).toContain('すでに断っています')
    expect((await state()).declined).toMatchObject([{ user: { name: 'Cem' } }])
    expect((await answer(link('Ana'), '')).body).toContain('Do you take Ben’s shift?')
    const taken = await answer(link('Ana'), 'accept')
    expect(taken.body).toContain('The shift is yours')
    expect(await state()).toMatchObject({ state: 'accepted', decided_by: { name: 'Ana' } })
    expect((await look(link('Ana'))).body).toContain('It is yours already')
    expect((await answer(link('Ana'), 'decline')).body).toContain('It is yours already')
    const { body } = await server.as('admin').get('/configuration/changes?kind=schedule')
    expect(body.items[0]).toMatchObject({ id: 'main', actor: { kind: 'user', via: 'link', label: 'Ana' } })
  })

  test('says that it cannot be while somebody else has the shift, and offers to say no alone', async () => {
    const override = { mode: 'replace', add: 'cem@example.com', remove: 'ben@example.com' }
    const span = { starts_at: '2026-01-06T12:00:00Z', ends_at: '2026-01-06T13:00:00Z' }
    expect((await server.as('manager').post('/schedules/main/overrides', { ...override, ...span })).status).toBe(201)
    const shown = await look(link('Ana'))
    expect(shown.body).toContain('You cannot take it as things are')
    expect(shown.body).toContain('Ben is not on call in all of this time')
    expect((await look(link('Cem'))).body).toContain(
      '理由: Benさんは、この期間のすべてで当番になっているわけではありません。',
    )
    expect(shown.body).not.toContain('value="accept"')
    expect(shown.body).toContain('value="decline"')
    expect(await answer(link('Ana'), 'accept')).toMatchObject({ statusCode: 409 })
    const mine = await server.asPerson('ana@example.com').get(`/on-call/requests/${request}`)
    expect(mine.body.checks).toMatchObject([
      { user: { name: 'Ana' }, can_accept: false, problems: ['Ben is not on call in all of this time'] },
    ])
    expect((await state()).checks).toHaveLength(2)
    expect((await server.as('viewer').get(`/on-call/requests/${request}`)).body.checks).toEqual([])
  })

  const rules = async (whenBroken: string, locale = 'ja') => {
    await database.pool.query(`update users set locale = $1 where name = 'Cem'`, [locale])
    const setting = `settings:\n  on_call: { days_in_a_row: 1, when_broken: ${whenBroken}, reason: A test }\n`
    const { body } = await server.as('admin').post('/configuration/apply', { file: `version: 1\n${setting}` })
    expect(body).toMatchObject({ is_applied: true, problems: [] })
  }

  test('says what breaks the rules of rest and is let through, in the language of its reader', async () => {
    await rules('warn')
    const inJapanese =
      'Cemさんは2日連続の当番になります（上限は1日）。規則は警告のみのため通され、公平さの画面に記録されます。'
    const shown = await look(link('Cem'))
    expect(shown.body).toContain(inJapanese)
    expect(shown.body).not.toMatch(/would have|let through/)
    const taken = await answer(link('Cem'), 'accept')
    expect(taken.body).toContain('当番はあなたのものになりました')
    expect(taken.body).toContain(inJapanese)
  })

  test('says the same in English to whoever reads that', async () => {
    await rules('warn', 'en')
    const inEnglish =
      'It would have Cem on call for 2 days in a row; 1 is allowed. The rules only warn, so it is let through and kept under Fairness.'
    expect((await look(link('Cem'))).body).toContain(inEnglish)
    expect((await answer(link('Cem'), 'accept')).body).toContain(inEnglish)
  })

  test('says why it cannot be in the language and on the clock of its reader, before and after the answer', async () => {
    await rules('refuse')
    const why = '理由: Cemさんは2日連続の当番になります（上限は1日）。'
    const shown = await look(link('Cem'))
    expect(shown.body).toContain(why)
    expect(shown.body).toContain('1月7日水曜日 18:00から1月8日木曜日 18:00 (Asia/Tokyo)まではBenさんが')
    expect(shown.body).not.toContain('would have')
    const refused = await answer(link('Cem'), 'accept')
    expect(refused.statusCode).toBe(409)
    expect(refused.body).toContain(why)
    expect(refused.body).not.toContain('would have')
  })

  test('ends with the request, and is believed from nobody else', async () => {
    const url = link('Ana')
    expect((await look(`${url.slice(0, -4)}AAAA`)).statusCode).toBe(404)
    expect((await look('/a/shift/x')).statusCode).toBe(404)
    expect((await look(link('Ben'))).statusCode).toBe(404)
    server.forward(10 * HOUR)
    expect((await look(url)).statusCode).toBe(410)
    expect((await answer(url, 'accept')).statusCode).toBe(410)
    expect((await state()).state).toBe('open')
  })

  test('says that the request is over in the moment in which its time ends, whatever the answer was', async () => {
    await database.pool.query('update shift_requests set expires_at = $1', [new Date(server.now() + 1)])
    expect((await look(link('Ana'))).body).toContain('Do you take Ben’s shift?')
    server.forward(1)
    for (const what of ['accept', 'decline'])
      expect((await answer(link('Ana'), what)).body).toContain('It is over: nobody took it in time')
    expect((await look(link('Cem'))).body).toContain('期限までに引き受ける人がいませんでした')
  })

  test('is not needed to learn before asking who could accept', async () => {
    const all = await ben.post('/on-call/requests/preview', { kind: 'cover', gives })
    expect(all.body.checks).toMatchObject([
      { user: { name: 'Ana' }, can_accept: true, is_away: false },
      { user: { name: 'Cem' }, can_accept: true },
    ])
    const away = { starts_at: '2026-01-06T12:00:00Z', ends_at: '2026-01-06T18:00:00Z' }
    await server.asPerson('ana@example.com').post('/users/me/time-off', away)
    const named = await ben.post('/on-call/requests/preview', { kind: 'cover', gives, asked: ['ana@example.com'] })
    expect(named.body.checks).toMatchObject([{ can_accept: true, is_away: true }])
    const wrong = { ...gives, starts_at: '2026-01-07T10:00:00Z', ends_at: '2026-01-07T12:00:00Z' }
    const none = await ben.post('/on-call/requests/preview', {
      kind: 'cover',
      gives: wrong,
      asked: ['ana@example.com'],
    })
    expect(none.body.checks).toMatchObject([
      { can_accept: false, problems: ['Ben is not on call in all of this time'] },
    ])
  })
})
