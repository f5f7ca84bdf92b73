import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { HOUR, SECOND } from '@tocsin/core/kernel/instant.ts'
import { expect, test } from 'vitest'
import { systemClock } from '../../shell/ports/clock.ts'
import { createIds } from '../../shell/ports/ids.ts'
import { createSecrets } from '../../shell/secrets/sealed-box.ts'
import { createPortalGuard } from './portal-guard.ts'

const ids = createIds(systemClock)
const secrets = createSecrets({ current: Buffer.alloc(32, 7), older: [] }, ids)
const NOW = 1_772_446_265_000 as Instant
const later = (ms: number) => (NOW + ms) as Instant
const guard = () => createPortalGuard(secrets, ids)

test('a form that was looked at for a while stands for one report, however often it is sent', () => {
  const token = guard().issue(NOW, '')
  const first = guard().check({ token, trap: '' }, later(20 * SECOND), '')
  expect(first).toMatch(/^[0-9a-f-]{36}$/)
  expect(guard().check({ token, trap: '' }, later(30 * SECOND), '')).toBe(first)
})

test('what is sent at once, after half a day, with the trap filled in, or without a form of ours is no person’s', () => {
  const { issue, check } = guard()
  const token = issue(NOW, '')
  expect(check({ token, trap: '' }, later(2 * SECOND), '')).toBe('too_fast')
  expect(check({ token, trap: '' }, later(13 * HOUR), '')).toBe('too_old')
  expect(check({ token, trap: 'http://spam.example' }, later(20 * SECOND), '')).toBe('trap')
  expect(check({ token: '', trap: '' }, later(20 * SECOND), '')).toBe('not_ours')
  expect(check({ token: `${token}x`, trap: '' }, later(20 * SECOND), '')).toBe('not_ours')
  const [, report, mac] = token.split('.')
  expect(check({ token: `0.${report}.${mac}`, trap: '' }, later(20 * SECOND), '')).toBe('not_ours')
})

test('a form of one session is of no use in another', () => {
  const { issue, check } = guard()
  const token = issue(NOW, 'session of ana')
  expect(check({ token, trap: '' }, later(20 * SECOND), 'session of bob')).toBe('not_ours')
  expect(check({ token, trap: '' }, later(20 * SECOND), '')).toBe('not_ours')
})

test('an address reports five times at once, then waits; others are not held up', () => {
  const { take } = guard()
  const waits = Array.from({ length: 6 }, () => take('report', '192.0.2.1', NOW))
  expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
  expect(waits[5]).toBeGreaterThan(60 * SECOND)
  expect(take('report', '192.0.2.2', NOW)).toBe(0)
})

test('everybody together reports a bounded number of times', () => {
  const { take } = guard()
  const waits = Array.from({ length: 130 }, (_, n) => take('report', `198.51.100.${n}`, NOW))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(120)
})

test('an address of IPv6 is as many as its network has', () => {
  const { take } = guard()
  const waits = Array.from({ length: 6 }, (_, n) => take('report', `2001:db8:1:2::${n}`, NOW))
  expect(waits.at(-1)).toBeGreaterThan(0)
})
