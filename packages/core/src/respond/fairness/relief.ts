/**
 * Who else could take a day of somebody who would get too little rest. A rule of rest gives way only where nobody could: whoever is alone in
 * a schedule, or whose others are all away, on call themselves or in need of rest, goes on.
 *
 * The others are those who stand in the schedule anyway. People who do not are no relief, because the organisation has not put them on call.
 */
import type { Instant, ScheduleId, UserId } from '../../kernel/brand.ts'
import { DAY } from '../../kernel/instant.ts'
import type { User } from '../../people/directory.ts'
import type { Participant, Roster, Schedule } from '../../people/schedule.ts'
import type { TimeOff } from '../coverage.ts'
import { findLayersAt } from '../schedule-version.ts'
import type { DutySpan } from './duty-hours.ts'
import { findRestBreaches, type RestBreach, type RestRules } from './rest.ts'
import { calcDuties, uniteSpans } from './workload.ts'

/** A part of somebody's time on call that another person could take. */
export interface Relief extends DutySpan {
  user: UserId
  schedule: ScheduleId
}

export interface ReliefSearch {
  roster: Roster & { users: ReadonlyMap<UserId, Pick<User, 'zone' | 'isActive'>> }
  /** All in which any of the people concerned may be on call. */
  schedules: readonly Schedule[]
  away: readonly TimeOff[]
  rules: RestRules
  /** What was before it nobody can take any more. */
  now: Instant
  /** When people were paged at night, as far as it is known. */
  pagedAt: ReadonlyMap<UserId, readonly Instant[]>
}

/** The duties of everybody around some breaches, calculated once for all of them. */
export interface Duties extends ReliefSearch {
  own: ReadonlyMap<UserId, readonly DutySpan[]>
  /** When their shifts begin, also those that follow another without a pause. */
  begins: ReadonlyMap<UserId, readonly Instant[]>
  bySchedule: ReadonlyMap<ScheduleId, ReadonlyMap<UserId, readonly DutySpan[]>>
}

export function loadDuties(search: ReliefSearch, breaches: readonly RestBreach[]): Duties {
  const { roster, schedules, rules } = search
  const reach = (rules.daysInARowMax + 2) * DAY
  const window = {
    from: (Math.min(...breaches.map(({ startsAt }) => startsAt)) - reach) as Instant,
    to: (Math.max(...breaches.map(({ endsAt }) => endsAt)) + reach) as Instant,
  }
  const bySchedule = new Map<ScheduleId, Map<UserId, readonly DutySpan[]>>()
  const own = new Map<UserId, DutySpan[]>()
  const begins = new Map<UserId, Instant[]>()
  for (const schedule of schedules) {
    const duties = calcDuties(roster, [schedule], window)
    bySchedule.set(schedule.id, new Map([...duties].map(([user, { spans }]) => [user, spans])))
    for (const [user, theirs] of duties) {
      own.set(user, [...(own.get(user) ?? []), ...theirs.spans])
      begins.set(user, [...(begins.get(user) ?? []), ...theirs.begins])
    }
  }
  return { ...search, bySchedule, begins, own: new Map([...own].map(([user, spans]) => [user, uniteSpans(spans)])) }
}

/** What others could take so that the breach is gone or shorter; nothing: nobody could take a day of it. */
export function findRelief(duties: Duties, breach: RestBreach): Relief[] {
  for (const window of windowsOf(breach, duties)) {
    const reliefs = relieve(duties, breach.user, window)
    if (reliefs.length > 0) return reliefs
  }
  return []
}

/**
 * Days of a run that would be a day off: the one that is first too many, then those before it, then those after it. What of one is past
 * nobody can take any more, so a day that has begun is 24 hours from now.
 */
function windowsOf(breach: RestBreach, { rules: { daysInARowMax }, now }: Duties): DutySpan[] {
  if (breach.kind === 'rest_after_night') return ahead([breach], now)
  const count = Math.ceil((breach.endsAt - breach.startsAt) / DAY)
  const days = Array.from({ length: count }, (_, index) => index)
  const inOrder = [
    ...days.slice(daysInARowMax, daysInARowMax + 1),
    ...days.slice(0, daysInARowMax).reverse(),
    ...days.slice(daysInARowMax + 1),
  ]
  const windows = inOrder.map((day): DutySpan => {
    const startsAt = (breach.startsAt + day * DAY) as Instant
    return { startsAt, endsAt: (startsAt + DAY) as Instant }
  })
  return ahead(windows, now).map(({ startsAt }) => ({ startsAt, endsAt: (startsAt + DAY) as Instant }))
}

function ahead(windows: readonly DutySpan[], now: Instant): DutySpan[] {
  return windows
    .filter(({ endsAt }) => endsAt > now)
    .map(({ startsAt, endsAt }) => ({ startsAt: Math.max(startsAt, now) as Instant, endsAt }))
}

/** Everything that somebody has within a window, given to others; nothing where a part of it finds nobody. */
function relieve(duties: Duties, user: UserId, window: DutySpan): Relief[] {
  const reliefs: Relief[] = []
  for (const schedule of duties.schedules) {
    const parts = within(duties.bySchedule.get(schedule.id)?.get(user) ?? [], window)
    const [first] = parts
    if (!first) continue
    const other = listRotation(duties.roster, schedule, first.startsAt).find(
      (each) => each !== user && canTakeAll(duties, each, parts),
    )
    if (other === undefined) return []
    reliefs.push(...parts.map((part) => ({ ...part, user: other, schedule: schedule.id })))
  }
  return reliefs
}

function within(spans: readonly DutySpan[], window: DutySpan): DutySpan[] {
  return spans
    .filter((span) => span.startsAt < window.endsAt && window.startsAt < span.endsAt)
    .map(({ startsAt, endsAt }) => ({
      startsAt: Math.max(startsAt, window.startsAt) as Instant,
      endsAt: Math.min(endsAt, window.endsAt) as Instant,
    }))
}

/** Whether somebody is there, free, and would still have their own rest. */
function canTakeAll(duties: Duties, user: UserId, parts: readonly DutySpan[]): boolean {
  const { roster, own, away, rules, pagedAt } = duties
  const person = roster.users.get(user)
  if (!person?.isActive) return false
  const busy = own.get(user) ?? []
  const isTaken = [...busy, ...away.filter((each) => each.user === user)].some((span) =>
    parts.some((part) => span.startsAt < part.endsAt && part.startsAt < span.endsAt),
  )
  if (isTaken) return false
  const duty = {
    ...{ user, zone: person.zone, pagedAt: pagedAt.get(user) ?? [], spans: uniteSpans([...busy, ...parts]) },
    // What they take over is a shift of its own, also right after one of theirs.
    begins: [...(duties.begins.get(user) ?? []), ...parts.map(({ startsAt }) => startsAt)],
  }
  return !findRestBreaches(duty, rules).some((breach) =>
    parts.some((part) => breach.startsAt < part.endsAt && part.startsAt < breach.endsAt),
  )
}

/** Who stands in the layers of a schedule that are in force at an instant, through teams and other schedules too; each once. */
export function listRotation(roster: Roster, schedule: Schedule, at: Instant): UserId[] {
  return [...new Set(namedIn({ roster, at, seen: new Set() }, schedule))]
}

interface Walk {
  roster: Roster
  at: Instant
  seen: Set<ScheduleId>
}

function namedIn(walk: Walk, schedule: Schedule): UserId[] {
  if (walk.seen.has(schedule.id)) return []
  walk.seen.add(schedule.id)
  return findLayersAt(schedule, walk.at).flatMap(({ turns, importedFrom }) => [
    ...turns.flat().flatMap((participant) => meantBy(walk, participant)),
    ...(importedFrom === undefined
      ? []
      : (walk.roster.calendars?.get(importedFrom)?.shifts ?? []).flatMap(({ users }) => users)),
  ])
}

function meantBy(walk: Walk, participant: Participant): readonly UserId[] {
  if (typeof participant === 'string') return [participant]
  if ('team' in participant) return walk.roster.teams.get(participant.team)?.members ?? []
  const other = walk.roster.schedules.get(participant.schedule)
  return other ? namedIn(walk, other) : []
}
