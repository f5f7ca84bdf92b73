/**
 * Who really was on call. The record of a schedule is a list of facts, each of which says who is on from an instant on and why; it
 * holds until the next one. Facts are written when a shift begins or ends, never changed, and beat what would be calculated today.
 *
 * Invariants: the record of a span does not depend on how many times somebody looked while it passed; an edit adds facts from its
 * own instant on and none before.
 */
import type { DurationMs, Instant } from '../kernel/brand.ts'
import { after, DAY, MINUTE } from '../kernel/instant.ts'
import type { Roster, Schedule, ScheduleOverride } from '../people/schedule.ts'
import type { OnCallPerson } from './layer.ts'
import { calcOnCall, calcShifts, type Shift } from './on-call.ts'
import { isSamePeople } from './pieces.ts'
import { listVersions } from './schedule-version.ts'

/** Why there is a fact: the record of the schedule began, a shift did, somebody changed something, or the schedule was deleted. */
export type OnCallCause = 'record_began' | 'handoff' | 'edit' | 'deleted'

export interface OnCallFact {
  /** From 1 without gaps, for each schedule. */
  seq: number
  at: Instant
  /** Empty: nobody. */
  people: OnCallPerson[]
  cause: OnCallCause
  /** It was written later, because nothing ran then, from the versions that were in force at `at`. */
  isFilledIn: boolean
  /** When the layers in force began to be; absent: they are the first ones. */
  layersSince?: Instant
  /** The overrides in force, those included that took somebody away. */
  overrides: ScheduleOverride[]
}

/** What was written last: the next facts follow it. */
export interface RecordedSoFar {
  /** All facts before this instant are written. */
  until: Instant
  last?: OnCallFact
}

/** A schedule is looked at this often, however seldom it hands over. */
const LOOK_MS_MAX = DAY
/** A node that looks every second is never later than this unless nothing ran. */
const LATE_MS = (2 * MINUTE) as DurationMs

/** The facts of [`so.until`, `now`), and when the next one is due (at most a day ahead). Empty where nothing changed. */
export function planOnCallFacts(
  roster: Roster,
  schedule: Schedule,
  so: RecordedSoFar,
  now: Instant,
): { facts: OnCallFact[]; due: Instant } {
  const facts: OnCallFact[] = []
  let { last } = so
  for (const piece of listPieces(roster, schedule, so.until, now)) {
    const fact = factOf(roster, schedule, piece, { last, now })
    if (last && !isNews(last, fact)) continue
    facts.push(fact)
    last = fact
  }
  const [running, next] = listPieces(roster, schedule, now, after(now, LOOK_MS_MAX))
  const isChanged = running !== undefined && (!last || isNews(last, factOf(roster, schedule, running, { last, now })))
  return { facts, due: isChanged ? now : (next?.startsAt ?? after(now, LOOK_MS_MAX)) }
}

/** The last fact of a schedule that is no longer there; undefined when nobody was on anyway and that is written. */
export function endOnCallRecord({ until, last }: RecordedSoFar, now: Instant): OnCallFact | undefined {
  if (last?.cause === 'deleted') return undefined
  const isFilledIn = now - until > LATE_MS
  return { seq: (last?.seq ?? 0) + 1, at: until, people: [], cause: 'deleted', isFilledIn, overrides: [] }
}

/** A shift out of the record: what was written about its start, and where it ends. */
export interface RecordedShift extends Shift {
  fact?: OnCallFact
}

/**
 * The shifts of [`from`, `to`): what is on record as it is written, the rest as it is calculated. `facts` are in order, the last
 * one before `from` included; they hold until `until`.
 */
export function calcRecordedShifts(
  { facts, until }: { facts: readonly OnCallFact[]; until: Instant },
  calculate: (from: Instant, to: Instant) => Shift[],
  from: Instant,
  to: Instant,
): RecordedShift[] {
  const end = Math.min(to, until) as Instant
  const recorded = facts.flatMap((fact, index): RecordedShift[] => {
    const startsAt = Math.max(fact.at, from) as Instant
    const endsAt = Math.min(facts[index + 1]?.at ?? end, end) as Instant
    return startsAt < endsAt ? [{ startsAt, endsAt, people: fact.people, fact }] : []
  })
  const [first, last] = [recorded[0]?.startsAt ?? to, recorded.at(-1)?.endsAt ?? to]
  const before = from < first ? calculate(from, first) : []
  const rest = last < to ? calculate(last, to) : []
  return joinSame([...before, ...recorded, ...rest])
}

/** The fact that holds at an instant; undefined before the record began. */
export function findFactAt(facts: readonly OnCallFact[], at: Instant): OnCallFact | undefined {
  return facts.findLast((fact) => fact.at <= at)
}

/** Shifts, cut also where other layers came into force: who was on by which version is part of the record. */
function listPieces(roster: Roster, schedule: Schedule, from: Instant, to: Instant): Shift[] {
  const cuts = listVersions(schedule)
    .map(({ startsAt }) => startsAt)
    .filter((cut) => cut > from && cut < to)
  return calcShifts(roster, schedule, from, to).flatMap((shift) => {
    const within = cuts.filter((cut) => cut > shift.startsAt && cut < shift.endsAt)
    const edges = [shift.startsAt, ...within, shift.endsAt]
    return edges.slice(1).map((endsAt, index) => ({ ...shift, startsAt: edges[index] ?? shift.startsAt, endsAt }))
  })
}

function factOf(
  roster: Roster,
  schedule: Schedule,
  { startsAt, people }: Shift,
  { last, now }: { last: OnCallFact | undefined; now: Instant },
): OnCallFact {
  const since = listVersions(schedule).findLast((version) => version.startsAt <= startsAt)?.startsAt
  const justBefore = () => calcOnCall(roster, schedule, (startsAt - 1) as Instant).people
  // What takes over from those who were on by plan is a handoff; what does not follow from the plan, somebody changed.
  const isByPlan = last !== undefined && since !== startsAt && isSamePeople(justBefore(), last.people)
  return {
    seq: (last?.seq ?? 0) + 1,
    at: startsAt,
    people,
    cause: last === undefined ? 'record_began' : isByPlan ? 'handoff' : 'edit',
    isFilledIn: now - startsAt > LATE_MS,
    ...(since !== undefined && Number.isFinite(since) && { layersSince: since }),
    overrides: schedule.overrides.filter((each) => each.startsAt <= startsAt && startsAt < each.endsAt),
  }
}

function isNews(last: OnCallFact, fact: OnCallFact): boolean {
  return last.layersSince !== fact.layersSince || !isSamePeople(last.people, fact.people)
}

/** Where a calculated piece goes on as the one before it, it is the same shift. */
function joinSame(shifts: readonly RecordedShift[]): RecordedShift[] {
  const joined: RecordedShift[] = []
  for (const shift of shifts) {
    const before = joined.at(-1)
    const goesOn = before?.endsAt === shift.startsAt && isSamePeople(before.people, shift.people)
    if (before && goesOn && !(before.fact && shift.fact)) before.endsAt = shift.endsAt
    else joined.push({ ...shift })
  }
  return joined
}
