import { DAY, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { type AccountServer, type AccountServerOptions, ANA, startAccountServer } from './testing/account-server.ts'

describeOnEachEngine('sessions', (open) => {
  let server: AccountServer
  let database: Database
  const others: AccountServer[] = []
  beforeEach(async () => {
    database = await open()
    server = await startAccountServer(database)
  })
  afterEach(async () => {
    for (const each of [server, ...others.splice(0)]) await each.app.close()
  })
  const another = async (options: AccountServerOptions) => {
    const each = await startAccountServer(database, options)
    others.push(each)
    return each
  }

  test('the first admin is made by the link of the start, once', async () => {
    const browser = server.browser()
    expect((await browser.get('/setup')).body).toEqual({ is_needed: true, demo: null })
    const wrong = await browser.post('/setup', { token: 'guessed', ...ANA })
    expect(wrong).toMatchObject({ status: 410, code: 'account_link_invalid' })
    const weak = await browser.post('/setup', { token: server.setupToken, ...ANA, password: '1234567890' })
    expect(weak.body.error.details).toMatchObject([{ field: 'password', example: expect.any(String) }])

    const made = await browser.post('/setup', { token: server.setupToken, ...ANA })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ user: { email: ANA.email, role: 'admin' }, role: 'admin' })
    expect(made.body.permissions).toContain('settings.write')
    expect((await browser.get('/session')).body.user.id).toBe(made.body.user.id)

    const late = await server.browser().post('/setup', { token: server.setupToken, ...ANA, email: 'eve@example.com' })
    expect(late).toMatchObject({ status: 409, code: 'setup_done' })
    expect((await browser.get('/setup')).body).toEqual({ is_needed: false, demo: null })
  })

  test('of two who hold the set-up link at once one becomes the admin', async () => {
    const tries = ['ana', 'eve', 'mia'].map((name) =>
      server.browser().post('/setup', { ...ANA, token: server.setupToken, name, email: `${name}@example.com` }),
    )
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.sort()).toEqual([201, 409, 409])
  })

  test('a person signs in and out', async () => {
    await server.browserOfAdmin()
    const browser = server.browser()
    expect(await browser.get('/session')).toMatchObject({ status: 401, code: 'unauthenticated' })
    const session = await browser.login('ANA@example.com')
    expect(session).toMatchObject({ status: 200, body: { user: { email: ANA.email }, key: null } })
    expect(session.body.csrf_token).toBe(browser.cookies.get('tocsin_csrf'))
    const kept = new Map(browser.cookies)
    expect((await browser.delete('/session')).status).toBe(204)
    expect(browser.cookies.size).toBe(0)
    for (const [name, value] of kept) browser.cookies.set(name, value)
    expect((await browser.get('/session')).status).toBe(401)
  })

  test('nobody learns whether an account exists or what was wrong', async () => {
    await server.browserOfAdmin()
    const unknown = await server.browser().login('nobody@example.com')
    const wrong = await server.browser().login(ANA.email, 'another password')
    expect(unknown).toMatchObject({ status: 401, code: 'login_failed' })
    expect({ ...wrong.body.error, request_id: '' }).toEqual({ ...unknown.body.error, request_id: '' })
  })

  test('cookies keep scripts and other sites out, and on https other hosts too', async () => {
    const plain = await server.browser().post('/setup', { token: server.setupToken, ...ANA })
    const [session = '', csrf = ''] = plain.headers.getSetCookie()
    expect(session).toMatch(/^tocsin_session=[\w-]{43}; Path=\/; SameSite=Lax; Max-Age=\d+; HttpOnly$/)
    expect(csrf).toMatch(/^tocsin_csrf=[\w-]+; Path=\/; SameSite=Lax; Max-Age=\d+$/)

    const behind = await another({ http: { trustedProxies: ['127.0.0.1'] }, publicUrl: 'https://tocsin.example.com' })
    const https = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'tocsin.example.com' }
    const secure = await behind.browser().post('/session', { email: ANA.email, password: ANA.password }, https)
    for (const cookie of secure.headers.getSetCookie()) {
      expect(cookie).toMatch(/^__Host-tocsin_(session|csrf)=/)
      expect(cookie).toMatch(/; Secure$/)
    }
  })

  test('the database knows neither passwords nor tokens', async () => {
    const browser = await server.browserOfAdmin()
    const token = browser.cookies.get('tocsin_session') ?? ''
    const { rows } = await database.pool.query(
      'select sessions::text as text from sessions union all select passwords::text from passwords',
    )
    const text = JSON.stringify(rows)
    expect(rows.length).toBe(2)
    expect(text).not.toContain(token)
    expect(text).not.toContain(ANA.password)
    expect(text).toContain('$scrypt$ln=8,r=8,p=1$')
  })

  test('a session ends after 30 days, and after 7 without use', async () => {
    const browser = await server.browserOfAdmin()
    for (let day = 0; day < 29; day += 1) {
      server.clock.forward(DAY)
      expect((await browser.get('/session')).status, `day ${day}`).toBe(200)
    }
    server.clock.forward(DAY)
    expect((await browser.get('/session')).status).toBe(401)

    await browser.login()
    server.clock.forward(7 * DAY)
    expect((await browser.get('/session')).status).toBe(401)
  })

  test('checking a session again and again does not ask the database', async () => {
    const browser = await server.browserOfAdmin()
    await browser.get('/session')
    await database.kysely.deleteFrom('sessions').execute()
    expect((await browser.get('/users')).status).toBe(200)
    server.clock.forward(6 * SECOND)
    expect((await browser.get('/users')).status).toBe(401)
  })

  test('a request that changes something needs the token of its own session, reading does not', async () => {
    const browser = await server.browserOfAdmin()
    const other = server.browser()
    await other.login()
    const rename = (token: string) => browser.patch('/users/me', { name: 'A' }, { 'x-csrf-token': token })
    expect(await rename('')).toMatchObject({ status: 403, code: 'csrf_failed' })
    expect(await rename(other.cookies.get('tocsin_csrf') ?? '')).toMatchObject({ code: 'csrf_failed' })
    expect((await rename(browser.cookies.get('tocsin_csrf') ?? '')).status).toBe(200)
    browser.cookies.delete('tocsin_csrf')
    expect((await browser.get('/session')).status).toBe(200)
  })

  test('another site can neither change anything nor sign somebody in', async () => {
    const browser = await server.browserOfAdmin()
    const foreign: Record<string, string>[] = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]
    for (const headers of foreign) {
      expect(await browser.patch('/users/me', { name: 'A' }, headers)).toMatchObject({ code: 'csrf_failed' })
      const login = await server.browser().post('/session', { email: ANA.email, password: ANA.password }, headers)
      expect(login).toMatchObject({ status: 403, code: 'csrf_failed' })
    }
    const own = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    expect((await browser.patch('/users/me', { name: 'A' }, own)).status).toBe(200)
  })

  test('guessing is slowed down, for the one who guesses and not for the owner', async () => {
    const behind = await another({ http: { trustedProxies: ['127.0.0.1'] } })
    await server.browserOfAdmin()
    const attempt = (password: string, from: string) =>
      behind.browser().post('/session', { email: ANA.email, password }, { 'x-forwarded-for': from })
    for (let guess = 0; guess < 10; guess += 1) {
      expect((await attempt(`guess number ${guess}`, '203.0.113.9')).status).toBe(401)
    }
    const slowed = await attempt(ANA.password, '203.0.113.9')
    expect(slowed).toMatchObject({ status: 429, code: 'rate_limited' })
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await attempt(ANA.password, '198.51.100.1')).status).toBe(200)
    behind.clock.forward(15 * MINUTE)
    expect((await attempt(ANA.password, '203.0.113.9')).status).toBe(200)
  })

  test('signing in with the right password costs no attempts', async () => {
    await server.browserOfAdmin()
    for (let time = 0; time < 15; time += 1) expect((await server.browser().login()).status).toBe(200)
  })

  test('one’s own password is changed with the old one; other sessions end and the token is new', async () => {
    const browser = await server.browserOfAdmin()
    const elsewhere = server.browser()
    await elsewhere.login()
    const before = browser.cookies.get('tocsin_session')
    const wrong = await browser.put('/password', { current_password: 'no such', password: 'new words to remember' })
    expect(wrong.body.error.details).toMatchObject([{ field: 'current_password' }])
    const changed = await browser.put('/password', {
      current_password: ANA.password,
      password: 'new words to remember',
    })
    expect(changed.status).toBe(204)
    expect(browser.cookies.get('tocsin_session')).not.toBe(before)
    expect((await browser.get('/session')).status).toBe(200)
    expect((await elsewhere.get('/session')).status).toBe(401)
    expect((await server.browser().login()).status).toBe(401)
    expect((await server.browser().login(ANA.email, 'new words to remember')).status).toBe(200)
    expect(server.mails.map(({ kind }) => kind)).toEqual(['password_changed'])
  })

  test('a forgotten password is replaced by a link that works once, for an hour', async () => {
    const browser = await server.browserOfAdmin()
    expect((await server.browser().post('/password/forgotten', { email: 'Ana@Example.com' })).status).toBe(204)
    await expect.poll(() => server.mails.length).toBe(1)
    expect(server.mails[0]).toMatchObject({
      kind: 'password_reset',
      to: ANA.email,
      url: expect.stringContaining('http://tocsin.test/'),
    })
    const token = server.lastLinkToken()
    expect((await server.browser().post('/password/link', { token })).body).toEqual({
      purpose: 'password_reset',
      email: ANA.email,
      name: ANA.name,
    })
    const choose = (password: string) => server.browser().post('/password/reset', { token, password })
    expect((await choose('short')).status).toBe(400)
    const [first, second] = await Promise.all([choose('quite another password'), choose('and a third password')])
    expect([first?.status, second?.status].sort()).toEqual([204, 410])
    expect(await choose('quite another password')).toMatchObject({ code: 'account_link_invalid' })
    expect((await browser.get('/session')).status).toBe(401)

    await server.browser().post('/password/forgotten', { email: ANA.email })
    await expect.poll(() => server.mails.filter(({ url }) => url).length).toBe(2)
    server.clock.forward(61 * MINUTE)
    const late = await server
      .browser()
      .post('/password/reset', { token: server.lastLinkToken(), password: 'far too late now' })
    expect(late.status).toBe(410)
  })

  test('asking for the password of nobody answers the same and sends nothing, and asking often is slowed down', async () => {
    await server.browserOfAdmin()
    const ask = () => server.browser().post('/password/forgotten', { email: 'nobody@example.com' })
    const answers = [await ask(), await ask(), await ask(), await ask()]
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 429])
    expect(server.mails).toEqual([])
  })

  test('no secret of an account reaches the log', async () => {
    const browser = await server.browserOfAdmin()
    await browser.login(ANA.email, 'a wrong one')
    await browser.get(`/session?token=${browser.cookies.get('tocsin_session')}`)
    await server.app.close()
    const log = server.lines.join('')
    expect(log).toContain('/api/v1/session')
    for (const secret of [ANA.password, 'a wrong one', server.setupToken, ...browser.cookies.values()]) {
      expect(log).not.toContain(secret)
    }
  })
})
