import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { createIds } from './ids.ts'

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

function idsAt(...instants: number[]) {
  let calls = 0
  return createIds({ now: () => (instants[Math.min(calls++, instants.length - 1)] ?? 0) as Instant })
}

test('ids are UUIDs of version 7 that carry the millisecond', () => {
  const id = idsAt(0x0123456789ab).next()
  expect(id).toMatch(UUID_V7)
  expect(id.startsWith('01234567-89ab-7')).toBe(true)
})

test('ids only grow, also within a millisecond and beyond its counter', () => {
  const ids = idsAt(1_000)
  const many = Array.from({ length: 10_000 }, () => ids.next())
  expect(many.toSorted()).toEqual(many)
  expect(new Set(many).size).toBe(many.length)
})

test('ids grow while the clock steps back', () => {
  const ids = idsAt(5_000, 4_000, 3_000)
  const three = [ids.next(), ids.next(), ids.next()]
  expect(three.toSorted()).toEqual(three)
})

test('tokens have the asked entropy and only characters that a URL takes', () => {
  const ids = createIds(systemClock)
  expect(ids.token(32)).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(ids.token(32)).not.toBe(ids.token(32))
})
