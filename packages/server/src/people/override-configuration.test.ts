import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { HOUR } from '@tocsin/core/kernel/instant.ts'
import type { ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import { expect, test } from 'vitest'
import { beginAfterPast, forgetOldest, OVERRIDES_MAX } from './override-configuration.ts'

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

test('an override begins where one ended that contradicts it and was taken back', () => {
  const cut = replacement('ana', EIGHT, TEN)
  for (const name of ['ana', 'ben'])
    expect(beginAfterPast(replacement(name, EIGHT, NOON), [cut], NOW)).toMatchObject({ startsAt: TEN, endsAt: NOON })
})

test('an override that contradicts nothing which is over begins when it says', () => {
  const ofOther = replacement('ana', EIGHT, TEN, 'cem')
  expect(beginAfterPast(replacement('ben', EIGHT, NOON, 'dan'), [ofOther], NOW).startsAt).toBe(EIGHT)
  const running = replacement('ana', EIGHT, NOON)
  expect(beginAfterPast(replacement('ben', EIGHT, NOON), [running], NOW).startsAt).toBe(EIGHT)
  const past = replacement('ben', EIGHT, TEN)
  expect(beginAfterPast(past, [replacement('ana', EIGHT, TEN)], NOW)).toEqual(past)
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
