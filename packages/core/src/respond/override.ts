/**
 * Overrides: exceptions on top of what the layers say. Each is judged against the layers alone, never against another
 * override, so that they are never transitive (A→B and B→C do not put C on for A), their order does not matter, and the same
 * one twice is the same one. Where two contradict each other all the same, the person is on: overlap beats a hole.
 */
import type { Instant, UserId } from '../kernel/brand.ts'
import type { ScheduleOverride } from '../people/schedule.ts'
import type { Because, OnCallPerson } from './layer.ts'

const NO_LAYER: Because = { layer: -1 }

interface Effect {
  leave: UserId[]
  join: OnCallPerson[]
}

/** Who is on call once the overrides of this instant are applied to `base`, the people of the layers. */
export function applyOverrides(
  base: readonly OnCallPerson[],
  overrides: readonly ScheduleOverride[],
  at: Instant,
): readonly OnCallPerson[] {
  const running = overrides.filter((override) => override.startsAt <= at && at < override.endsAt)
  if (running.length === 0) return base
  const effects = running.sort((a, b) => (a.id < b.id ? -1 : 1)).map((override) => effectOf(override, base))
  const left = new Set(effects.flatMap((effect) => effect.leave))
  const people = new Map<UserId, OnCallPerson>()
  for (const person of base) if (!left.has(person.user)) people.set(person.user, person)
  for (const person of effects.flatMap((effect) => effect.join)) {
    if (!people.has(person.user)) people.set(person.user, person)
  }
  return [...people.values()]
}

/** What is left of an override that is taken back at an instant: what of it is past by then, of one that was yet to begin nothing. */
export function takeBackOverride(override: ScheduleOverride, at: Instant): ScheduleOverride | undefined {
  if (override.startsAt >= at) return undefined
  return override.endsAt <= at ? override : { ...override, endsAt: at }
}

/** A replacement that names nobody to go takes over from all; one whose person is not on call does nothing. */
function effectOf({ id, mode, add, remove }: ScheduleOverride, base: readonly OnCallPerson[]): Effect {
  if (mode === 'remove') return { leave: remove === undefined ? [] : [remove], join: [] }
  if (add === undefined) return { leave: [], join: [] }
  const isForAll = mode === 'add' || remove === undefined
  const concerned = isForAll ? base : base.filter((person) => person.user === remove)
  if (!isForAll && concerned.length === 0) return { leave: [], join: [] }
  const because = { ...(concerned[0]?.because ?? NO_LAYER), override: id }
  return { leave: mode === 'add' ? [] : concerned.map((person) => person.user), join: [{ user: add, because }] }
}
