import { HOUR, SECOND } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { type AccountServer, ANA, type Browser, startAccountServer } from './testing/account-server.ts'

describeOnEachEngine('who came in, and from where', (open) => {
  let server: AccountServer
  let database: Database
  let ana: Browser
  beforeEach(async () => {
    database = await open()
    server = await startAccountServer(database, { http: { trustedProxies: ['127.0.0.1'] } })
    ana = await server.browserOfAdmin()
  })
  afterEach(() => server.app.close())

  const log = async (query = '') => (await ana.get(`/access-log${query}`)).body.items
  const actsOf = (items: { act: string }[]) => items.map(({ act }) => act)
  const from = (address: string) => ({ 'x-forwarded-for': address, 'user-agent': 'Firefox/140' })
  const later = () => server.clock.forward(SECOND)

  test('signing in and out is logged with the address that the proxy names, and the browser', async () => {
    later()
    const browser = server.browser()
    await browser.post('/session', { email: ANA.email, password: ANA.password }, from('203.0.113.7'))
    later()
    await browser.delete('/session', from('203.0.113.7'))
    const [out, into, first] = await log()
    expect([out.act, into.act, first.act]).toEqual(['signed_out', 'signed_in', 'signed_in'])
    expect(into).toMatchObject({ address: '203.0.113.7', agent: 'Firefox/140', user: { name: 'Ana' }, count: 1 })
    expect(actsOf(await log('?act=signed_out'))).toEqual(['signed_out'])
    expect(await log('?address=203.0.113.')).toHaveLength(2)
    expect(await log('?user=nobody')).toEqual([])
    expect(await log(`?since=${new Date(server.clock.now() + HOUR).toISOString()}`)).toEqual([])
  })

  test('wrong passwords are counted together, and names that belong to nobody are not kept', async () => {
    later()
    for (let n = 0; n < 3; n++) await server.browser().login(ANA.email, `wrong ${n}`)
    await server.browser().login('my-secret-password', 'x')
    const failed = await log('?act=sign_in_failed')
    expect(failed.map(({ user, count, actor }: never) => [user, count, actor])).toEqual(
      expect.arrayContaining([
        [{ id: expect.any(String), name: 'Ana' }, 3, null],
        [null, 1, null],
      ]),
    )
    const { rows } = await database.pool.query('select access_events::text as text from access_events')
    expect(JSON.stringify(rows)).not.toContain('my-secret-password')
    for (let n = 0; n < 12; n++) await server.browser().login(ANA.email, 'wrong')
    const limited = (await log('?act=sign_in_failed')).filter(({ is_limited }: { is_limited: boolean }) => is_limited)
    expect(limited).toMatchObject([{ user: null }])
  })

  test('a forgotten password, the link that sets a new one, and one’s own change are logged with the sessions that ended', async () => {
    await server.browser().post('/password/forgotten', { email: ANA.email })
    await expect.poll(() => server.mails.length).toBe(1)
    later()
    const token = server.lastLinkToken()
    await server.browser().post('/password/reset', { token, password: 'quite another phrase' })
    later()
    await ana.login(ANA.email, 'quite another phrase')
    await server.browser().login(ANA.email, 'quite another phrase')
    later()
    await ana.put('/password', { current_password: 'quite another phrase', password: 'and a third one here' })
    const items = await log()
    expect(actsOf(items)).toEqual([
      ...['password_changed', 'signed_in', 'signed_in'],
      ...['password_set', 'password_asked', 'signed_in'],
    ])
    expect(items[0]).toMatchObject({ ended_sessions: 1, actor: { kind: 'user', label: 'Ana' } })
    expect(items[3]).toMatchObject({ ended_sessions: 1 })
  })

  test('the first use of a key is logged, and no other', async () => {
    later()
    const { key } = (await ana.post('/api-keys', { name: 'ci', role: 'viewer' })).body
    const use = () => server.browser().get('/session', { authorization: `Bearer ${key}`, ...from('203.0.113.8') })
    await use()
    server.clock.forward(HOUR)
    await use()
    expect(await log('?act=key_first_used')).toMatchObject([
      { address: '203.0.113.8', user: null, actor: { kind: 'key', label: 'ci' } },
    ])
  })

  test('people see where they are signed in, end one of these sessions or all others, and see what was tried', async () => {
    later()
    const [phone, laptop] = [server.browser(), server.browser()]
    await phone.post('/session', { email: ANA.email, password: ANA.password }, from('203.0.113.7'))
    await laptop.login()
    const sessions = (await ana.get('/sessions')).body.items
    expect(sessions).toHaveLength(3)
    expect(sessions.filter(({ is_current }: { is_current: boolean }) => is_current)).toHaveLength(1)
    const theirs = sessions.find(({ address }: { address: string }) => address === '203.0.113.7')
    expect((await ana.delete(`/sessions/${theirs.id}`)).status).toBe(204)
    expect((await ana.delete(`/sessions/${theirs.id}`)).status).toBe(404)
    expect((await phone.get('/session')).status).toBe(401)
    expect((await laptop.get('/session')).status).toBe(200)
    expect((await ana.delete('/sessions')).status).toBe(204)
    expect((await laptop.get('/session')).status).toBe(401)
    expect((await ana.get('/session')).status).toBe(200)
    expect((await ana.delete('/sessions')).status).toBe(204)

    await server.browser().login(ANA.email, 'wrong')
    const history = (await ana.get('/sessions/history')).body.items
    expect(actsOf(history).sort()).toEqual([
      ...['sessions_ended', 'sessions_ended', 'sign_in_failed', 'signed_in', 'signed_in', 'signed_in'],
    ])
  })

  test('somebody who is deactivated is signed out, and only admins read the log', async () => {
    const invited = await ana.post('/users', { email: 'bo@example.com', name: 'Bo', role: 'manager' })
    const bo = server.browser()
    await bo.post('/password/reset', { token: server.lastLinkToken(), password: 'a phrase of my own' })
    await bo.login('bo@example.com', 'a phrase of my own')
    expect((await bo.get('/access-log')).status).toBe(403)
    expect((await bo.get('/sessions')).body.items).toHaveLength(1)
    later()
    await ana.patch(`/users/${invited.body.user.id}`, { is_active: false })
    expect(await log('?act=sessions_ended')).toMatchObject([
      { user: { name: 'Bo' }, actor: { label: 'Ana' }, ended_sessions: 1 },
    ])
  })
})
