/**
 * What is not urgent may wait: for the working hours of those whom it pages, where a policy says so, for the end of somebody's quiet
 * hours, and for the hour at which somebody reads all of it together. What is urgent waits for nothing, and neither does what somebody escalates by hand or tries out.
 */
import type { Instant } from '../kernel/brand.ts'
import type { Context } from '../kernel/decision.ts'
import type { Head, PagedPerson, PlannedRule } from '../kernel/fact.ts'
import type { Reason } from '../kernel/reason.ts'
import type { User } from '../people/directory.ts'
import type { Policy } from '../people/policy.ts'
import { listDigests } from './digest-time.ts'
import { calcQuietEnd } from './quiet-hours.ts'
import type { Target } from './targets.ts'
import { calcNextWithin, hoursOf } from './working-hours.ts'

/** From when on somebody is paged, and what for they are not paged before. */
export interface Opening {
  at: Instant
  because: Extract<Reason, 'held_until_hours' | 'held_quiet_hours' | 'kept_for_digest'>
}

/** Working hours and quiet hours of a week take turns more seldom than this. */
const TURNS_MAX = 30

type HoldingPolicy = Pick<Policy, 'holdsLow'> | undefined

/** What somebody waits for beside their quiet hours. */
export interface Waiting {
  policy: HoldingPolicy
  /** When the step was due: the hour of a digest that has come since is not waited for again. */
  dueAt: Instant
}

export function mayWait(head: Pick<Head, 'urgency' | 'testOf'>, because: Reason): boolean {
  return head.urgency === 'low' && because !== 'escalated_by_hand' && head.testOf === undefined
}

/** When the waiting of somebody ends who is paged at `at` for something that is not urgent; undefined: they do not wait. */
export function calcOpening(user: User, at: Instant, { policy, dueAt }: Waiting): Opening | undefined {
  if (user.lowDigestAt === undefined) return calcQuietOpening(user, at, policy)
  // An hour that falls into quiet hours is read when these are over, and it is still that day’s.
  const ends = listDigests(user, dueAt).map((digest) => calcQuietOpening(user, digest, policy)?.at ?? digest)
  const end = ends.find((each) => each >= dueAt) ?? at
  return end > at ? { at: end, because: 'kept_for_digest' } : calcQuietOpening(user, at, policy)
}

function calcQuietOpening(user: User, at: Instant, policy: HoldingPolicy): Opening | undefined {
  let first: Opening | undefined
  let last: Opening | undefined
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const next = calcNextOpening(user, last?.at ?? at, policy)
    if (!next) return last
    first ??= next
    last = next
  }
  // Somebody whose quiet hours leave nothing of their working hours is called when the first of both ends: better than never.
  return first
}

function calcNextOpening(user: User, from: Instant, policy: HoldingPolicy): Opening | undefined {
  const quietEnd = calcQuietEnd(user, from)
  if (quietEnd > from) return { at: quietEnd, because: 'held_quiet_hours' }
  const opensAt = policy?.holdsLow ? calcNextWithin(hoursOf(user), from) : from
  return opensAt > from ? { at: opensAt, because: 'held_until_hours' } : undefined
}

/**
 * Until when a step waits: until the first of those whom it would page may be paged. Undefined when somebody may be now; whom it pages is
 * found anew then.
 */
export function calcHold(
  waiting: Waiting,
  people: readonly Target[],
  { directory, at }: Context,
): { until: Instant; because: Opening['because'] } | undefined {
  let soonest: Opening | undefined
  for (const { user } of people) {
    const person = directory.users.get(user)
    const opening = person && calcOpening(person, at, waiting)
    if (!opening) return undefined
    if (!soonest || opening.at < soonest.at) soonest = opening
  }
  return soonest && { until: soonest.at, because: soonest.because }
}

/** Of several people some may wait and some not: each is paged in their own time, and no rule of theirs comes in their quiet hours. */
export function holdPlan(planned: PagedPerson, waiting: Waiting, { directory, at }: Context): PagedPerson {
  const person = directory.users.get(planned.user)
  if (!person) return planned
  const opening = calcOpening(person, at, waiting)
  if (person.lowDigestAt !== undefined) return { ...planned, plan: planDigest(planned.plan, opening, at) }
  const waitMs = (opening?.at ?? at) - at
  const plan = planned.plan.map((rule): PlannedRule => {
    const wanted = (rule.dueAt + waitMs) as Instant
    const dueAt = calcQuietEnd(person, wanted)
    if (dueAt === rule.dueAt) return rule
    return { ...rule, dueAt, because: dueAt > wanted ? 'held_quiet_hours' : (opening?.because ?? rule.because) }
  })
  return { ...planned, plan: eachContactOnce(plan) }
}

/** A digest goes one way, the first that the person chose, whatever other rules would follow. */
function planDigest([first]: readonly PlannedRule[], opening: Opening | undefined, at: Instant): PlannedRule[] {
  if (!first) return []
  return [{ ...first, dueAt: opening?.at ?? at, because: opening ? 'kept_for_digest' : 'in_digest' }]
}

/** Rules of one contact that waited for the same end say the same: one page where two would come at once. */
function eachContactOnce(plan: readonly PlannedRule[]): PlannedRule[] {
  return plan.filter(
    (rule, index) => plan.findIndex(({ contact, dueAt }) => contact === rule.contact && dueAt === rule.dueAt) === index,
  )
}
