import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Instant, UserId } from '../kernel/brand.ts'
import type { Schedule, ScheduleOverride } from '../people/schedule.ts'
import { planHandOver } from './hand-over-span.ts'
import { calcOnCall, calcShifts } from './on-call.ts'
import { ALONE, aLayer, anOverride, aSchedule, aTemporary, at, shown, users } from './testing/schedules.ts'

const daily = aLayer({ zone: 'UTC', every: { count: 1, unit: 'day' }, anchor: '2026-01-05T00:00' })
const on = (time: string): Instant => at(`2026-01-06T${time}Z`)
const handOver = (from: string, to: string, start: string, end: string) => ({
  ...{ from: from as UserId, to: to as UserId },
  ...{ startsAt: on(start), endsAt: on(end) },
})
function counting(): () => string {
  let count = 0
  return () => {
    count += 1
    return `new${count}`
  }
}
const plan = (schedule: Schedule, wanted: ReturnType<typeof handOver>) =>
  planHandOver(ALONE, schedule, wanted, counting())
function after(schedule: Schedule, wanted: ReturnType<typeof handOver>): string[] {
  const planned = plan(schedule, wanted)
  if ('problem' in planned) return [planned.problem]
  const shifts = calcShifts(ALONE, { ...schedule, overrides: planned.overrides }, on('00:00'), at('2026-01-07T00:00Z'))
  return shown(shifts, 'UTC').map((each) => each.replace(' +00:00', '').slice(6))
}

describe('handing over a span', () => {
  test('puts the one on where the other was, for the span alone', () => {
    expect(after(aSchedule([daily]), handOver('b', 'c', '08:00', '12:00'))).toEqual(['00:00 b', '08:00 c', '12:00 b'])
  })

  test('that somebody has by an override cuts that, so that it is not lost to the rule that none builds on another', () => {
    const schedule = aSchedule([daily], [anOverride('replace', ['06:00', '18:00'], { add: 'x', remove: 'b' })])
    expect(after(schedule, handOver('x', 'y', '08:00', '12:00'))).toEqual([
      '00:00 b',
      '06:00 x',
      '08:00 y',
      '12:00 x',
      '18:00 b',
    ])
    const planned = plan(schedule, handOver('x', 'y', '08:00', '12:00'))
    expect(planned).toMatchObject({ made: ['new2'] })
  })

  test('across the end of an override takes both parts', () => {
    const schedule = aSchedule(
      [daily],
      [
        anOverride('replace', ['06:00', '09:00'], { add: 'a', remove: 'b' }),
        anOverride('add', ['09:00', '12:00'], { add: 'a' }),
      ],
    )
    expect(after(schedule, handOver('a', 'y', '07:00', '11:00'))).toEqual([
      '00:00 b',
      '06:00 a',
      '07:00 y',
      '09:00 b+y',
      '11:00 b+a',
      '12:00 b',
    ])
  })

  test('is refused where the shifts are not what they are taken for', () => {
    const schedule = aSchedule([daily])
    expect(plan(schedule, handOver('c', 'a', '08:00', '12:00'))).toEqual({ problem: 'not_on_call' })
    expect(plan(schedule, handOver('b', 'a', '12:00', '12:00'))).toEqual({ problem: 'span_over' })
    const both = aSchedule([aLayer({ ...daily, turns: [users('a'), users('b', 'c')] })])
    expect(plan(both, handOver('b', 'c', '08:00', '12:00'))).toEqual({ problem: 'already_on_call' })
    const temporary = { ...schedule, temporary: [aTemporary(['08:00', '12:00'], ['08:00', '12:00', 'b'])] }
    expect(plan(temporary, handOver('b', 'c', '08:00', '12:00'))).toEqual({ problem: 'temporary_schedule' })
  })

  test('of random schedules changes who is on in the span, and nothing else', () => {
    const minute = fc.integer({ min: 0, max: 24 * 60 })
    const override = fc.record({
      mode: fc.constantFrom('add' as const, 'remove' as const, 'replace' as const),
      span: fc.tuple(minute, minute),
      add: fc.constantFrom(...users('a', 'b', 'c', 'd')),
      remove: fc.constantFrom(...users('a', 'b', 'c', 'd')),
    })
    const instant = (minutes: number) => (on('00:00') + minutes * 60_000) as Instant
    let done = 0
    fc.assert(
      fc.property(fc.array(override, { maxLength: 5 }), minute, minute, (overrides, from, to) => {
        const schedule = aSchedule(
          [daily],
          overrides.map(({ mode, span, add, remove }, index): ScheduleOverride => {
            const people = { ...(mode !== 'remove' && { add }), ...(mode !== 'add' && { remove }) }
            const [start, end] = [Math.min(...span), Math.max(...span)]
            return { id: `o${index}`, mode, startsAt: instant(start), endsAt: instant(end), ...people }
          }),
        )
        const wanted = { from: 'b' as UserId, to: 'z' as UserId, startsAt: instant(from), endsAt: instant(to) }
        const planned = planHandOver(ALONE, schedule, wanted, counting())
        if ('problem' in planned) return
        done += 1
        const changed = { ...schedule, overrides: planned.overrides }
        for (let at = on('00:00'); at < on('00:00') + 86_400_000; at = (at + 1_200_000) as Instant) {
          const isWithin = wanted.startsAt <= at && at < wanted.endsAt
          const was = calcOnCall(ALONE, schedule, at).people.map(({ user }) => user)
          const is = calcOnCall(ALONE, changed, at).people.map(({ user }) => user)
          expect([...is].sort()).toEqual(was.map((user) => (isWithin && user === 'b' ? 'z' : user)).sort())
        }
      }),
      { numRuns: 80 },
    )
    expect(done).toBeGreaterThan(5)
  })
})
