import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { beginVersion } from '@tocsin/core/respond/schedule-version.ts'
import { calcTargets } from '@tocsin/core/respond/targets.ts'
import { expect, test } from 'vitest'
import { createScenario, USUAL_CALENDAR } from '../scenario.ts'
import { withCalendarReadAnew } from '../workload/calendars.ts'
import { createOrganisation, withToggledUser } from '../workload/organisation.ts'
import {
  withEditedSchedule,
  withHandOver,
  withOverride,
  withoutPlanned,
  withTemporary,
} from '../workload/schedule-changes.ts'
import { createSchedule } from '../workload/schedules.ts'
import { Random } from '../world/random.ts'
import { EPOCH } from '../world/world.ts'
import { onDuty, peopleBehind } from './duty.ts'

/** The auditor has its own way to find out who is on duty; if it were wrong, it would accuse the core wrongly. */
test('auditor and core agree on who is behind a target, in many organisations at many instants', () => {
  for (let seed = 1; seed <= 150; seed++) {
    const random = new Random(seed)
    let directory = createOrganisation(random)
    for (let i = 0; i < 6; i++) directory = withOverride(directory, random, EPOCH, `o${i}`)
    directory = withToggledUser(directory, random)
    for (let i = 0; i < 4; i++) {
      directory = withEditedSchedule(directory, random, (EPOCH + i * 30_000) as Instant)
      directory = withHandOver(directory, random, (EPOCH + i * 30_000) as Instant)
    }
    const targets = ['primary', 'secondary'].map((id) => ({ kind: 'schedule' as const, id: id as ScheduleId }))
    for (let i = 0; i < 20; i++) {
      const at = (EPOCH + random.int(-60, 600) * 1_000) as Instant
      const expected = calcTargets(directory, targets, at).people.map((person) => person.user)
      expect([...peopleBehind(directory, targets, at)].sort(), `seed ${seed} at ${at}`).toEqual(expected.sort())
    }
  }
})

test('they agree in nights in which clocks change, and in the hours after them', () => {
  const zones = new Set<string>()
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed)
    const { calendar } = createScenario('clock-change', random)
    zones.add(`${calendar.zone} ${calendar.begin}`)
    let directory = createOrganisation(random, calendar)
    for (let i = 0; i < 3; i++) {
      const now = (calendar.begin + i * 50_000) as Instant
      directory = withEditedSchedule(directory, random, now, calendar)
      directory = withHandOver(directory, random, now)
    }
    const targets = ['primary', 'secondary'].map((id) => ({ kind: 'schedule' as const, id: id as ScheduleId }))
    for (let i = 0; i < 40; i++) {
      const at = (calendar.begin + random.int(-60, i < 20 ? 600 : 20_000) * 1_000) as Instant
      const expected = calcTargets(directory, targets, at).people.map((person) => person.user)
      const found = [...peopleBehind(directory, targets, at)]
      expect(found.sort(), `seed ${seed} at ${new Date(at).toISOString()}`).toEqual(expected.sort())
    }
  }
  // Both changes of the year of each of five zones.
  expect(zones.size).toBe(10)
})

test('they agree on layers that follow calendars, and on versions that are planned before and behind each other', () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed)
    const { calendar } = createScenario('edits', random)
    let directory = createOrganisation(random, calendar)
    for (let i = 0; i < 6; i++) {
      const now = (calendar.begin + i * 20_000) as Instant
      directory = withEditedSchedule(directory, random, now, calendar)
      directory = withCalendarReadAnew(directory, random, now)
      if (i % 3 === 2) directory = withoutPlanned(directory, random, now)
    }
    for (const schedule of directory.schedules.values()) {
      const layers = [...(schedule.before ?? []), schedule].flatMap((version) => version.layers)
      for (const { holidays, importedFrom } of layers) seen.add(importedFrom ?? holidays?.on ?? '')
      for (let i = 0; i < 60; i++) {
        const spreadMs = i < 20 ? 300_000 : 30 * 86_400_000
        const at = (calendar.begin + random.int(-spreadMs, spreadMs)) as Instant
        const expected = calcOnCall(directory, schedule, at).people.map(({ user }) => user)
        const found = [...onDuty(directory, schedule, at)]
        expect(found.sort(), `seed ${seed} ${schedule.id} at ${new Date(at).toISOString()}`).toEqual(expected.sort())
      }
    }
  }
  expect([...seen].sort()).toEqual(['', 'off', 'only', 'rota'])
})

test('they agree on schedules of every shape, in their weeks before and after', () => {
  const seen = new Set<string>()
  for (let seed = 1; seed <= 80; seed++) {
    const random = new Random(seed)
    const night = createScenario('clock-change', random).calendar
    const calendar = seed % 2 === 0 ? night : { ...USUAL_CALENDAR, hasAllShapes: true }
    let directory = createOrganisation(random, calendar)
    for (let i = 0; i < 3; i++) {
      const now = (calendar.begin + i * 50_000) as Instant
      directory = withEditedSchedule(directory, random, now, calendar)
      directory = withTemporary(directory, random, now, `t${i}`)
      directory = withOverride(directory, random, now, `o${i}`)
      directory = withHandOver(directory, random, now)
    }
    for (const schedule of directory.schedules.values()) {
      for (const shape of shapesOf(schedule)) seen.add(shape)
      for (let i = 0; i < 60; i++) {
        const spreadMs = i < 20 ? 300_000 : 45 * 86_400_000
        const at = (calendar.begin + random.int(-spreadMs, spreadMs)) as Instant
        const expected = calcOnCall(directory, schedule, at).people.map(({ user }) => user)
        const found = [...onDuty(directory, schedule, at)]
        expect(found.sort(), `seed ${seed} ${schedule.id} at ${new Date(at).toISOString()}`).toEqual(expected.sort())
      }
    }
  }
  expect([...seen].sort()).toEqual([
    ...['3 layers', 'day', 'empty turn', 'ends', 'from an anchor that is yet to come', 'hour', 'last days of months'],
    ...['month', 'over midnight', 'over several days', 'several people', 'starts', 'temporary', 'turns for days off'],
    ...['week', 'within a day'],
  ])
})

/** What of the workload would be worth nothing if it never came about. */
function shapesOf({ layers, temporary = [] }: Schedule): string[] {
  const shapes = layers.flatMap((layer) => [
    layer.every.unit,
    ...(layer.turns.some((turn) => turn.length === 0) ? ['empty turn'] : []),
    ...(layer.turns.some((turn) => turn.length > 1) ? ['several people'] : []),
    ...(layer.offDays === 'use_turn' ? ['turns for days off'] : []),
    ...(layer.startsAt !== undefined ? ['starts'] : []),
    ...(layer.startsAt !== undefined && layer.anchor > new Date(layer.startsAt).toISOString()
      ? ['from an anchor that is yet to come']
      : []),
    ...(layer.endsAt !== undefined ? ['ends'] : []),
    ...(layer.every.unit === 'month' && Number(layer.anchor.slice(8, 10)) > 28 ? ['last days of months'] : []),
    ...layer.restrictions.map(({ from, to, toWeekday }) => {
      if (toWeekday !== undefined) return 'over several days'
      return to <= from ? 'over midnight' : 'within a day'
    }),
  ])
  return [...shapes, ...(layers.length === 3 ? ['3 layers'] : []), ...(temporary.length > 0 ? ['temporary'] : [])]
}

test('whoever is on when an edit begins that keeps them stays on, by the auditor’s reckoning too', () => {
  let kept = 0
  for (let seed = 1; seed <= 60; seed++) {
    const random = new Random(seed)
    const { calendar } = createScenario('clock-change', random)
    const hourly = { ...calendar, hasAllShapes: false }
    const directory = createOrganisation(random, hourly)
    const [schedule] = directory.schedules.values()
    const startsAt = (calendar.begin + random.int(0, 200) * 1_000) as Instant
    const people = [...directory.users.keys()]
    const { layers } = createSchedule(random, 'primary', people, hourly)
    const before = schedule ? onDuty(directory, schedule, startsAt) : []
    if (!schedule || before.length !== 1) continue
    const edited = { ...schedule, ...beginVersion(schedule, { layers, startsAt, keepsCurrent: true }) }
    expect(onDuty(directory, edited, startsAt), `seed ${seed}`).toEqual(before)
    expect(onDuty(directory, edited, startsAt - 1), `seed ${seed}`).toEqual(onDuty(directory, schedule, startsAt - 1))
    kept += 1
  }
  expect(kept).toBeGreaterThan(20)
})
