/**
 * The calculation against a naive expansion from the anchor (testing/naive-*.ts), with which it shares no code: schedules of every shape,
 * around changes of the clocks in any zone that has some. Whoever is meant at an instant is meant by both, and shifts say the same.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import { calcOnCall, calcShifts, type Shift } from './on-call.ts'
import { expandSchedule, type NaivePerson } from './testing/naive-schedule.ts'
import { oldRotations, type RandomCase, randomCases } from './testing/random-schedules.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Around the middle, where clocks change, each quarter of an hour; further away each hour and a bit. */
function momentsAround(middle: number): Instant[] {
  const moments = [-1, 1]
  for (let offset = -4 * HOUR; offset <= 4 * HOUR; offset += 15 * MINUTE) moments.push(offset)
  for (let offset = -3 * DAY; offset <= 3 * DAY; offset += 67 * MINUTE) moments.push(offset)
  return moments.map((offset) => (middle + offset) as Instant)
}

function shownCalculated(people: Shift['people']): string {
  return people
    .map(({ user, because }) => (because.override === undefined ? `${user}${because.layer}` : user))
    .sort()
    .join()
}

/** With the layer that put them on; it is not asked of those who came by an override. */
function shownNaive(people: readonly NaivePerson[], calculated: Shift['people']): string {
  const overridden = new Set(calculated.flatMap(({ user, because }) => (because.override === undefined ? [] : [user])))
  return people
    .map(({ user, layer }) => (overridden.has(user) ? user : `${user}${layer}`))
    .sort()
    .join()
}

function compare({ roster, schedule, middle }: RandomCase): string[] {
  const [from, to] = [(middle - 3 * DAY) as Instant, (middle + 3 * DAY + HOUR) as Instant]
  const naive = expandSchedule(roster, schedule, from, to)
  const judge = (at: Instant, people: Shift['people'], who: string) => {
    const [said, meant] = [shownCalculated(people), shownNaive(naive(at), people)]
    return said === meant
      ? []
      : [`${who} at ${new Date(at).toISOString()}: ${said || 'nobody'}, not ${meant || 'nobody'}`]
  }
  const shifts = calcShifts(roster, schedule, from, to)
  const moments = momentsAround(middle)
  return [
    ...moments.flatMap((at) => judge(at, calcOnCall(roster, schedule, at).people, 'an instant')),
    ...shifts.flatMap(({ startsAt, endsAt, people }) =>
      [startsAt, (endsAt - 1) as Instant].flatMap((at) => [
        ...judge(at, people, 'a shift'),
        ...judge(at, calcOnCall(roster, schedule, at).people, 'an instant'),
      ]),
    ),
    ...moments.flatMap((at) => {
      const shift = shifts.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
      return judge(at, shift?.people ?? [], 'the shifts')
    }),
  ]
}

test('whoever a naive expansion from the anchor has on call is on call, in schedules of every shape', () => {
  fc.assert(
    fc.property(randomCases, (given) => {
      expect(compare(given)).toEqual([])
    }),
    { numRuns: 80 },
  )
}, 60_000)

test('a rotation that has gone on for years is where a naive expansion of all of them has it', () => {
  fc.assert(
    fc.property(oldRotations, (given) => {
      expect(compare(given)).toEqual([])
    }),
    { numRuns: 30 },
  )
}, 60_000)
