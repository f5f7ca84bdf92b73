/** People as plans of rotations see them. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { DutySpan } from '@tocsin/core/respond/fairness/duty-hours.ts'
import type { Candidate } from '@tocsin/core/respond/fairness/plan-rotation.ts'
import { clockOf, onCallSettingOf, restRulesOf } from './on-call-setting.ts'

export function optionsOf(directory: Directory) {
  const setting = onCallSettingOf(directory)
  return { weights: setting.weights, rules: restRulesOf(setting) }
}

/** Those of them who are active. */
export function candidatesOf(
  directory: Directory,
  users: readonly UserId[],
  {
    away,
    busy,
    loadOf,
  }: {
    away: readonly (DutySpan & { user: UserId })[]
    busy: ReadonlyMap<UserId, readonly DutySpan[]>
    loadOf(user: UserId): number
  },
): Candidate[] {
  return users
    .filter((user) => directory.users.get(user)?.isActive === true)
    .map((user) => ({
      ...{ user, clock: clockOf(directory, directory.users.get(user) ?? { zone: 'UTC' }), load: loadOf(user) },
      away: away.filter((each) => each.user === user),
      busy: busy.get(user) ?? [],
    }))
}
