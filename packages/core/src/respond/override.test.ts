import { expect, test } from 'vitest'
import type { ScheduleOverride } from '../people/schedule.ts'
import { calcOnCall } from './on-call.ts'
import { takeBackOverride } from './override.ts'
import { ALONE, aLayer, anOverride, aSchedule, at, names, users } from './testing/schedules.ts'

const DAYTIME: [string, string] = ['08:00', '20:00']

function onCallWith(turn: string[], ...overrides: ScheduleOverride[]): string {
  return names(
    calcOnCall(ALONE, aSchedule([aLayer({ turns: [users(...turn)] })], overrides), at('2026-01-06T12:00Z')).people,
  )
}

const replace = (remove: string, add: string) => anOverride('replace', DAYTIME, { add, remove })

test('overrides are never transitive', () => {
  expect(onCallWith(['a'], replace('a', 'b'), replace('b', 'c'))).toBe('b')
  expect(onCallWith(['a'], replace('b', 'c'), replace('a', 'b'))).toBe('b')
})

test('each of two people on together can be replaced', () => {
  expect(onCallWith(['a', 'b'], replace('a', 'b'), replace('b', 'c'))).toBe('b+c')
  expect(onCallWith(['a', 'b'], replace('a', 'c'))).toBe('b+c')
})

test('two people who swap do not lose each other', () => {
  expect(onCallWith(['a'], replace('a', 'b'), replace('b', 'a'))).toBe('b')
  expect(onCallWith(['b'], replace('a', 'b'), replace('b', 'a'))).toBe('a')
})

test('the same override twice is the same one', () => {
  expect(onCallWith(['a'], replace('a', 'b'), { ...replace('a', 'b'), id: 'again' })).toBe('b')
  expect(onCallWith(['a'], anOverride('add', DAYTIME, { add: 'a' }))).toBe('a')
})

test('a replacement of somebody who is not on call does nothing', () => {
  expect(onCallWith(['a'], replace('x', 'b'))).toBe('a')
  expect(onCallWith([], replace('x', 'b'))).toBe('-')
})

test('a replacement that names nobody to go takes over from all, also from nobody', () => {
  const takeOver = anOverride('replace', DAYTIME, { add: 'z', id: 'all' })
  expect(onCallWith(['a', 'b'], takeOver)).toBe('z')
  expect(calcOnCall(ALONE, aSchedule([], [takeOver]), at('2026-01-06T12:00Z')).people).toEqual([
    { user: 'z', because: { layer: -1, override: 'all' } },
  ])
})

test('where overrides contradict each other the person is on call', () => {
  const [add, remove] = [anOverride('add', DAYTIME, { add: 'a' }), anOverride('remove', DAYTIME, { remove: 'a' })]
  expect(onCallWith(['a'], add, remove)).toBe('a')
  expect(onCallWith(['a'], remove, add)).toBe('a')
})

test('an override that lacks its person makes no hole', () => {
  expect(onCallWith(['a'], anOverride('replace', DAYTIME, { remove: 'a' }))).toBe('a')
  expect(onCallWith(['a'], anOverride('remove', DAYTIME, {}))).toBe('a')
})

test('a removal does not bring the lower layer back', () => {
  const layers = [aLayer({ turns: [users('low')] }), aLayer({ turns: [users('a')] })]
  const removal = anOverride('remove', DAYTIME, { remove: 'a' })
  expect(names(calcOnCall(ALONE, aSchedule(layers, [removal]), at('2026-01-06T12:00Z')).people)).toBe('-')
})

test('an override holds from its start up to, without, its end', () => {
  const schedule = aSchedule([aLayer()], [anOverride('replace', ['08:00', '09:00'], { add: 'z' })])
  const times = ['07:59:59.999', '08:00', '08:59:59.999', '09:00']
  expect(times.map((time) => names(calcOnCall(ALONE, schedule, at(`2026-01-06T${time}Z`)).people))).toEqual([
    'a',
    'z',
    'z',
    'a',
  ])
})

test('of an override that is taken back what is past stays', () => {
  const override = anOverride('replace', ['08:00', '12:00'], { add: 'x' })
  const left = (time: string) => takeBackOverride(override, at(`2026-01-06T${time}Z`))
  expect(left('07:00')).toBeUndefined()
  expect(left('08:00')).toBeUndefined()
  expect(left('10:00')).toEqual({ ...override, endsAt: at('2026-01-06T10:00Z') })
  expect(left('12:00')).toEqual(override)
})
