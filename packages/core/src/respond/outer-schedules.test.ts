import { expect, test } from 'vitest'
import type { ScheduleId } from '../kernel/brand.ts'
import type { Schedule } from '../people/schedule.ts'
import { listOuterSchedules } from './outer-schedules.ts'
import { aLayer, aSchedule, at, users } from './testing/schedules.ts'

const named = (id: string, ...within: string[]): Schedule => ({
  ...aSchedule([aLayer({ turns: [users('a'), within.map((each) => ({ schedule: each as ScheduleId }))] })]),
  id: id as ScheduleId,
})

const outerOf = (schedules: Schedule[], ...ids: string[]) =>
  listOuterSchedules(
    { teams: new Map(), schedules: new Map(schedules.map((each) => [each.id, each])) },
    ids as ScheduleId[],
  ).map(({ id }) => id)

test('a schedule is found behind each that has turns of another, however deep, the nearest first', () => {
  const all = [
    named('top', 'middle'),
    named('middle', 'inner', 'other'),
    named('inner'),
    named('other'),
    named('alone'),
  ]
  expect(outerOf(all, 'inner')).toEqual(['middle', 'top'])
  expect(outerOf(all, 'inner', 'middle')).toEqual(['top'])
  expect(outerOf(all, 'top')).toEqual([])
})

test('so is one that has it in the layers of now, which others are planned to take the place of', () => {
  const planned = {
    ...named('outer'),
    before: [{ until: at('2027-01-01T00:00Z'), layers: named('x', 'inner').layers }],
  }
  expect(outerOf([planned, named('inner')], 'inner')).toEqual(['outer'])
})

test('two that lead back to each other are found once', () => {
  expect(outerOf([named('one', 'two'), named('two', 'one')], 'one')).toEqual(['two'])
})
