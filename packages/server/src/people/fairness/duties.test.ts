import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { aLayer, aSchedule } from '@tocsin/core/respond/testing/schedules.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { calcLoads, chosenSchedules, countNights } from './duties.ts'

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

test('everybody’s hours are counted over all schedules, however many there are, by the clock of each', () => {
  const known = aDirectory()
  const [user] = known.users.values()
  if (!user) throw new Error('the directory has nobody')
  const start = Date.parse('2026-01-05T00:00:00Z') as Instant
  const users = new Map(
    Array.from({ length: 300 }, (_, index) => {
      const id = `u${index}` as UserId
      return [id, { ...user, id, zone: index % 2 === 0 ? 'UTC' : 'Asia/Tokyo' }] as const
    }),
  )
  const schedules = new Map(
    [...users.keys()].map((id, index) => {
      const schedule = aSchedule([aLayer({ zone: 'UTC', anchor: '2026-01-05T00:00', turns: [[id]] })])
      return [`s${index}` as ScheduleId, { ...schedule, id: `s${index}` as ScheduleId }] as const
    }),
  )
  const directory = { ...known, users, schedules }
  expect(chosenSchedules(directory, undefined)).toHaveLength(300)
  expect(chosenSchedules(directory, 's7')).toHaveLength(1)
  const window = { from: start, to: (start + 8 * 3_600_000) as Instant }
  const loads = calcLoads(directory, chosenSchedules(directory, undefined), window)
  expect(loads.get('u298' as UserId)?.hours).toMatchObject({ night: 6, weekday: 2, working: 0 })
  // In Tokyo the day begins at nine.
  expect(loads.get('u299' as UserId)?.hours).toMatchObject({ night: 0, weekday: 0, working: 8 })
})
