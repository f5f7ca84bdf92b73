import { expect, test } from 'vitest'
import { keyOfSecret, secretOfKey, signEvent } from './standard-signature.ts'

// The vector that the libraries of Standard Webhooks test themselves with.
const VECTOR = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}
const { secret, signature, ...event } = VECTOR

test('an event is signed as Standard Webhooks says', () => {
  expect(signEvent([secret], event)).toEqual({
    'webhook-id': event.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': signature,
  })
})

test('while two secrets are in use there is a signature of each, the current one first', () => {
  const other = secretOfKey(Buffer.alloc(24, 7))
  const [first, second, ...more] = signEvent([other, secret], event)['webhook-signature']?.split(' ') ?? []
  expect([second, more]).toEqual([signature, []])
  expect(first).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/)
  expect(first).not.toBe(signature)
})

test('a body that differs by one character has another signature', () => {
  expect(signEvent([secret], { ...event, body: `${event.body} ` })['webhook-signature']).not.toBe(signature)
})

test('a secret has 24 to 64 bytes in base64 behind whsec_, and nothing else is one', () => {
  expect(keyOfSecret(secretOfKey(Buffer.alloc(24, 1)))).toEqual(Buffer.alloc(24, 1))
  expect(keyOfSecret(secretOfKey(Buffer.alloc(64, 1)))).toHaveLength(64)
  const wrong = ['', 'whsec_', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_not base64 at all, is it really not?']
  for (const text of [...wrong, secretOfKey(Buffer.alloc(23)), secretOfKey(Buffer.alloc(65))])
    expect(keyOfSecret(text)).toBeUndefined()
})
