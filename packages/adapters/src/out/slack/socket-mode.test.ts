import { expect, test } from 'vitest'
import type { Net } from '../net.ts'
import { askForConnection, formatAcknowledgement, readSocketMessage } from './socket-mode.ts'

test('the messages of the connection are told apart', () => {
  const hello = { type: 'hello', num_connections: 1, connection_info: { app_id: 'A1' }, debug_info: {} }
  expect(readSocketMessage(JSON.stringify(hello))).toEqual({ kind: 'hello' })
  const warning = { type: 'disconnect', reason: 'warning', debug_info: { host: 'wss-111.slack.com' } }
  expect(readSocketMessage(JSON.stringify(warning))).toEqual({ kind: 'disconnect', reason: 'warning' })
  const envelope = {
    ...{ envelope_id: 'e1', type: 'slash_commands', accepts_response_payload: true },
    payload: { command: '/tocsin', text: 'list' },
  }
  expect(readSocketMessage(JSON.stringify(envelope))).toEqual({
    ...{ kind: 'envelope', id: 'e1', type: 'slash_commands', takesAnswer: true },
    payload: { command: '/tocsin', text: 'list' },
  })
})

test.each([
  ['no JSON', 'hello'],
  ['a list', '[]'],
  ['no type', '{"envelope_id":"e1"}'],
  ['no id', '{"type":"interactive","payload":{}}'],
  ['an id that is no text', '{"type":"interactive","envelope_id":7}'],
])('%s is unknown, and harms nobody', (_, text) => {
  expect(readSocketMessage(text)).toEqual({ kind: 'unknown' })
})

test('an acknowledgement names its envelope, and carries an answer where there is one', () => {
  expect(JSON.parse(formatAcknowledgement('e1'))).toEqual({ envelope_id: 'e1' })
  expect(JSON.parse(formatAcknowledgement('e1', { text: 'done' }))).toEqual({
    ...{ envelope_id: 'e1', payload: { text: 'done' } },
  })
})

function answering(body: object): Net {
  return {
    fetch: async () => ({ status: 200, headers: {}, body: JSON.stringify(body) }),
    sendMail: async () => ({ error: 'forbidden', cause: 'no mail here' }),
  }
}
const ask = (body: object, url = 'https://slack.com/api') =>
  askForConnection(answering(body), { url, app_token: 'xapp-1-A1-2-abcdefabcdef' }, '2026-01-05T09:00:00.000Z')

test('the address is taken when it is encrypted, or when everything is on a machine of one’s own', async () => {
  expect(await ask({ ok: true, url: 'wss://wss-primary.slack.com/link/?ticket=1' })).toEqual({
    address: 'wss://wss-primary.slack.com/link/?ticket=1',
  })
  expect(await ask({ ok: true, url: 'ws://elsewhere.example.com/' })).toHaveProperty('failure.code', 'provider_error')
  expect(await ask({ ok: true, url: 'ws://127.0.0.1:1/' }, 'http://127.0.0.1:2')).toEqual({
    address: 'ws://127.0.0.1:1/',
  })
  expect(await ask({ ok: true })).toHaveProperty('failure.code', 'provider_error')
})

test('a token that Slack does not take is named', async () => {
  expect(await ask({ ok: false, error: 'not_allowed_token_type' })).toHaveProperty('failure.code', 'bad_credentials')
})
