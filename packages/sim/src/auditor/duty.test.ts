import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { calcTargets } from '@tocsin/core/respond/targets.ts'
import { expect, test } from 'vitest'
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
