import { signSlackRequest } from '@tocsin/standins/slack.ts'
import { expect, test } from 'vitest'
import { isFromSlack } from './signature.ts'

/** The example of Slack’s own documentation. */
const SECRET = '8f742231b10e8888abcd99yyyzzz85a5'
const TIMESTAMP = '1531420618'
const SIGNATURE = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503'
const BODY = Buffer.from(
  'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
)
const NOW = Number(TIMESTAMP) * 1_000
const proof = { timestamp: TIMESTAMP, signature: SIGNATURE, body: BODY }

test('the documented example is genuine, for five minutes', () => {
  expect(isFromSlack(SECRET, proof, NOW)).toBe(true)
  expect(isFromSlack(SECRET, proof, NOW + 300_000)).toBe(true)
  expect(isFromSlack(SECRET, proof, NOW + 301_000)).toBe(false)
  expect(isFromSlack(SECRET, proof, NOW - 301_000)).toBe(false)
})

test.each([
  ['another byte', { ...proof, body: Buffer.concat([BODY, Buffer.from('x')]) }],
  ['no signature', { ...proof, signature: undefined }],
  ['no timestamp', { ...proof, timestamp: undefined }],
  ['a timestamp in words', { ...proof, timestamp: 'now' }],
  ['another signature', { ...proof, signature: SIGNATURE.replace('a2', 'a3') }],
])('%s is not', (_, wrong) => {
  expect(isFromSlack(SECRET, wrong, NOW)).toBe(false)
})

test('what the stand-in signs is genuine', () => {
  const { body, headers } = signSlackRequest('a=b', NOW)
  const given = {
    timestamp: headers['x-slack-request-timestamp'],
    signature: headers['x-slack-signature'],
    body: Buffer.from(body),
  }
  expect(isFromSlack(SECRET, given, NOW)).toBe(true)
})
