import { expect, test } from 'vitest'
import { calcGaps, calcOnCall, calcShifts } from './on-call.ts'
import { ALONE, aLayer, anOverride, aSchedule, aTemporary, at, names, shown, users } from './testing/schedules.ts'

const BASE = aLayer({
  zone: 'UTC',
  anchor: '2026-01-01T00:00',
  turns: [users('base')],
  restrictions: [{ weekday: 2, from: '08:00', to: '10:00' }],
})
const MORNING = [at('2026-01-06T07:00Z'), at('2026-01-06T11:00Z')] as const

test('a temporary schedule replaces everything in its window, and a gap in it is a gap', () => {
  const schedule = { ...aSchedule([BASE]), temporary: [aTemporary(['08:15', '08:45'], ['08:25', '08:35', 'x'])] }
  expect(shown(calcShifts(ALONE, schedule, ...MORNING), 'UTC')).toEqual([
    '01-06 07:00 +00:00 -',
    '01-06 08:00 +00:00 base',
    '01-06 08:15 +00:00 -',
    '01-06 08:25 +00:00 x',
    '01-06 08:35 +00:00 -',
    '01-06 08:45 +00:00 base',
    '01-06 10:00 +00:00 -',
  ])
  expect(calcGaps(ALONE, schedule, at('2026-01-06T08:00Z'), at('2026-01-06T10:00Z'))).toEqual([
    { startsAt: at('2026-01-06T08:15Z'), endsAt: at('2026-01-06T08:25Z') },
    { startsAt: at('2026-01-06T08:35Z'), endsAt: at('2026-01-06T08:45Z') },
  ])
})

test('overrides do not reach into it', () => {
  const overrides = [anOverride('replace', ['08:00', '09:00'], { add: 'y' })]
  const schedule = {
    ...aSchedule([BASE], overrides),
    temporary: [aTemporary(['08:15', '08:45'], ['08:15', '08:45', 'x'])],
  }
  expect(shown(calcShifts(ALONE, schedule, ...MORNING), 'UTC')).toEqual([
    '01-06 07:00 +00:00 -',
    '01-06 08:00 +00:00 y',
    '01-06 08:15 +00:00 x',
    '01-06 08:45 +00:00 y',
    '01-06 09:00 +00:00 base',
    '01-06 10:00 +00:00 -',
  ])
})

test('shifts that overlap put their people on together, each once, and the answer names the temporary schedule', () => {
  const temporary = aTemporary(['08:00', '09:00'], ['08:00', '08:40', 'x', 'y'], ['08:20', '09:00', 'y', 'z'])
  const schedule = { ...aSchedule([BASE]), temporary: [temporary] }
  const { people } = calcOnCall(ALONE, schedule, at('2026-01-06T08:30Z'))
  expect(names(people)).toBe('x+y+z')
  expect(people[0]?.because).toEqual({ layer: -1, temporary: '08:00-09:00' })
})

test('of two in one window the one that was made last counts', () => {
  const temporary = [
    aTemporary(['08:00', '09:00'], ['08:00', '09:00', 'first']),
    aTemporary(['08:30', '09:30'], ['08:30', '09:30', 'last']),
  ]
  const shifts = calcShifts(
    ALONE,
    { ...aSchedule([BASE]), temporary },
    at('2026-01-06T08:00Z'),
    at('2026-01-06T10:00Z'),
  )
  expect(shown(shifts, 'UTC')).toEqual([
    '01-06 08:00 +00:00 first',
    '01-06 08:30 +00:00 last',
    '01-06 09:30 +00:00 base',
  ])
})
