import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { HOUR } from '@tocsin/core/kernel/instant.ts'
import type { ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import { expect, test } from 'vitest'
import { beginNow, forgetOldest, isSameOverride, OVERRIDES_MAX } from './override-configuration.ts'

const [EIGHT, TEN, NOW, NOON] = [8, 10, 11, 12].map((hour) => (hour * HOUR) as Instant) as [
  Instant,
  Instant,
  Instant,
  Instant,
]

function replacement(add: string, startsAt: Instant, endsAt: Instant, remove?: string): ScheduleOverride {
  const gone = remove === undefined ? {} : { remove: remove as UserId }
  return { id: `${add} ${startsAt}`, mode: 'replace', startsAt, endsAt, add: add as UserId, ...gone }
}

test('an override that would have begun begins now, and again is the same one', () => {
  const asked = replacement('ana', EIGHT, NOON, 'cem')
  expect(beginNow(asked, NOW)).toEqual({ ...asked, startsAt: NOW })
  const ahead = replacement('ana', NOON, (NOON + HOUR) as Instant)
  expect(beginNow(ahead, NOW)).toBe(ahead)
  const stored = beginNow(asked, TEN)
  expect(isSameOverride(stored, beginNow(asked, NOW), NOW)).toBe(true)
  expect(isSameOverride(stored, replacement('ana', NOON, (NOON + HOUR) as Instant, 'cem'), NOW)).toBe(false)
  expect(isSameOverride(stored, beginNow(replacement('ben', EIGHT, NOON, 'cem'), NOW), NOW)).toBe(false)
})

test('of overrides that are over those that ended first are forgotten, and of the others none', () => {
  const over = Array.from({ length: OVERRIDES_MAX + 2 }, (_, index) =>
    replacement('ana', index as Instant, (index + 1) as Instant),
  )
  const ahead = replacement('ben', NOON, (NOON + HOUR) as Instant)
  const kept = forgetOldest([ahead, ...over], NOW)
  expect(kept).toHaveLength(OVERRIDES_MAX + 1)
  expect([kept[0], kept[1]]).toEqual([ahead, over[2]])
  expect(forgetOldest([ahead], NOW)).toEqual([ahead])
})
