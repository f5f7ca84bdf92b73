/**
 * Proposes who takes which shift: a fair rotation from people, what they have done already, when they are away, and the hours of the
 * night where they live. Each shift, in order of time, goes to whoever may take it and would then have done least; so the load evens out,
 * and a shift that is day for somebody goes to them rather than to somebody for whom it is night.
 *
 * Nobody gets a shift while they are away, while they have another, or one that makes more days in a row than the rule allows.
 */
import type { UserId } from '../../kernel/brand.ts'
import { DAY } from '../../kernel/instant.ts'
import type { DutyClock, DutySpan } from './duty-hours.ts'
import { findRestBreaches, type RestRules } from './rest.ts'
import { countHours, uniteSpans, type Weights, weigh } from './workload.ts'

export interface Candidate {
  user: UserId
  clock: DutyClock
  /** Weighted hours done so far, or carried over. */
  load: number
  away: readonly DutySpan[]
  /** Shifts that they have anyway. */
  busy: readonly DutySpan[]
}

export interface PlannedShift extends DutySpan {
  /** Undefined: nobody could take it. */
  user: UserId | undefined
  /** Weighted hours, as the person's clock has them. */
  weight: number
}

export interface RotationPlan {
  shifts: PlannedShift[]
  /** What each will have done, with what they had. */
  loads: Map<UserId, number>
}

/** `slots` ascend. */
export function planFairRotation(
  slots: readonly DutySpan[],
  candidates: readonly Candidate[],
  { weights, rules }: { weights: Weights; rules: RestRules },
): RotationPlan {
  const loads = new Map(candidates.map(({ user, load }) => [user, load]))
  const taken = new Map<UserId, DutySpan[]>()
  const shifts = slots.map((slot): PlannedShift => {
    const offers = candidates
      .filter((candidate) => canTake(candidate, taken.get(candidate.user) ?? [], { slot, rules }))
      .map((candidate) => {
        const weight = weigh(countHours(candidate.clock, [slot]), weights)
        const last = taken.get(candidate.user)?.at(-1)?.endsAt ?? Number.NEGATIVE_INFINITY
        return { user: candidate.user, weight, after: (loads.get(candidate.user) ?? 0) + weight, last }
      })
      // Of equals whoever has been off longest, and then in the order in which they stand.
      .sort((a, b) => a.after - b.after || (a.last < b.last ? -1 : a.last > b.last ? 1 : 0))
    const [best] = offers
    if (!best) return { ...slot, user: undefined, weight: 0 }
    loads.set(best.user, best.after)
    taken.set(best.user, [...(taken.get(best.user) ?? []), slot])
    return { ...slot, user: best.user, weight: best.weight }
  })
  return { shifts, loads }
}

/** Whether somebody may have a shift beside those that they have. */
export function canTake(
  { user, clock, away, busy }: Candidate,
  has: readonly DutySpan[],
  { slot, rules }: { slot: DutySpan; rules: RestRules },
): boolean {
  const others = [...busy, ...has]
  if ([...away, ...others].some((span) => span.startsAt < slot.endsAt && slot.startsAt < span.endsAt)) return false
  // What lies further off is in no run with it that the rule would still allow.
  const reach = (rules.daysInARowMax + 2) * DAY
  const near = others.filter((span) => span.endsAt > slot.startsAt - reach && span.startsAt < slot.endsAt + reach)
  const spans = uniteSpans([...near, slot])
  const breaches = findRestBreaches({ user, zone: clock.zone, spans, pagedAt: [] }, rules)
  return !breaches.some((breach) => breach.startsAt < slot.endsAt && slot.startsAt < breach.endsAt)
}
