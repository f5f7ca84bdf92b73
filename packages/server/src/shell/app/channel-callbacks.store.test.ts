import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import { aContact, aDirectory, aPolicy, aSource, aStep, aUser } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { SLACK_TEAM, type SlackStandin, startSlackStandin } from '@tocsin/standins/slack.ts'
import { startTelegramStandin, type TelegramStandin } from '@tocsin/standins/telegram.ts'
import { signTwilioRequest } from '@tocsin/standins/twilio.ts'
import { afterAll, afterEach, expect, test } from 'vitest'
import { addressKey, findAddressStates } from '../../people/address-states.ts'
import { createFileKeeper } from '../../record/keep-files.ts'
import { registerCallbacks } from '../../respond/callbacks/callback-routes.ts'
import { telegramRoutes } from '../../respond/callbacks/telegram-connect.ts'
import { telegramSecret } from '../../respond/callbacks/telegram-updates.ts'
import { createTestServer } from '../http/testing/listening.ts'
import { signCallback } from '../secrets/callback-links.ts'
import { describeOnServer } from './testing/on-server.ts'
import { settled, type TestServer } from './testing/start-test-server.ts'

const net = createSystemNet()
const PUBLIC = 'https://tocsin.example.com'
const SID = `AC${'0'.repeat(32)}`
const TOKEN = 'a'.repeat(32)
const NUMBER = '+491701234567'
const TWILIO = { provider: 'twilio', account_sid: SID, auth_token: TOKEN, from: '+12025550100' }
let slack: SlackStandin | undefined
let telegram: TelegramStandin | undefined
afterEach(async () => {
  await slack?.close()
  await telegram?.close()
  slack = undefined
  telegram = undefined
})
afterAll(() => net.close())

/** Ana is called by text message; mail is what she has besides. */
const DIRECTORY = aDirectory({
  sources: [aSource('monitor', { quietPeriodMs: ms('0s') })],
  users: [
    aUser('ana', {
      contacts: [
        aContact('sms', { channel: 'sms', to: NUMBER }),
        aContact('chat', { channel: 'telegram', to: '4711' }),
        aContact('slack', { channel: 'slack', to: 'U012ANA' }),
        aContact('mail', { channel: 'email', to: 'ana@example.com' }),
      ],
      rules: [{ urgency: 'high', afterMs: ms('0s'), contact: 'sms' as ContactId }],
    }),
    aUser('bob', { role: 'viewer', contacts: [aContact('sms', { channel: 'sms', to: '+815012345678' })] }),
  ],
})

interface Posted {
  url: string
  body: string
  headers: Record<string, string>
}

/** The callbacks beside the server of the test, with an incident that Ana is paged for. */
async function begin(server: TestServer, configs: Record<string, unknown> = { sms: TWILIO, voice: TWILIO }) {
  await server.receive('monitor', [{ title: 'Disk <full>', severity: 'critical' }])
  const { app } = createTestServer()
  const stopped: string[] = []
  const resumed: string[] = []
  registerCallbacks(app, {
    ...{ db: server.database.kysely, engine: server.deps, net, secrets: server.secrets, publicUrl: () => PUBLIC },
    channelConfig: (channel) => configs[channel],
    report: async () => incident,
    keepFiles: createFileKeeper(server.deps.ids),
    optedOut: async (_, address) => void stopped.push(address),
    optedIn: async (_, address) => {
      const isResumed = stopped.includes(address)
      if (isResumed) resumed.push(address)
      return isResumed
    },
  })
  await app.ready()
  const { body } = await server.as('ana').get('/incidents')
  const incident = body.items[0].id as IncidentId
  const [page] = server.sent.filter(({ kind }) => kind === 'page')
  const link = { incident, page: page?.page as PageId, person: 'ana' as UserId }
  const token = signCallback(server.secrets, link, server.deps.clock.now())
  const post = async ({ url, body: payload, headers }: Posted) => {
    const answer = await app.inject({ method: 'POST', url, payload, headers })
    await settled(server.database)
    return { status: answer.statusCode, text: answer.body, type: String(answer.headers['content-type']) }
  }
  const twilio = (path: string, fields: Record<string, string>, authToken = TOKEN) =>
    post({ url: path, ...signTwilioRequest(authToken, `${PUBLIC}${path}`, fields) })
  const state = async () => (await server.as('ana').get(`/incidents/${incident}`)).body
  return {
    incident,
    token,
    post,
    twilio,
    state,
    stopped,
    resumed,
    channels: () => server.sent.map(({ target }) => target.channel),
  }
}

describeOnServer('embedded', 'callbacks of providers', (start) => {
  test('a text message that names the incident acknowledges it, and is answered', async () => {
    const { twilio, state, incident } = await begin(await start(DIRECTORY))
    const answer = await twilio('/callback/sms', { From: NUMBER, To: '+12025550100', Body: ' 1A ' })
    expect(answer).toMatchObject({ status: 200, type: expect.stringContaining('text/xml') })
    expect(answer.text).toContain(`<Message>${incident}: It is yours`)
    expect(await state()).toMatchObject({ status: 'acknowledged', owner: { id: 'ana' } })
  })

  test('a word alone means the one incident that the person is paged for', async () => {
    const { twilio, state } = await begin(await start(DIRECTORY))
    await twilio('/callback/sms', { From: NUMBER, Body: 'ack' })
    expect((await state()).status).toBe('acknowledged')
    const again = await twilio('/callback/sms', { From: NUMBER, Body: 'ack' })
    expect(again.text).toContain('You are not paged for anything now.')
  })

  test('where two have to take it, the second is heard as well, and the first is told that others are called', async () => {
    const both = ['ana', 'eve'].map((id, index) =>
      aUser(id, {
        contacts: [aContact('sms', { channel: 'sms', to: `+49170123456${index}` })],
        rules: [{ urgency: 'high', afterMs: ms('0s'), contact: 'sms' as ContactId }],
      }),
    )
    const steps = [{ ...aStep('0m', 'ana', 'eve'), acks: 2 }]
    const world = { sources: [aSource('monitor')], users: both, policies: [aPolicy(steps)] }
    const { twilio, state } = await begin(await start(aDirectory(world)))
    const first = await twilio('/callback/sms', { From: '+491701234560', Body: 'a' })
    expect(first.text).toContain('1 of 2 has it; others are still called')
    expect((await state()).status).toBe('acknowledged')
    const second = await twilio('/callback/sms', { From: '+491701234561', Body: 'a' })
    expect(second.text).toContain('You work on it with Ana.')
  })

  test('who is called by name for what somebody has already can answer', async () => {
    const eve = aUser('eve', {
      contacts: [aContact('sms', { channel: 'sms', to: '+491701234561' })],
      rules: [{ urgency: 'high', afterMs: ms('0s'), contact: 'sms' as ContactId }],
    })
    const users = [...DIRECTORY.users.values(), eve]
    const server = await start(aDirectory({ sources: [aSource('monitor')], users }))
    const { twilio, incident } = await begin(server)
    await server.as('ana').post(`/incidents/${incident}/acknowledge`)
    await server.as('ana').post(`/incidents/${incident}/responders`, { user: 'eve@example.com' })
    await settled(server.database)
    const answer = await twilio('/callback/sms', { From: '+491701234561', Body: 'a' })
    expect(answer.text).toContain('You work on it with Ana.')
    expect((await twilio('/callback/sms', { From: '+491701234561', Body: 'a' })).text).toContain('not paged')
  })

  test('strangers, roles that may not, forged and unsigned messages change nothing', async () => {
    const { twilio, post, state } = await begin(await start(DIRECTORY))
    expect((await twilio('/callback/sms', { From: '+12025550199', Body: '1a' })).text).not.toContain('<Message>')
    expect((await twilio('/callback/sms', { From: '+815012345678', Body: '1a' })).text).toContain('does not allow')
    expect((await twilio('/callback/sms', { From: NUMBER, Body: '1a' }, 'b'.repeat(32))).status).toBe(403)
    const unsigned = { url: '/callback/sms', body: `From=${encodeURIComponent(NUMBER)}&Body=1a`, headers: {} }
    expect((await post(unsigned)).status).toBe(403)
    expect((await state()).status).toBe('open')
  })

  test('STOP ends the contact and is not answered; what is no answer is explained', async () => {
    const { twilio, stopped } = await begin(await start(DIRECTORY))
    expect((await twilio('/callback/sms', { From: NUMBER, Body: 'STOP', OptOutType: 'STOP' })).text).not.toContain(
      '<Message>',
    )
    expect(stopped).toEqual([NUMBER])
    expect((await twilio('/callback/sms', { From: NUMBER, Body: 'who is this?' })).text).toContain('123a acknowledges')
  })

  test('START after a STOP resumes, and a word that may mean it is explained where nobody had stopped', async () => {
    const { twilio, resumed } = await begin(await start(DIRECTORY))
    expect((await twilio('/callback/sms', { From: NUMBER, Body: 'Yes' })).text).toContain('123a acknowledges')
    await twilio('/callback/sms', { From: NUMBER, Body: 'STOP' })
    const answer = await twilio('/callback/sms', { From: NUMBER, Body: ' Unstop ', OptOutType: 'START' })
    expect(answer.text).not.toContain('<Message>')
    expect(resumed).toEqual([NUMBER])
  })

  test('a message that did not arrive brings the next contact at once, and only once', async () => {
    const { twilio, token, channels } = await begin(await start(DIRECTORY))
    expect(channels()).toEqual(['sms'])
    const failed = { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' }
    expect((await twilio(`/callback/sms/${token}`, failed)).status).toBe(200)
    await twilio(`/callback/sms/${token}`, failed)
    expect(channels()).toEqual(['sms', 'telegram'])
  })

  test('a receipt that says something of the number itself is kept: a STOP ends the contact, a wrong number shows', async () => {
    const server = await start(DIRECTORY)
    const { twilio, token, stopped } = await begin(server)
    const stateOf = async () => {
      const address = { channel: 'sms', address: NUMBER }
      const found = await findAddressStates(server.database.kysely, [address], server.deps.clock.now())
      return found.get(addressKey(address))?.failed ?? null
    }
    const failed = { MessageSid: 'SM1', MessageStatus: 'undelivered', To: NUMBER }
    await twilio(`/callback/sms/${token}`, { ...failed, ErrorCode: '30003' })
    expect([stopped, await stateOf()]).toEqual([[], null])
    await twilio(`/callback/sms/${token}`, { ...failed, ErrorCode: '30006' })
    expect(await stateOf()).toMatchObject({ how: 'came_back', cause: expect.stringContaining('30006') })
    await twilio(`/callback/sms/${token}`, { ...failed, ErrorCode: '21610' })
    expect(stopped).toEqual([NUMBER])
  })

  test('a receipt of arrival is a fact, once', async () => {
    const server = await start(DIRECTORY)
    const { twilio, token, incident } = await begin(server)
    for (const MessageStatus of ['sent', 'delivered', 'delivered'])
      await twilio(`/callback/sms/${token}`, { MessageSid: 'SM1', MessageStatus })
    const { body } = await server.as('ana').get(`/incidents/${incident}/facts`)
    expect(body.items.filter(({ type }: { type: string }) => type === 'PageDelivered')).toHaveLength(1)
  })

  test('on the telephone 3 says it again, 1 acknowledges; a busy line brings the next contact', async () => {
    const { twilio, token, state, channels } = await begin(await start(DIRECTORY))
    const path = `/callback/voice/${token}`
    const again = await twilio(path, { CallSid: 'CA1', CallStatus: 'in-progress', Digits: '3' })
    expect(again.text).toContain('Disk &lt;full&gt;')
    expect(again.text).toContain(`action="${PUBLIC}${path}"`)
    await twilio(path, { CallSid: 'CA1', CallStatus: 'busy' })
    expect(channels()).toEqual(['sms', 'telegram'])
    const taken = await twilio(path, { CallSid: 'CA1', CallStatus: 'in-progress', Digits: '1' })
    expect(taken.text).toContain('You have it now.')
    expect((await state()).status).toBe('acknowledged')
  })

  /** Three more incidents, whose pages went out in the message of the first. */
  async function bundled(server: TestServer) {
    const begun = await begin(server)
    for (const title of ['Second', 'Third'])
      await server.receive('monitor', [{ title, key: title, severity: 'critical' }])
    const [first, ...others] = server.sent.filter(({ kind }) => kind === 'page').map(({ page }) => page)
    for (const page of others)
      await server.database.pool.query(`update outbox set message = message || $1 where key = $2`, [
        JSON.stringify({ bundledIn: first, carriedBy: { page: first, together: 2 } }),
        page,
      ])
    const statuses = async () => {
      const { body } = await server.as('ana').get('/incidents')
      return body.items.map(({ status }: { status: string }) => status).toReversed()
    }
    const press = (Digits: string) => begun.twilio(`/callback/voice/${begun.token}`, { Digits })
    return { ...begun, statuses, press, server }
  }

  test('on a call about several a key takes one, and 1 all that are left', async () => {
    const { press, statuses } = await bundled(await start(DIRECTORY))
    const again = await press('3')
    expect(again.text).toContain('3 more incidents page you')
    expect(again.text).toContain('Key 5: incident 2')
    expect((await press('9')).text).toContain('I did not get that.')
    expect((await press('5')).text).toContain('You have it now.')
    expect(await statuses()).toEqual(['open', 'acknowledged', 'open'])
    expect((await press('1')).text).toContain('You have all of them now')
    expect(await statuses()).toEqual(['acknowledged', 'acknowledged', 'acknowledged'])
  })

  test('a message about several that did not arrive brings the next contact for each', async () => {
    const { twilio, token, channels } = await bundled(await start(DIRECTORY))
    await twilio(`/callback/sms/${token}`, { MessageStatus: 'undelivered', ErrorCode: '30003' })
    expect(channels().filter((channel) => channel !== 'sms')).toHaveLength(3)
  })

  test('“all a” takes everything that its writer was told of, and says what', async () => {
    const { twilio, statuses } = await bundled(await start(DIRECTORY))
    const { text } = await twilio('/callback/sms', { From: NUMBER, Body: 'All a' })
    expect(text).toContain('<Message>Yours: 3, 2, 1. Nobody else is called for them any more.')
    expect(await statuses()).toEqual(['acknowledged', 'acknowledged', 'acknowledged'])
  })

  test('a token that has ended, or was made elsewhere, is not found', async () => {
    const server = await start(DIRECTORY)
    const { twilio, incident } = await begin(server)
    const link = { incident, page: 'p' as PageId, person: 'ana' as UserId }
    const old = signCallback(server.secrets, link, (server.deps.clock.now() - 3 * 86_400_000) as Instant)
    for (const token of [old, `${old}x`, 'nonsense'])
      expect((await twilio(`/callback/voice/${token}`, { CallSid: 'CA1', Digits: '1' })).status).toBe(404)
  })

  test('Pushover’s acknowledgement needs the address that only it was told', async () => {
    const { post, token, state } = await begin(await start(DIRECTORY))
    const body = 'receipt=r1&acknowledged=1&acknowledged_at=1'
    expect((await post({ url: '/callback/pushover/x.y', body, headers: {} })).status).toBe(404)
    expect((await post({ url: `/callback/pushover/${token}`, body, headers: {} })).status).toBe(200)
    expect((await state()).status).toBe('acknowledged')
  })

  test('a press in Telegram acts for the owner of the chat, and takes the buttons away', async () => {
    telegram = await startTelegramStandin({ now: Date.now })
    telegram.addChat('4711')
    const server = await start(DIRECTORY)
    const { token } = telegram
    const { post, state, incident } = await begin(server, { telegram: { token, url: telegram.url } })
    const press = (from: number, secret = telegramSecret(server.secrets, token)) =>
      post({
        url: '/callback/telegram',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify({
          update_id: 1,
          callback_query: {
            id: 'q',
            from: { id: from },
            data: `a ${incident}`,
            message: { message_id: 7, chat: { id: 4711 } },
          },
        }),
      })
    expect((await press(4711, 'guessed')).status).toBe(403)
    await press(815)
    expect((await state()).status).toBe('open')
    await press(4711)
    expect(await state()).toMatchObject({ status: 'acknowledged', owner: { id: 'ana' } })
    const methods = telegram.taken().map(({ method }) => method)
    expect(methods).toEqual(['answerCallbackQuery', 'answerCallbackQuery', 'editMessageReplyMarkup'])
  })

  test('connecting the bot names an address of https and a secret that Telegram takes; /start is answered with the number of the chat', async () => {
    telegram = await startTelegramStandin({ now: Date.now })
    telegram.addChat('815')
    const server = await start(DIRECTORY)
    const { token, url } = telegram
    const configs = { telegram: { token, url } }
    const [connect] = telegramRoutes({
      ...{ net, engine: server.deps, secrets: server.secrets, publicUrl: () => PUBLIC },
      channelConfig: () => configs.telegram,
    })
    expect(await connect?.handle({} as never)).toEqual({ url: `${PUBLIC}/callback/telegram` })
    const secret = String(telegram.taken()[0]?.body.secret_token)
    const { post } = await begin(server, configs)
    const headers = { 'x-telegram-bot-api-secret-token': secret }
    const body = JSON.stringify({ update_id: 2, message: { text: '/start', chat: { id: 815 } } })
    expect((await post({ url: '/callback/telegram', headers, body })).status).toBe(200)
    expect(telegram.taken().at(-1)).toMatchObject({
      method: 'sendMessage',
      chat: '815',
      body: { text: expect.stringContaining('815') },
    })
  })

  test('a press in Slack acts for the member, and the message says by whom', async () => {
    slack = await startSlackStandin({ now: Date.now })
    const { post, state, incident } = await begin(await start(DIRECTORY), configOfSlack(slack))
    const payload = {
      ...{ type: 'block_actions', user: { id: 'U012ANA' }, response_url: `${slack.url}/response` },
      actions: [{ action_id: 'acknowledge', value: incident }],
      message: { text: 'x', blocks: [{ type: 'header' }, { type: 'actions' }] },
    }
    const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`
    const forged = slack.request(body, Date.now() - 400_000)
    expect((await post({ url: '/callback/slack', ...forged })).status).toBe(403)
    expect((await post({ url: '/callback/slack', ...slack.request(body, Date.now()) })).status).toBe(200)
    await expect.poll(async () => (await state()).status, { timeout: 5_000 }).toBe('acknowledged')
    const { requests } = slack
    await expect.poll(() => requests().filter(({ path }) => path === '/response').length, { timeout: 5_000 }).toBe(2)
  })

  test('the slash command lists, reports, notes, resolves and says who is on call', async () => {
    slack = await startSlackStandin({ now: Date.now })
    const server = await start(DIRECTORY)
    const { post, state, incident } = await begin(server, configOfSlack(slack))
    const signed = (body: string) => slack?.request(body, Date.now()) ?? { body, headers: {} }
    const say = async (text: string, user = 'U012ANA') => {
      const body = new URLSearchParams({ command: '/tocsin', team_id: SLACK_TEAM, user_id: user, text }).toString()
      return JSON.parse((await post({ url: '/callback/slack', ...signed(body) })).text).text as string
    }
    expect(await say('list')).toContain('Disk &lt;full&gt;')
    expect(await say('update 1 I look into it')).toBe(`${incident}: done.`)
    expect(await say('ack 99')).toBe('There is no such incident.')
    expect(await say('ack 1')).toContain('It is yours')
    expect(await say('resolve 1')).toContain('It is resolved')
    expect((await state()).status).toBe('resolved')
    expect(await say('report Checkout answers slowly')).toMatch(
      /^Opened <https:\/\/tocsin\.example\.com\/incidents\/INC-/,
    )
    expect(await say('what?')).toContain('/tocsin ack 123')
    slack.addMember('U0BOB', 'bob@example.com')
    expect(await say('ack 2', 'U0BOB')).toContain('does not allow')
    slack.addMember('W0EVE', 'ana@example.com')
    expect(await say('resolve 2', 'W0EVE')).toContain('does not know you')
    expect(await say('list', 'U0NOBODY')).toContain('does not know you')
  })
})

function configOfSlack({ url, token, signingSecret }: SlackStandin) {
  return { slack: { token, signing_secret: signingSecret, url } }
}
