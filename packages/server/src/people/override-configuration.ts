/** Overrides of a schedule: somebody takes a shift, leaves one, or joins one. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { ScheduleOverride } from '@tocsin/core/people/schedule.ts'
import type { z } from 'zod'
import { form, instantField, oneOf, personField } from '../shell/config/fields.ts'
import { checkPerson, type FieldProblem, findUserId, type References } from '../shell/config/references.ts'
import { canonicalJson } from '../shell/engine/fact-chain.ts'

export const OVERRIDE_MODES = ['add', 'remove', 'replace'] as const
/** Of those that are not over, and of those that are. */
export const OVERRIDES_MAX = 1_000

export const overrideInput = form({
  mode: oneOf(OVERRIDE_MODES),
  starts_at: instantField,
  ends_at: instantField,
  /** Who is on call instead or in addition. */
  add: personField.optional(),
  /** Who is not; a replacement without it replaces everybody. */
  remove: personField.optional(),
})
export type OverrideInput = z.output<typeof overrideInput>

export function checkOverride(
  { mode, starts_at, ends_at, add, remove }: OverrideInput,
  references: References,
  at: Instant,
): FieldProblem[] {
  const needed = (field: string, is: boolean) =>
    is ? [{ path: [field], problem: `is missing: ${mode} needs it` }] : []
  const unused = (field: string, is: boolean) => (is ? [{ path: [field], problem: `is not used with ${mode}` }] : [])
  return [
    ...(ends_at <= starts_at ? [{ path: ['ends_at'], problem: 'must lie after starts_at' }] : []),
    ...(ends_at <= at ? [{ path: ['ends_at'], problem: 'is past: the past stays' }] : []),
    ...needed('add', mode !== 'remove' && add === undefined),
    ...needed('remove', mode === 'remove' && remove === undefined),
    ...unused('add', mode === 'remove' && add !== undefined),
    ...unused('remove', mode === 'add' && remove !== undefined),
    ...(add === undefined ? [] : checkPerson(references, add, ['add'])),
    ...(remove === undefined ? [] : checkPerson(references, remove, ['remove'])),
  ]
}

export function overrideOf(input: OverrideInput, id: string, references: References): ScheduleOverride {
  const person = (name: string | undefined) => name && (findUserId(references, name) as UserId | undefined)
  const [add, remove] = [person(input.add), person(input.remove)]
  return {
    id,
    mode: input.mode,
    startsAt: input.starts_at,
    endsAt: input.ends_at,
    ...(add && { add }),
    ...(remove && { remove }),
  }
}

/** Without those that are over the longest, where there are too many that are: the record of who was on call has them still. */
export function forgetOldest(overrides: readonly ScheduleOverride[], at: Instant): ScheduleOverride[] {
  const over = overrides.filter(({ endsAt }) => endsAt <= at).sort((a, b) => b.endsAt - a.endsAt)
  const forgotten = new Set(over.slice(OVERRIDES_MAX))
  return overrides.filter((each) => !forgotten.has(each))
}

/** The same but for its id and for what of it is past: it is the same one. The database does not keep the order of fields. */
export function isSameOverride(a: ScheduleOverride, b: ScheduleOverride, at: Instant): boolean {
  const [one, other] = [a, b].map((each) => canonicalJson({ ...beginNow(each, at), id: '' }))
  return one === other
}

/** What is past stays as it was: one that would have begun begins now. */
export function beginNow(override: ScheduleOverride, at: Instant): ScheduleOverride {
  return override.startsAt < at ? { ...override, startsAt: at } : override
}

/**
 * Whether two overrides of one time contradict each other: both take away the same person, one takes away whom the other brings, or
 * one replaces everybody. Two that concern different people go together.
 */
export function areInConflict(a: ScheduleOverride, b: ScheduleOverride): boolean {
  if (a.startsAt >= b.endsAt || b.startsAt >= a.endsAt) return false
  if (replacesAll(a) || replacesAll(b)) return true
  const isSame = (one: UserId | undefined, other: UserId | undefined) => one !== undefined && one === other
  return isSame(a.remove, b.remove) || isSame(a.add, b.remove) || isSame(a.remove, b.add) || isSame(a.add, b.add)
}

function replacesAll({ mode, remove }: ScheduleOverride): boolean {
  return mode === 'replace' && remove === undefined
}
