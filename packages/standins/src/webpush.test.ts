import { createECDH } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startWebPushStandin, type WebPushStandin } from './webpush.ts'
import { decryptPush } from './webpush-rules.ts'

const bytes = (text: string) => Buffer.from(text, 'base64url')
let service: WebPushStandin

beforeEach(async () => {
  service = await startWebPushStandin({ now: () => 42_000 })
})
afterEach(() => service.close())

test('the browser reads the example of RFC 8291, and nothing that was changed on its way', () => {
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(bytes('q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94'))
  const browser = { ecdh, auth: bytes('BTBZMqHH6r4Tts7J_aSIgg') }
  const body = bytes(
    'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
  )
  expect(decryptPush(body, browser).toString()).toBe('When I grow up, I want to be a watermelon')
  body.writeUInt8(body.readUInt8(100) ^ 1, 100)
  expect(() => decryptPush(body, browser)).toThrow()
})

async function push(endpoint: string, headers: Record<string, string>, body = 'x') {
  const response = await fetch(endpoint, { method: 'POST', headers, body })
  return { status: response.status, reason: await response.text() }
}

const GOOD = { TTL: '60', 'Content-Encoding': 'aes128gcm' }

test.each([
  ['without TTL', { 'Content-Encoding': 'aes128gcm' }, 400, 'TTL is missing or no number'],
  ['with an urgency of its own', { ...GOOD, Urgency: 'urgent' }, 400, 'unknown Urgency'],
  ['with a long topic', { ...GOOD, Topic: 'a'.repeat(33) }, 400, 'invalid Topic'],
  ['in another encoding', { ...GOOD, 'Content-Encoding': 'aesgcm' }, 400, 'Content-Encoding is not aes128gcm'],
  ['without a token', GOOD, 401, 'no VAPID token'],
  [
    'with a key of somebody else',
    { ...GOOD, Authorization: 'vapid t=a.b.c, k=other' },
    403,
    'the key is not the one of the subscription',
  ],
])('a push %s is refused', async (_, headers, status, reason) => {
  const { endpoint } = service.subscribe('key')
  expect(await push(endpoint, headers)).toEqual({ status, reason })
  expect(service.messages()).toEqual([])
})

test('a body over 4,096 bytes is refused, and so is a push to nobody or to somebody who left', async () => {
  const { endpoint } = service.subscribe('key')
  expect(await push(endpoint, GOOD, 'x'.repeat(4_097))).toMatchObject({ status: 413 })
  service.unsubscribe(endpoint)
  expect(await push(endpoint, GOOD)).toMatchObject({ status: 410 })
  expect(await push(`${service.url}/p/99`, GOOD)).toMatchObject({ status: 404 })
})
