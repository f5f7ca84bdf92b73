import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { countNights } from './duties.ts'

test('pages before and after midnight of one night count once, by the clock of the person', () => {
  const directory = aDirectory()
  const [user] = directory.users.values()
  if (!user) throw new Error('the directory has nobody')
  const tokyo = { ...directory, users: new Map([[user.id, { ...user, zone: 'Asia/Tokyo' }]]) }
  const pages = (...times: string[]) =>
    new Map<UserId, Instant[]>([[user.id, times.map((at) => Date.parse(at) as Instant)]])
  // In Tokyo it is 23:30 and 01:00, and on the next evening 23:00.
  const nights = pages('2026-01-05T14:30:00Z', '2026-01-05T16:00:00Z', '2026-01-06T14:00:00Z')
  expect(countNights(tokyo, nights).get(user.id)).toBe(2)
  expect(countNights(tokyo, new Map()).get(user.id)).toBeUndefined()
})
