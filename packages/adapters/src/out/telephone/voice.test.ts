import { createSystemNet } from '@tocsin/server/shell/ports/net.ts'
import { isTwiml, startTwilioStandin, type TwilioStandin } from '@tocsin/standins/twilio.ts'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { verdict } from '../testing/failing.ts'
import { aBundle, aPage, aPageTitled, hostileTitles } from '../testing/messages.ts'
import { formatCall, voiceChannel, voiceConfigSchema } from './voice.ts'

const net = createSystemNet()
let twilio: TwilioStandin
const callbackUrl = 'https://tocsin.example.com/callback/voice/abc?x=1&y=2'

beforeEach(async () => {
  twilio = await startTwilioStandin({ now: Date.now })
})
afterEach(() => twilio.close())
afterAll(() => net.close())

function send(message = aPage({ callbackUrl })) {
  const { sid, token } = twilio.account
  const given = { provider: 'twilio', account_sid: sid, auth_token: token, from: '+12025550100', url: twilio.url }
  return voiceChannel.send(net, voiceConfigSchema.parse(given), { to: '+491701234567' }, message)
}

test('a call speaks, says what the keys do, and reports when it is over', async () => {
  expect(await send()).toMatchObject({ handedOver: true, providerRef: `CA${'1'.padStart(32, '0')}` })
  const [call] = twilio.taken()
  expect(call).toMatchObject({ kind: 'call', statusCallback: callbackUrl, statusEvents: ['answered', 'completed'] })
  expect(call?.text).toContain('Incident 1, priority 2. Payment API, Checkout: Error rate above 5 %')
  expect(call?.text).toContain('Press 1 to acknowledge. Press 2 to escalate. Press 3 to hear it again.')
  expect(call?.text).toContain('action="https://tocsin.example.com/callback/voice/abc?x=1&amp;y=2"')
  expect(call?.text.match(/<Gather /g)).toHaveLength(2)
})

test('Japanese is spoken as Japanese', () => {
  const twiml = formatCall(aPage({ callbackUrl, locale: 'ja' }))
  expect(twiml).toContain('<Say language="ja-JP">')
  expect(twiml).toContain('対応する場合は1を')
  expect(twiml).not.toContain('en-US')
})

test('a code is read digit by digit, twice, and asks for no key', () => {
  const twiml = formatCall(aPage({ kind: 'code', code: '042137', callbackUrl }))
  expect(twiml.match(/0, 4, 2, 1, 3, 7/g)).toHaveLength(2)
  expect(twiml).not.toContain('Gather')
})

test.each(hostileTitles)('a title with %s leaves the TwiML whole', async (_, title) => {
  expect(await send({ ...aPageTitled(title), callbackUrl })).toMatchObject({ handedOver: true })
  const text = twilio.taken()[0]?.text ?? ''
  expect(isTwiml(text)).toBe(true)
  expect(text.length).toBeLessThanOrEqual(4_000)
})

test('what stays wrong is not dialled again', async () => {
  twilio.failNext({ status: 400, body: '{"code":21217,"message":"Phone number is not valid"}' })
  expect(verdict(await send())).toEqual(['bad_address', 'never'])
  twilio.failNext('reset', 2)
  expect(verdict(await send())).toEqual(['unreachable', 'later'])
})

test('a call about several says how many, each with its key, and what the keys for all do', () => {
  const twiml = formatCall(aBundle(2, { callbackUrl }))
  expect(isTwiml(twiml)).toBe(true)
  expect(twiml).toContain('2 more incidents page you Key 4: incident 1, priority 2. Payment API: Error rate of part 1')
  expect(twiml).toContain('Key 5: incident 2, priority 2.')
  expect(twiml).toContain('Press 1 to acknowledge all of them')
  expect(formatCall(aBundle(6, { callbackUrl }))).toContain('Key 9: incident 6')
})

test('a call comes from a number: senders that are names are refused with what is wrong', () => {
  const { sid, token } = twilio.account
  const account = { provider: 'twilio', account_sid: sid, auth_token: token, from: '+12025550100' }
  const problems = (senders: string) => voiceConfigSchema.safeParse({ ...account, senders }).error?.issues ?? []
  expect(problems('+49=TOCSIN')).toMatchObject([{ path: ['senders'], message: expect.stringContaining('+49=TOCSIN:') }])
  expect(problems('+49=+493012345678')).toEqual([])
})
