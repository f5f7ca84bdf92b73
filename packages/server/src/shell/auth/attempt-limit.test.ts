import type { Instant } from '@tocsin/core/kernel/brand.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createAttemptLimit, limitedAddress } from './attempt-limit.ts'

const at = (ms: number) => ms as Instant

test('as many as allowed go at once, then one after each share of the window', () => {
  const limit = createAttemptLimit({ max: 3, windowMs: 300 })
  expect([0, 0, 0, 0].map((now) => limit.take('a', at(now)))).toEqual([0, 0, 0, 100])
  expect(limit.take('a', at(99))).toBe(1)
  expect(limit.take('a', at(100))).toBe(0)
  expect(limit.take('a', at(100))).toBe(100)
  expect(limit.take('b', at(100))).toBe(0)
})

test('in no stretch of a window’s length are there more than twice the allowed, whatever is tried', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 200 }), (gaps) => {
      const [max, windowMs] = [5, 100]
      const limit = createAttemptLimit({ max, windowMs })
      const passed: number[] = []
      let now = 0
      for (const gap of gaps) {
        now += gap
        if (limit.take('a', at(now)) === 0) passed.push(now)
      }
      return passed.every(
        (start) => passed.filter((each) => each >= start && each < start + windowMs).length <= 2 * max,
      )
    }),
  )
})

test('waiting as long as it was told is enough', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40), { minLength: 1, maxLength: 100 }), (gaps) => {
      const limit = createAttemptLimit({ max: 3, windowMs: 100 })
      let now = 0
      for (const gap of gaps) {
        now += gap
        const waitMs = limit.take('a', at(now))
        if (waitMs === 0) continue
        now += waitMs
        if (limit.take('a', at(now)) !== 0) return false
      }
      return true
    }),
  )
})

test('an attempt that was right is given back', () => {
  const limit = createAttemptLimit({ max: 1, windowMs: 100 })
  for (let time = 0; time < 5; time += 1) {
    expect(limit.take('a', at(0))).toBe(0)
    limit.giveBack('a')
  }
})

test('it remembers a bounded number of keys', () => {
  const limit = createAttemptLimit({ max: 1, windowMs: 100, keysMax: 10 })
  for (let key = 0; key < 1000; key += 1) limit.take(`k${key}`, at(0))
  expect(limit.size()).toBe(10)
  expect(limit.take('k999', at(0))).toBeGreaterThan(0)
})

test('an IPv6 customer has one counter, an IPv4 address its own', () => {
  expect(limitedAddress('2001:db8:1:2:aaaa::1')).toBe(limitedAddress('2001:db8:1:2:bbbb:cccc:dddd:1'))
  expect(limitedAddress('2001:db8:1:2::1')).not.toBe(limitedAddress('2001:db8:1:3::1'))
  expect(limitedAddress('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(limitedAddress('203.0.113.9')).toBe('203.0.113.9')
  expect(limitedAddress('::ffff:203.0.113.9')).toBe('::ffff:203.0.113.9')
})
