import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { calcTargets } from '@tocsin/core/respond/targets.ts'
import { expect, test } from 'vitest'
import { createScenario } from '../scenario.ts'
import {
  createOrganisation,
  withEditedSchedule,
  withHandOver,
  withOverride,
  withToggledUser,
} from '../workload/organisation.ts'
import { Random } from '../world/random.ts'
import { EPOCH } from '../world/world.ts'
import { peopleBehind } from './duty.ts'

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
