import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import type { Schedule } from '../people/schedule.ts'
import { calcShifts } from './on-call.ts'
import {
  calcRecordedShifts,
  endOnCallRecord,
  findFactAt,
  type OnCallFact,
  planOnCallFacts,
  type RecordedSoFar,
} from './on-call-record.ts'
import { beginVersion } from './schedule-version.ts'
import { ALONE, aLayer, anOverride, aSchedule, at, names, users } from './testing/schedules.ts'

const HOUR = 3_600_000
const MONDAY = at('2026-01-05T09:00:00-06:00')

/** What somebody wrote who looked at these instants, the record having begun at the first. */
function record(schedule: Schedule, ...looks: Instant[]): { facts: OnCallFact[]; so: RecordedSoFar; due: Instant } {
  const [begin = MONDAY, ...rest] = looks
  let so: RecordedSoFar = { until: begin }
  let due = begin
  const all: OnCallFact[] = []
  for (const now of rest) {
    const planned = planOnCallFacts(ALONE, schedule, so, now)
    all.push(...planned.facts)
    due = planned.due
    const last = all.at(-1)
    so = { until: now, ...(last && { last }) }
  }
  return { facts: all, so, due }
}

const daily = aLayer({ every: { count: 1, unit: 'day' }, anchor: '2026-01-05T09:00' })
const after = (hours: number): Instant => (MONDAY + hours * HOUR) as Instant
const told = (facts: readonly OnCallFact[]) =>
  facts.map(({ seq, at: from, people, cause }) => `${seq} +${(from - MONDAY) / HOUR}h ${names(people)} ${cause}`)

describe('the record of a schedule', () => {
  test('begins with who is on, and has a fact where each shift begins', () => {
    const { facts, due } = record(aSchedule([daily]), MONDAY, after(1), after(30), after(49))
    expect(told(facts)).toEqual(['1 +0h a record_began', '2 +24h b handoff', '3 +48h c handoff'])
    expect(facts.every(({ people }) => people.every(({ because }) => because.layer === 0))).toBe(true)
    expect(due).toBe(after(72))
  })

  test('is looked at within a day, however seldom the schedule hands over', () => {
    expect(record(aSchedule([aLayer()]), MONDAY, after(1)).due).toBe(after(25))
  })

  test('of a span in which nobody looked is filled in, and says so', () => {
    const { facts } = record(aSchedule([daily]), MONDAY, after(1), after(100))
    expect(facts.map(({ isFilledIn }) => isFilledIn)).toEqual([true, true, true, true, true])
    const inTime = record(aSchedule([daily]), MONDAY, (MONDAY + 1_000) as Instant, (after(24) + 1_000) as Instant)
    expect(inTime.facts.map(({ isFilledIn }) => isFilledIn)).toEqual([false, false])
  })

  test('says by which override somebody was on, also when the override is gone', () => {
    const override = anOverride('replace', ['18:00', '20:00'], { add: 'x', remove: 'a' })
    const { facts, so } = record(aSchedule([daily], [override]), MONDAY, at('2026-01-06T19:00Z'))
    const withoutIt = planOnCallFacts(ALONE, aSchedule([daily]), so, at('2026-01-06T19:30Z'))
    const [, , taken] = facts
    expect(told(facts)).toEqual(['1 +0h a record_began', '2 +24h b handoff'])
    expect(taken).toBeUndefined()
    expect(withoutIt.facts).toEqual([])
    const b = anOverride('replace', ['18:00', '20:00'], { add: 'x', remove: 'b' })
    const covered = record(aSchedule([daily], [b]), MONDAY, at('2026-01-06T19:00Z'))
    expect(covered.facts.at(-1)).toMatchObject({
      people: [{ user: 'x', because: { layer: 0, override: b.id } }],
      overrides: [b],
      cause: 'handoff',
    })
    const edited = planOnCallFacts(ALONE, aSchedule([daily]), covered.so, at('2026-01-06T19:30Z'))
    expect(edited.facts).toMatchObject([{ at: at('2026-01-06T19:00Z'), cause: 'edit', people: [{ user: 'b' }] }])
    expect(findFactAt([...covered.facts, ...edited.facts], at('2026-01-06T18:30Z'))).toBe(covered.facts.at(-1))
  })

  test('names the version of the layers, and has a fact where another came into force though the same person stayed on', () => {
    const schedule = aSchedule([daily])
    const edited = {
      ...schedule,
      ...beginVersion(schedule, {
        layers: [aLayer({ ...daily, turns: [users('a'), users('z')] })],
        startsAt: after(5),
        keepsCurrent: true,
      }),
    }
    const { facts } = record(edited, MONDAY, after(30))
    expect(told(facts)).toEqual(['1 +0h a record_began', '2 +5h a edit', '3 +24h z handoff'])
    expect(facts.map(({ layersSince }) => layersSince)).toEqual([undefined, after(5), after(5)])
  })

  test('of a deleted schedule ends once', () => {
    const { so } = record(aSchedule([daily]), MONDAY, after(1))
    const end = endOnCallRecord(so, after(1))
    expect(end).toMatchObject({ seq: 2, at: after(1), people: [], cause: 'deleted', isFilledIn: false })
    expect(endOnCallRecord({ until: after(2), ...(end && { last: end }) }, after(2))).toBeUndefined()
  })

  test('is the same however often somebody looked', () => {
    const schedule = aSchedule(
      [daily, aLayer({ restrictions: [{ weekday: 3, from: '10:00', to: '15:30' }] })],
      [anOverride('add', ['10:00', '20:00'], { add: 'x' })],
    )
    const at300 = after(300)
    const once = record(schedule, MONDAY, at300).facts.map(({ isFilledIn: _, ...fact }) => fact)
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 300 * 60 - 1 }), { maxLength: 40 }), (minutes) => {
        const looks = minutes.sort((a, b) => a - b).map((minute) => (MONDAY + minute * 60_000) as Instant)
        const often = record(schedule, MONDAY, ...looks, at300).facts
        expect(often.map(({ isFilledIn: _, ...fact }) => fact)).toEqual(once)
      }),
      { numRuns: 25 },
    )
  })
})

describe('shifts that are partly on record', () => {
  test('are as they were written, whatever would be calculated today, and go on as planned', () => {
    const { facts } = record(aSchedule([daily]), after(10), after(80))
    const changed = aSchedule([aLayer({ ...daily, turns: [users('z')] })])
    const calculate = (from: Instant, to: Instant) => calcShifts(ALONE, changed, from, to)
    const shifts = calcRecordedShifts({ facts, until: after(80) }, calculate, MONDAY, after(120))
    expect(shifts.map((each) => [(each.startsAt - MONDAY) / HOUR, names(each.people), each.fact?.seq])).toEqual([
      [0, 'z', undefined],
      [10, 'a', 1],
      [24, 'b', 2],
      [48, 'c', 3],
      [72, 'a', 4],
      [80, 'z', undefined],
    ])
    for (const [index, shift] of shifts.slice(1).entries()) expect(shift.startsAt).toBe(shifts[index]?.endsAt)
  })

  test('are not cut at the instant until which the record goes', () => {
    const schedule = aSchedule([daily])
    const { facts } = record(schedule, MONDAY, after(30))
    const calculate = (from: Instant, to: Instant) => calcShifts(ALONE, schedule, from, to)
    const shifts = calcRecordedShifts({ facts, until: after(30) }, calculate, MONDAY, after(60))
    expect(shifts.map(({ startsAt, endsAt }) => [startsAt, endsAt])).toEqual([
      [MONDAY, after(24)],
      [after(24), after(48)],
      [after(48), after(60)],
    ])
  })
})
