import type { ContactId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createGoneBrowsers } from '../shell/app/gone-browsers.ts'
import { loadSealedConfiguration } from '../shell/app/sealed-configuration.ts'
import { hashPassword } from '../shell/auth/password-hash.ts'
import { FILE_ACTOR } from '../shell/config/change-configuration.ts'
import { applyFile } from '../shell/config/file/apply-file.ts'
import { formatProblem } from '../shell/config/file/file-problem.ts'
import type { Database } from '../shell/database/open-database.ts'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { ensurePushKeys, findPushKeys } from '../shell/secrets/push-keys.ts'
import { createSecrets } from '../shell/secrets/sealed-box.ts'
import { listUnreadableSecrets } from '../shell/secrets/unreadable-secrets.ts'
import { type AccountServer, ANA, type Browser, LINK_URL, startAccountServer } from './testing/account-server.ts'

/** A browser that was subscribed: the keys are those of the example in RFC 8291. */
const subscriptionAt = (endpoint: string) => ({
  endpoint,
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
})
const PHONE = { name: 'Chrome on Android', subscription: subscriptionAt('https://push.example.com/p/1') }
const BEA = { email: 'bea@example.com', name: 'Bea', role: 'responder' }

describeOnEachEngine('browsers as contacts', (open) => {
  let database: Database
  let server: AccountServer
  let ana: Browser
  beforeEach(async () => {
    database = await open()
    server = await startAccountServer(database)
    ana = await server.browserOfAdmin()
  })
  afterEach(() => server.app.close())

  async function bea(): Promise<Browser> {
    await ana.post('/users', BEA)
    await server.browser().post('/password/reset', { token: server.lastLinkToken(), password: 'bea chose this one' })
    const browser = server.browser()
    await browser.login(BEA.email, 'bea chose this one')
    return browser
  }
  const contactsOf = async (browser: Browser) => (await browser.get('/users/me/contacts')).body.items

  async function verify(browser: Browser, contact: string): Promise<void> {
    const code = server.codes.at(-1)?.code
    expect((await browser.post(`/users/me/contacts/${contact}/verify`, { code })).status).toBe(200)
  }

  test('a browser becomes a contact by its name, and confirms a test page that names it', async () => {
    const added = await ana.post('/users/me/browsers', PHONE)
    expect(added).toMatchObject({
      status: 201,
      body: { id: 'webpush', channel: 'webpush', to: 'Chrome on Android', is_verified: false, ended: null },
    })
    expect(server.codes).toMatchObject([{ channel: 'webpush', url: `${LINK_URL}/account?verify=webpush` }])
    await verify(ana, 'webpush')
    expect(await contactsOf(ana)).toMatchObject([{ id: 'mail' }, { id: 'webpush', is_verified: true }])
  })

  test('where a browser is pushed to stands nowhere in the clear', async () => {
    await ana.post('/users/me/browsers', PHONE)
    for (const table of ['contacts', 'browsers', 'config_history', 'house_keys']) {
      const { rows } = await database.pool.query(`select t::text as text from ${table} t`)
      expect(rows.map(({ text }) => text).join('\n')).not.toMatch(/push\.example\.com|BTBZMqHH/)
    }
  })

  test('one that is subscribed again stays the same contact with its rules, and has to confirm again', async () => {
    await ana.post('/users/me/browsers', PHONE)
    await verify(ana, 'webpush')
    const rules = { items: [{ urgency: 'high', after: '0m', contact: 'webpush' }] }
    expect((await ana.put('/users/me/rules', rules)).status).toBe(200)
    const again = { name: 'Firefox', subscription: subscriptionAt('https://push.example.com/p/2'), replaces: 'webpush' }
    expect((await ana.post('/users/me/browsers', again)).body).toMatchObject({ id: 'webpush', to: 'Firefox' })
    const moved = {
      subscription: subscriptionAt('https://push.example.com/p/3'),
      replaces_endpoint: again.subscription.endpoint,
    }
    expect((await ana.post('/users/me/browsers', moved)).body).toMatchObject({ id: 'webpush', to: 'Firefox' })
    expect(await contactsOf(ana)).toMatchObject([{ id: 'mail' }, { id: 'webpush', is_verified: false }])
  })

  test('a second browser is a second contact, and one without a name is refused', async () => {
    await ana.post('/users/me/browsers', PHONE)
    const laptop = { name: 'Chrome on Linux', subscription: subscriptionAt('https://push.example.com/p/2') }
    expect((await ana.post('/users/me/browsers', laptop)).body.id).toBe('webpush-2')
    const nameless = { subscription: subscriptionAt('https://push.example.com/p/3') }
    expect((await ana.post('/users/me/browsers', nameless)).body.error.details).toEqual([
      expect.objectContaining({ field: 'name', problem: 'is missing' }),
    ])
  })

  test('a browser that somebody else subscribes is theirs alone', async () => {
    await ana.post('/users/me/browsers', PHONE)
    await verify(ana, 'webpush')
    const other = await bea()
    expect((await other.post('/users/me/browsers', PHONE)).status).toBe(201)
    expect(await contactsOf(ana)).toMatchObject([
      { id: 'mail' },
      { id: 'webpush', is_verified: false, ended: { because: 'taken_over' } },
    ])
    expect(await contactsOf(other)).toMatchObject([{ id: 'mail' }, { id: 'webpush', ended: null }])
  })

  test('who signs out of a browser is not paged there, and is again once it is subscribed again', async () => {
    await ana.post('/users/me/browsers', PHONE)
    await verify(ana, 'webpush')
    const { endpoint } = PHONE.subscription
    expect((await ana.post('/users/me/browsers/end', { endpoint })).status).toBe(204)
    expect((await ana.post('/users/me/browsers/end', { endpoint })).status).toBe(204)
    expect((await contactsOf(ana))[1]).toMatchObject({ is_verified: false, ended: { because: 'signed_out' } })
    await ana.post('/users/me/browsers', { ...PHONE, replaces: 'webpush' })
    expect((await contactsOf(ana))[1]).toMatchObject({ id: 'webpush', ended: null })
  })

  test('a browser that its push service gave up is paged no longer, and its owner gets one mail', async () => {
    await ana.post('/users/me/browsers', PHONE)
    await verify(ana, 'webpush')
    const { id } = (await ana.get('/session')).body.user
    let refreshes = 0
    const gone = createGoneBrowsers({
      ...{
        db: database.kysely,
        clock: server.clock,
        publicUrl: () => LINK_URL,
        sendMail: server.accounts.sendAccountMail,
      },
      async refresh() {
        refreshes += 1
      },
      log: { error: () => {}, warn: () => {}, info: () => {} },
    })
    const isTold = () => server.mails.some(({ kind }) => kind === 'browser_gone')
    const told = (subscription: object) =>
      gone(id as UserId, 'webpush' as ContactId, { to: PHONE.name, secret: JSON.stringify(subscription) })
    // Of an older subscription of the same browser: it was subscribed again meanwhile.
    told(subscriptionAt('https://push.example.com/p/0'))
    told(PHONE.subscription)
    told(PHONE.subscription)
    await expect.poll(isTold).toBe(true)
    await expect
      .poll(async () => (await contactsOf(ana))[1])
      .toMatchObject({ is_verified: false, ended: { because: 'gone' } })
    const mails = server.mails.filter(({ kind }) => kind === 'browser_gone')
    expect(mails).toMatchObject([{ to: ANA.email, browser: 'Chrome on Android', url: `${LINK_URL}/account` }])
    expect(refreshes).toBe(1)
  })

  test('a browser that was removed leaves nothing behind', async () => {
    await ana.post('/users/me/browsers', PHONE)
    expect((await ana.delete('/users/me/contacts/webpush')).status).toBe(204)
    expect(await database.kysely.selectFrom('browsers').selectAll().execute()).toEqual([])
  })

  test('keys that are none, and addresses that are none, are refused with the field', async () => {
    const broken = { ...PHONE, subscription: { ...PHONE.subscription, keys: { p256dh: 'AAAA', auth: 'x' } } }
    const refused = await ana.post('/users/me/browsers', broken)
    expect(refused.body.error.details.map(({ field }: { field: string }) => field)).toEqual([
      'subscription.keys.p256dh',
      'subscription.keys.auth',
    ])
    const nowhere = await ana.post('/users/me/browsers', { ...PHONE, subscription: subscriptionAt('ftp://x') })
    expect(nowhere.status).toBe(400)
  })

  test('nobody writes such a contact by hand: neither in the console nor in the file', async () => {
    const byHand = await ana.post('/users/me/contacts', { channel: 'webpush', to: 'https://push.example.com/p/1' })
    expect(byHand.body.error.details).toEqual([
      expect.objectContaining({ field: 'channel', problem: expect.stringContaining('in that browser itself') }),
    ])
    const outcome = await apply('contacts: [{ id: phone, channel: webpush, to: x }]')
    const problems = 'problems' in outcome ? outcome.problems.map(formatProblem) : []
    expect(problems.join()).toMatch(/contacts\[0\].channel.*in that browser itself/)
  })

  test('a file that names a person’s contacts leaves their browsers, and its rules may name them', async () => {
    await ana.post('/users/me/browsers', PHONE)
    await verify(ana, 'webpush')
    const file = `contacts: [{ id: mail, channel: email, to: ${ANA.email} }]
    rules: [{ urgency: high, after: 0m, contact: webpush }, { urgency: low, after: 0m, contact: mail }]`
    expect(await apply(file)).not.toHaveProperty('problems')
    expect(await contactsOf(ana)).toMatchObject([{ id: 'mail' }, { id: 'webpush', is_verified: true }])
    expect((await ana.get('/users/me/rules')).body.items).toMatchObject([{ contact: 'webpush' }, { contact: 'mail' }])
  })

  test('the keys of the installation are made once, kept encrypted and go into the channel’s settings', async () => {
    const { db, secrets, ids } = server.accounts
    const first = (await ana.get('/push-key')).body.public_key
    await ensurePushKeys({ db, secrets, ids }, server.clock.now())
    expect((await ana.get('/push-key')).body.public_key).toBe(first)
    const own = await findPushKeys(db, secrets)
    expect(own?.public_key).toBe(first)
    const sealed = await loadSealedConfiguration(db, secrets, 1)
    expect(sealed.channelConfig('webpush')).toEqual({ vapid: own })
    const row = await db.selectFrom('house_keys').selectAll().executeTakeFirstOrThrow()
    expect(row.sealed).not.toContain(own?.private_key)
  })

  test('keys that nobody can read any more are named, and made anew for the next browser', async () => {
    const first = (await ana.get('/push-key')).body.public_key
    await server.app.close()
    const { db, ids } = server.accounts
    const others = createSecrets({ current: Buffer.alloc(32, 8), older: [] }, ids)
    expect(await listUnreadableSecrets(db, others)).toContainEqual(
      expect.objectContaining({ kind: 'house key', id: 'vapid', because: 'key_missing' }),
    )
    server = await startAccountServer(database, { secretKey: Buffer.alloc(32, 8) })
    const browser = server.browser()
    await browser.login()
    const second = (await browser.get('/push-key')).body.public_key
    expect(second).not.toBe(first)
    expect((await browser.get('/push-key')).body.public_key).toBe(second)
  })

  function apply(ofAna: string) {
    const { db, secrets, ids } = server.accounts
    const text = `version: 1\nusers:\n  - email: ${ANA.email}\n    ${ofAna}\n`
    return applyFile(
      { db, secrets, ids, hashPassword: (password) => hashPassword(password, ids, { ln: 4, r: 1, p: 1 }) },
      { name: 'tocsin.yaml', text, environment: {} },
      { actor: FILE_ACTOR, at: server.clock.now() as Instant, prune: false, isPlanOnly: false },
    )
  }
})
