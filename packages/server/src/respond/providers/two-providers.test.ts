import type { Net } from '@tocsin/adapters/out/net.ts'
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { ContactId, IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { aDirectory, aUser } from '@tocsin/core/testing/directory.ts'
import { type HttpReceiver, startHttpReceiver } from '@tocsin/standins/http-receiver.ts'
import { type SmtpStandin, startSmtpStandin } from '@tocsin/standins/smtp.ts'
import { startTwilioStandin, type TwilioStandin } from '@tocsin/standins/twilio.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { createSystemNet } from '../../shell/ports/net.ts'
import { createDeliver } from '../deliver.ts'

const AT = Date.UTC(2026, 0, 5) as Instant
const FROM = 'Tocsin <tocsin@example.com>'
const system = createSystemNet()
/** Nobody waits for the time-outs of real providers. */
const net: Net = {
  fetch: (request) => system.fetch({ ...request, timeoutMs: 4_000 }),
  sendMail: (server, mail) => system.sendMail({ ...server, timeoutMs: 4_000 }, mail),
}
let first: SmtpStandin
let second: SmtpStandin
let twilio: TwilioStandin
let gateway: HttpReceiver
const texts: string[] = []
let gatewayStatus = 200

beforeEach(async () => {
  first = await startSmtpStandin({ now: Date.now })
  second = await startSmtpStandin({ now: Date.now })
  twilio = await startTwilioStandin({ now: Date.now })
  gateway = await startHttpReceiver({
    ...{ now: Date.now, port: 0 },
    react({ body }) {
      if (gatewayStatus === 200) texts.push(body)
      return { status: gatewayStatus }
    },
  })
  texts.length = 0
  gatewayStatus = 200
})
afterEach(async () => {
  for (const each of [first, second, twilio, gateway]) await each.close()
})
afterAll(() => system.close())

function start() {
  const { sid, token } = twilio.account
  const configs: Record<string, unknown> = {
    email: { url: first.url, from: FROM },
    sms: { provider: 'twilio', account_sid: sid, auth_token: token, from: '+12025550100', url: twilio.url },
  }
  const seconds: Record<string, unknown> = {
    email: { url: second.url, from: FROM },
    sms: { provider: 'http', url: `${gateway.url}/sms`, body: '{"to":"{to}","text":"{text}","ref":"{id}"}' },
  }
  const deliver = createDeliver({
    ...{ net, now: () => AT, channels: outChannels, contactSecret: async () => undefined },
    channelConfig: async (channel) => configs[channel],
    secondConfig: async (channel) => seconds[channel],
    directory: () => aDirectory({ users: [aUser('ana')] }),
    links: () => [{ action: 'acknowledge', url: 'https://tocsin.example.com/a/1' }],
  })
  return (channel: 'email' | 'sms', to: string) => deliver(aPage(channel, to), 1, AT)
}

function aPage(channel: string, to: string): PersonMessage {
  return {
    ...{ kind: 'page', page: 'INC-2026-000001/p1' as PageId, incident: 'INC-2026-000001' as IncidentId },
    ...{ user: 'ana' as UserId, target: { contact: 'one' as ContactId, channel, to } },
    ...{ urgency: 'high', title: 'Disk full', priority: 'P2', services: ['Shop'], because: 'rule_immediate' },
    ...{ signalReceivedAt: AT, requestedAt: AT, isFirstCall: true, why: { kind: 'user' } },
  }
}

const ids = ({ mails }: SmtpStandin) => mails().map(({ messageId }) => messageId)

test('a mail server that is down, silent or cuts the line hands its mails to the second one', async () => {
  for (const fault of ['hang', 'drop', '451'] as const) {
    const deliver = start()
    first.failNext(fault)
    expect(await deliver('email', 'ana@example.com')).toMatchObject({ handedOver: true, instead: expect.any(Object) })
  }
  await first.close()
  const down = await start()('email', 'ana@example.com')
  expect(down).toMatchObject({ handedOver: true, instead: { code: 'unreachable' } })
  expect(ids(second)).toHaveLength(4)
  first = await startSmtpStandin({ now: Date.now })
})

test('where nobody knows whether the first took a mail it comes twice, under one id', async () => {
  first.failNext('lost-ack')
  expect(await start()('email', 'ana@example.com')).toMatchObject({ handedOver: true })
  expect([...ids(first), ...ids(second)]).toEqual(Array(2).fill('<INC-2026-000001.p1@example.com>'))
})

test('an address that the first server does not know is asked of no other', async () => {
  first.failNext('550')
  expect(await start()('email', 'ana@example.com')).toMatchObject({ failure: { code: 'bad_address', retry: 'never' } })
  expect(ids(second)).toEqual([])
})

test('text messages that Twilio refuses or does not answer go through the gateway, with the id of the page', async () => {
  const deliver = start()
  for (const fault of [503, 'hang', { status: 401, body: '{"code":20003,"message":"Authenticate"}' }] as const) {
    twilio.failNext(fault)
    expect(await deliver('sms', '+491701234567')).toMatchObject({ handedOver: true, instead: expect.any(Object) })
  }
  expect(texts).toHaveLength(3)
  expect(JSON.parse(texts[0] ?? '')).toMatchObject({ to: '+491701234567', ref: 'INC-2026-000001/p1' })
})

test('after three failures in a row Twilio is left alone, and when both fail both are told', async () => {
  const deliver = start()
  twilio.failNext(503, 3)
  for (let count = 0; count < 3; count++) await deliver('sms', '+491701234567')
  const asked = twilio.requests().length
  expect(await deliver('sms', '+491701234567')).toMatchObject({
    instead: { code: 'provider_error', cause: expect.stringContaining('3 failures in a row') },
  })
  expect(twilio.requests()).toHaveLength(asked)
  gatewayStatus = 500
  twilio.failNext(503)
  const both = await deliver('sms', '+491701234567')
  expect(both).toMatchObject({
    failure: { retry: 'later', cause: expect.stringMatching(/First provider: .*; second provider: /) },
  })
})
