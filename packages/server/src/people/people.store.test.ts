import { present } from '@tocsin/core/kernel/assert.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { resetAdmin } from './reset-admin.ts'
import { type AccountServer, ANA, type Browser, LINK_URL, startAccountServer } from './testing/account-server.ts'

const BEA = { email: 'bea@example.com', name: 'Bea', role: 'responder' }
const BEAS_PASSWORD = 'bea chose this one'

describeOnEachEngine('people', (open) => {
  let server: AccountServer
  let database: Database
  let ana: Browser
  const others: AccountServer[] = []
  beforeEach(async () => {
    database = await open()
    server = await startAccountServer(database)
    ana = await server.browserOfAdmin()
  })
  afterEach(async () => {
    for (const each of [server, ...others.splice(0)]) await each.app.close()
  })

  /** Bea, invited and signed in. */
  async function bea(role = 'responder'): Promise<{ id: string; browser: Browser }> {
    const invited = await ana.post('/users', { ...BEA, role })
    expect(invited.status).toBe(201)
    await server.browser().post('/password/reset', { token: server.lastLinkToken(), password: BEAS_PASSWORD })
    const browser = server.browser()
    expect((await browser.login(BEA.email, BEAS_PASSWORD)).status).toBe(200)
    return { id: invited.body.user.id, browser }
  }

  async function ownedByFile(userId: string): Promise<void> {
    await database.kysely.updateTable('users').set({ owned_by: 'file' }).where('id', '=', userId).execute()
  }

  test('an invitation is a mail with a link, by which the person chooses a password and proves the address', async () => {
    const invited = await ana.post('/users', BEA)
    expect(invited.body).toMatchObject({
      user: { ...BEA, is_active: true, is_invited: true, owned_by: 'app', zone: 'UTC' },
      invite: { is_sent: true, url: null, problem: null, expires_at: '2026-01-12T09:00:00.000Z' },
    })
    expect(server.mails).toMatchObject([{ kind: 'invite', to: BEA.email, by: ANA.name }])
    const { id } = invited.body.user
    const contacts = async () => (await ana.get(`/users/${id}/contacts`)).body.items
    expect(await contacts()).toMatchObject([{ id: 'mail', to: BEA.email, is_verified: false }])
    expect((await server.browser().login(BEA.email, '')).status).toBe(400)

    const token = server.lastLinkToken()
    expect((await server.browser().post('/password/link', { token })).body).toMatchObject({ purpose: 'invite' })
    expect((await server.browser().post('/password/reset', { token, password: BEAS_PASSWORD })).status).toBe(204)
    expect(await contacts()).toMatchObject([{ id: 'mail', is_verified: true }])
    expect((await server.browser().login(BEA.email, BEAS_PASSWORD)).body.user).toMatchObject({ id, is_invited: false })
    expect((await ana.post('/users', { ...BEA, email: 'BEA@example.com' })).code).toBe('already_exists')
  })

  test('where no mail can be sent, the admin gets the link to hand over', async () => {
    const mailless = await startAccountServer(database, { mailProblem: 'no mail server is configured' })
    others.push(mailless)
    const browser = mailless.browser()
    await browser.login()
    const { invite } = (await browser.post('/users', BEA)).body
    expect(invite).toMatchObject({ is_sent: false, problem: 'no mail server is configured' })
    expect(invite.url).toMatch(new RegExp(`^${LINK_URL}/set-password\\?token=[\\w-]{43}$`))
  })

  test('a second invitation replaces the first, and a person with a password is not invited', async () => {
    const { id } = (await ana.post('/users', BEA)).body.user
    const first = server.lastLinkToken()
    expect((await ana.post(`/users/${id}/invite`)).status).toBe(200)
    const reset = (token: string) => server.browser().post('/password/reset', { token, password: BEAS_PASSWORD })
    expect((await reset(first)).status).toBe(410)
    expect((await reset(server.lastLinkToken())).status).toBe(204)
    expect((await ana.post(`/users/${id}/invite`)).code).toBe('already_exists')
  })

  test('people are listed by name, found by words, role and activity, page by page', async () => {
    for (const name of ['Cid', 'Bea', 'Dan', 'Eve']) {
      const role = name === 'Eve' ? 'viewer' : 'responder'
      await ana.post('/users', { name, role, email: `${name.toLowerCase()}@example.com` })
    }
    const names = async (query: string) =>
      (await ana.get(`/users?${query}`)).body.items.map(({ name }: { name: string }) => name)
    expect(await names('')).toEqual(['Ana', 'Bea', 'Cid', 'Dan', 'Eve'])
    expect(await names('order=-created_at&limit=2')).toEqual(['Eve', 'Dan'])
    expect(await names('role=viewer,admin')).toEqual(['Ana', 'Eve'])
    expect(await names('q=DAN%40')).toEqual(['Dan'])
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body }: { body: { items: { name: string }[]; next: string | null } } = await ana.get(
        `/users?limit=2&order=-created_at${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...body.items.map(({ name }) => name))
      cursor = body.next
    }
    expect(seen.sort()).toEqual(['Ana', 'Bea', 'Cid', 'Dan', 'Eve'])
  })

  test('everybody changes their own name and zone, and only an admin roles and others', async () => {
    const { id, browser } = await bea()
    const own = await browser.patch('/users/me', { name: 'Beatrix', zone: 'Europe/Berlin' })
    expect(own).toMatchObject({ status: 200, body: { id, name: 'Beatrix', zone: 'Europe/Berlin' } })
    expect((await browser.get('/session')).body.user.name).toBe('Beatrix')
    expect((await browser.patch('/users/me', { zone: 'Mars/Base' })).body.error.details).toMatchObject([
      { field: 'zone' },
    ])
    const refused = await browser.patch('/users/me', { role: 'admin' })
    expect(refused).toMatchObject({ status: 403, code: 'forbidden' })
    expect(refused.body.error.details).toMatchObject([{ field: 'role', example: 'admin' }])
    const { id: anasId } = (await ana.get('/session')).body.user
    expect((await browser.patch(`/users/${anasId}`, { name: 'Ann' })).status).toBe(403)
    expect((await browser.get(`/users/${anasId}/contacts`)).status).toBe(403)
    expect((await browser.get(`/users/${anasId}`)).status).toBe(200)
    expect((await ana.patch(`/users/${id}`, { role: 'manager' })).body.role).toBe('manager')
    expect((await browser.get('/session')).body.role).toBe('manager')
  })

  test('two who edit one person do not overwrite each other', async () => {
    const { id } = (await ana.post('/users', BEA)).body.user
    const shown = await ana.get(`/users/${id}`)
    const etag = present(shown.headers.get('etag'), 'the version')
    expect(etag).toBe(`"${shown.body.version}"`)
    const first = await ana.patch(`/users/${id}`, { name: 'B1' }, { 'if-match': etag })
    expect(first.status).toBe(200)
    expect(first.body.version).toBeGreaterThan(shown.body.version)
    const second = await ana.patch(`/users/${id}`, { name: 'B2' }, { 'if-match': etag })
    expect(second).toMatchObject({ status: 409, code: 'version_conflict' })
    expect((await ana.patch(`/users/${id}`, { name: 'B2', version: first.body.version })).status).toBe(200)
  })

  test('a deactivated person is signed out at once, cannot come back, and the links they had die too', async () => {
    const { id, browser } = await bea()
    await server.browser().post('/password/forgotten', { email: BEA.email })
    await expect.poll(() => server.mails.at(-1)?.kind).toBe('password_reset')
    const token = server.lastLinkToken()
    expect((await browser.get('/session')).status).toBe(200)
    expect((await ana.patch(`/users/${id}`, { is_active: false })).body.is_active).toBe(false)
    expect((await browser.get('/session')).status).toBe(401)
    expect((await server.browser().login(BEA.email, BEAS_PASSWORD)).code).toBe('login_failed')
    expect((await server.browser().post('/password/reset', { token, password: 'let me in again' })).status).toBe(410)
    await ana.patch(`/users/${id}`, { is_active: true })
    expect((await browser.get('/session')).status).toBe(401)
    expect((await server.browser().login(BEA.email, BEAS_PASSWORD)).status).toBe(200)
  })

  test('a link that was mailed to the old address of a person is worth nothing after the address changed', async () => {
    const { id } = (await ana.post('/users', BEA)).body.user
    const token = server.lastLinkToken()
    expect((await ana.patch(`/users/${id}`, { email: ANA.email })).code).toBe('already_exists')
    expect((await ana.patch(`/users/${id}`, { email: 'beatrix@example.com' })).body.email).toBe('beatrix@example.com')
    expect((await server.browser().post('/password/reset', { token, password: BEAS_PASSWORD })).status).toBe(410)
  })

  test('the last active admin stays one', async () => {
    const { id } = await bea('admin')
    expect((await ana.patch(`/users/${id}`, { role: 'viewer' })).status).toBe(200)
    expect((await ana.patch('/users/me', { role: 'viewer' })).code).toBe('last_admin')
    expect((await ana.patch('/users/me', { is_active: false })).code).toBe('last_admin')
    expect((await ana.get('/session')).body.role).toBe('admin')
  })

  test('who is kept in the file has name and role from there, and looks after contacts and rules here', async () => {
    const { id, browser } = await bea()
    await ownedByFile(id)
    expect((await ana.patch(`/users/${id}`, { role: 'viewer' })).code).toBe('owned_by_file')
    expect((await ana.patch(`/users/${id}`, { is_active: false })).code).toBe('owned_by_file')
    expect((await browser.get('/session')).status).toBe(200)
    expect(
      (await browser.post('/users/me/contacts', { channel: 'ntfy', to: 'https://ntfy.example.com/bea' })).status,
    ).toBe(201)
    expect((await ana.get(`/users/${id}`)).body.owned_by).toBe('file')
  })

  test('a contact is verified by the code that was sent to it', async () => {
    const { browser } = await bea()
    const added = await browser.post('/users/me/contacts', { channel: 'email', to: 'bea@home.example', id: 'home' })
    expect(added.body).toEqual({
      id: 'home',
      channel: 'email',
      to: 'bea@home.example',
      has_secret: false,
      is_verified: false,
      verified_at: null,
      ended: null,
      failed: null,
      opted_out_at: null,
    })
    expect((await browser.post('/users/me/contacts/home/code')).status).toBe(204)
    const { code } = present(server.codes[0], 'the code')
    expect(code).toMatch(/^\d{6}$/)
    const verify = (text: string) => browser.post('/users/me/contacts/home/verify', { code: text })
    expect(await verify(code === '000000' ? '111111' : '000000')).toMatchObject({
      status: 422,
      code: 'contact_code_wrong',
    })
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`
    expect((await verify(spaced)).body).toMatchObject({ is_verified: true, verified_at: '2026-01-05T09:00:00.000Z' })
    expect((await verify(code)).code).toBe('contact_code_wrong')
  })

  test('a code is worth nothing after a quarter of an hour, after five tries, or when a newer one was sent', async () => {
    const { browser } = await bea()
    await browser.post('/users/me/contacts', { channel: 'email', to: 'bea@home.example', id: 'home' })
    const send = () => browser.post('/users/me/contacts/home/code')
    const verify = (text: string) => browser.post('/users/me/contacts/home/verify', { code: text })
    await send()
    await send()
    const [older, newer] = server.codes.map(({ code }) => code)
    if (older !== newer) expect((await verify(older ?? '')).status).toBe(422)
    for (let guess = 0; guess < 5; guess += 1) await verify('99')
    expect((await verify(newer ?? '')).status).toBe(422)
    await send()
    server.clock.forward(16 * MINUTE)
    expect((await verify(server.codes.at(-1)?.code ?? '')).status).toBe(422)
  })

  test('codes are not sent without end, and one that cannot be sent says why', async () => {
    const { browser } = await bea()
    await browser.post('/users/me/contacts', { channel: 'email', to: 'broken@home.example', id: 'home' })
    const send = () => browser.post('/users/me/contacts/home/code')
    const failed = await send()
    expect(failed).toMatchObject({ status: 502, code: 'message_not_sent' })
    expect(failed.body.error.details).toEqual([{ field: 'to', problem: 'the provider refused the address' }])
    for (let time = 0; time < 4; time += 1) await send()
    expect(await send()).toMatchObject({ status: 429, code: 'rate_limited' })
  })

  test('a contact’s address fits its channel, its secret is encrypted and never shown', async () => {
    const { browser } = await bea()
    const add = (body: object) => browser.post('/users/me/contacts', body)
    expect((await add({ channel: 'email', to: 'no address' })).body.error.details).toMatchObject([{ field: 'to' }])
    expect((await add({ channel: 'pigeon', to: 'roof' })).body.error.details).toMatchObject([{ field: 'channel' }])
    const hook = await add({ channel: 'webhook', to: 'https://hooks.example.com/bea', secret: 'wh-s3cret' })
    expect(hook.body).toMatchObject({ id: 'webhook', has_secret: true })
    expect((await add({ channel: 'webhook', to: 'https://hooks.example.com/b' })).body.id).toBe('webhook-2')
    expect((await add({ channel: 'email', to: 'b@example.com', id: 'mail' })).code).toBe('already_exists')
    const { rows } = await database.pool.query(
      'select contacts::text as text from contacts union all select config_history::text from config_history',
    )
    expect(JSON.stringify(rows)).not.toContain('wh-s3cret')
  })

  test('a page reaches a person without a verified contact by mail to their account, once mail is set up', async () => {
    const { id } = (await ana.post('/users', BEA)).body.user
    const isReached = async () => (await ana.get(`/users/${id}/contacts`)).body.is_reached
    expect(await isReached()).toBe(false)
    const mail = { channel: 'email', config_sealed: 'sealed', owned_by: 'app' }
    await database.kysely.insertInto('channels').values(mail).execute()
    expect(await isReached()).toBe(true)
  })

  test('rules name contacts of the person, and a contact that a rule uses stays', async () => {
    const { browser } = await bea()
    const unknown = await browser.put('/users/me/rules', {
      items: [{ urgency: 'high', after: '0m', contact: 'phone' }],
    })
    expect(unknown.body.error.details).toMatchObject([{ field: 'items.0.contact' }])
    const items = [
      { urgency: 'high', after: '0m', contact: 'mail' },
      { urgency: 'low', after: '90m', contact: 'mail' },
    ]
    expect((await browser.put('/users/me/rules', { items })).status).toBe(200)
    const { rows } = await database.pool.query('select urgency, after_ms from notification_rules order by position')
    expect(rows).toEqual([
      { urgency: 'high', after_ms: 0 },
      { urgency: 'low', after_ms: 90 * MINUTE },
    ])
    expect((await browser.delete('/users/me/contacts/mail')).code).toBe('still_used')
    await browser.put('/users/me/rules', { items: [] })
    expect((await browser.delete('/users/me/contacts/mail')).status).toBe(204)
    expect((await browser.delete('/users/me/contacts/mail')).status).toBe(404)
  })

  test('what concerns paging raises the version of the configuration and stays in its history with who did it', async () => {
    const version = async () => (await database.pool.query('select version from config_version')).rows[0].version
    const { id, browser } = await bea()
    const before = await version()
    const changes = server.configurationChanges()
    await browser.post('/users/me/contacts', { channel: 'ntfy', to: 'https://ntfy.example.com/bea' })
    await browser.put('/users/me/rules', { items: [{ urgency: 'high', after: '5m', contact: 'mail' }] })
    await ana.patch(`/users/${id}`, { role: 'manager' })
    expect(await version()).toBe(before + 3)
    expect(server.configurationChanges()).toBe(changes + 3)
    const { rows } = await database.pool.query(
      `select actor, before, after from config_history where kind = 'user' and id = $1 and version > $2 order by version`,
      [id, before],
    )
    expect(rows.map(({ actor }) => actor.id === id)).toEqual([true, true, false])
    expect(rows[2]).toMatchObject({ before: { role: 'responder' }, after: { role: 'manager' } })
  })

  test('a lost admin is made anew from the command line, whatever the file says', async () => {
    const { id } = (await ana.post('/users', BEA)).body.user
    await ana.patch(`/users/${id}`, { is_active: false })
    await ownedByFile(id)
    const outcome = await resetAdmin(server.accounts, { email: 'Bea@example.com', create: false })
    expect(outcome).toMatchObject({ isNew: false, link: { url: expect.stringContaining('/set-password?token=') } })
    const url = 'link' in outcome ? outcome.link.url : ''
    const token = new URL(url).searchParams.get('token')
    await server.browser().post('/password/reset', { token, password: BEAS_PASSWORD })
    expect((await server.browser().login(BEA.email, BEAS_PASSWORD)).body.role).toBe('admin')
    const unknown = { email: 'beaa@example.com', create: false }
    expect(await resetAdmin(server.accounts, unknown)).toMatchObject({
      rejected: { code: 'not_found', facts: { nearest: BEA.email } },
    })
    expect(await resetAdmin(server.accounts, { email: 'new@example.com', create: true })).toMatchObject({ isNew: true })
    expect(await resetAdmin(server.accounts, { email: 'nonsense', create: true })).toMatchObject({
      rejected: { code: 'invalid_request' },
    })
  })
})
