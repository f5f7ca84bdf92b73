import { createPublicKey, verify } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { isVapidPair, vapidAuthorization, vapidKeysOf } from './vapid.ts'

/** The key of the example in RFC 8292 §2.4, as a JWK. */
const EXAMPLE = {
  token:
    'eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA',
  key: 'BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs',
}

const keys = vapidKeysOf(Buffer.alloc(32, 7)) ?? { public_key: '', private_key: '' }
const at = 1_800_000_000_000 as Instant

function isSigned(token: string, key: string): boolean {
  const [head, claims, signature = ''] = token.split('.')
  const point = Buffer.from(key, 'base64url')
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const publicKey = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' as const }
  return verify('sha256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))
}

function partsOf(header: string): { token: string; key: string; head: unknown; claims: unknown } {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(header) ?? []
  const [head, claims] = token.split('.').map((text) => Buffer.from(text, 'base64url').toString())
  return { token, key, head: JSON.parse(head ?? ''), claims: JSON.parse(claims ?? '') }
}

test('what verifies the example of RFC 8292 verifies ours, and not with another key', () => {
  expect(isSigned(EXAMPLE.token, EXAMPLE.key)).toBe(true)
  const { token, key } = partsOf(vapidAuthorization('https://push.example.net/p/1', undefined, keys, at))
  expect(isSigned(token, key)).toBe(true)
  expect(isSigned(token, EXAMPLE.key)).toBe(false)
})

test('a token names the origin of the push service, ends within a day and says who to ask', () => {
  const header = vapidAuthorization('https://push.example.net:8443/p/1?x=1', 'mailto:ops@example.com', keys, at)
  expect(partsOf(header)).toMatchObject({
    key: keys.public_key,
    head: { typ: 'JWT', alg: 'ES256' },
    claims: { aud: 'https://push.example.net:8443', exp: 1_800_043_200, sub: 'mailto:ops@example.com' },
  })
})

test('two halves of different pairs are none', () => {
  const other = vapidKeysOf(Buffer.alloc(32, 8))
  expect(isVapidPair(keys)).toBe(true)
  expect(isVapidPair({ ...keys, private_key: other?.private_key ?? '' })).toBe(false)
  expect(isVapidPair({ public_key: 'x', private_key: 'y' })).toBe(false)
})
