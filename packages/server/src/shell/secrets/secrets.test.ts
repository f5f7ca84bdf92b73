import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { createIds } from '../ports/ids.ts'
import { readLink, signLink } from './action-links.ts'
import { createSecrets } from './sealed-box.ts'
import { SecretUnreadable, tryUnseal } from './secrets.ts'

const ids = createIds(systemClock)
const KEY_A = Buffer.alloc(32, 1)
const KEY_B = Buffer.alloc(32, 2)

function secretsOf(current: Buffer, ...older: Buffer[]) {
  return createSecrets({ current, older }, ids)
}

test('what was sealed is read back, and does not show in the sealed value', () => {
  const secrets = secretsOf(KEY_A)
  const sealed = secrets.seal('häkchen ✓ s3cret')
  expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]+$/)
  expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes('s3cret')).toBe(false)
  expect(secrets.unseal(sealed)).toBe('häkchen ✓ s3cret')
  expect(secrets.unseal(secrets.seal(''))).toBe('')
})

test('the same text is sealed differently every time', () => {
  const secrets = secretsOf(KEY_A)
  expect(secrets.seal('x')).not.toBe(secrets.seal('x'))
})

test('an older key still reads, and its values are known as outdated', () => {
  const sealed = secretsOf(KEY_A).seal('x')
  const rotated = secretsOf(KEY_B, KEY_A)
  expect(rotated.unseal(sealed)).toBe('x')
  expect(rotated.isOutdated(sealed)).toBe(true)
  expect(rotated.isOutdated(rotated.seal('x'))).toBe(false)
})

test('a missing key is named, and a damaged value is told apart from it', () => {
  const sealed = secretsOf(KEY_A).seal('x')
  expect(() => secretsOf(KEY_B).unseal(sealed)).toThrow(new SecretUnreadable('key_missing', secretsOf(KEY_A).keyId))
  const flipped = `${sealed.slice(0, -1)}${sealed.endsWith('A') ? 'Q' : 'A'}`
  const relabelled = sealed.replace(/\.\w{8}\./, `.${secretsOf(KEY_B).keyId}.`)
  for (const damaged of [flipped, relabelled, 'v1.00000000', '', sealed.slice(0, 20)]) {
    expect(tryUnseal(secretsOf(KEY_A, KEY_B), damaged)).toBeUndefined()
  }
})

test('signatures of different purposes and keys differ, and an older key verifies', () => {
  const [a, b] = [secretsOf(KEY_A), secretsOf(KEY_B, KEY_A)]
  const mac = a.mac('link', 'text')
  expect(a.mac('other', 'text')).not.toBe(mac)
  expect(b.mac('link', 'text')).not.toBe(mac)
  expect(b.isMac('link', 'text', mac)).toBe(true)
  expect(a.isMac('link', 'text', b.mac('link', 'text'))).toBe(false)
  expect(a.isMac('link', 'text', '')).toBe(false)
  expect(a.isMac('link', 'text', `${mac}=`)).toBe(false)
})

test('the beginning of a signature proves what all of it does, from 128 bits on', () => {
  const [a, b] = [secretsOf(KEY_A), secretsOf(KEY_B, KEY_A)]
  const mac = Buffer.from(a.mac('reply', 'text'), 'base64url')
  for (const secrets of [a, b]) {
    expect(secrets.isMacHead('reply', 'text', mac.subarray(0, 16))).toBe(true)
    expect(secrets.isMacHead('reply', 'text', mac)).toBe(true)
    expect(secrets.isMacHead('reply', 'text', mac.subarray(0, 15))).toBe(false)
    expect(secrets.isMacHead('reply', 'text', Buffer.concat([mac, mac]))).toBe(false)
    expect(secrets.isMacHead('reply', 'text', mac.subarray(1, 17))).toBe(false)
    expect(secrets.isMacHead('reply', 'texts', mac.subarray(0, 16))).toBe(false)
    expect(secrets.isMacHead('other', 'text', mac.subarray(0, 16))).toBe(false)
  }
  expect(secretsOf(KEY_B).isMacHead('reply', 'text', mac.subarray(0, 16))).toBe(false)
})

const link = {
  person: 'user-1' as UserId,
  incident: 'INC-2026-000001' as IncidentId,
  action: 'acknowledge',
  expiresAt: 1_767_600_000_000 as Instant,
} as const

test('an action link is read back until it expires, and is safe in an address', () => {
  const secrets = secretsOf(KEY_A)
  const token = signLink(secrets, link)
  expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
  expect(readLink(secrets, token, (link.expiresAt - 1) as Instant)).toEqual({ link })
  expect(readLink(secrets, token, link.expiresAt)).toEqual({ problem: 'expired' })
})

test('an action link that anybody changed, cut or signed elsewhere is invalid', () => {
  const secrets = secretsOf(KEY_A)
  const token = signLink(secrets, link)
  const [payload = '', mac = ''] = token.split('.')
  const forged = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('acknowledge', 'resolve'))
  const strangers = [
    `${forged.toString('base64url')}.${mac}`,
    `${payload}.${secretsOf(KEY_B).mac('action link', payload)}`,
    `${payload}.${secrets.mac('session', payload)}`,
    payload,
    `${token}.x`,
    token.slice(0, -2),
    '',
    '.',
    'x'.repeat(10_000),
  ]
  for (const stranger of strangers) expect(readLink(secrets, stranger, 0 as Instant)).toEqual({ problem: 'invalid' })
})
