/** Who is on call when, as people set it: what `respond/` reckons with. */
import type { CalendarId, Instant, PolicyId, ScheduleId, TeamId, UserId } from '../kernel/brand.ts'
import type { Calendar, LayerHolidays } from './calendar.ts'
import type { Team } from './directory.ts'

/** Who has a place in a turn. A team stands for all of its members, another schedule for whoever is on call in it then. */
export type Participant = UserId | { team: TeamId } | { schedule: ScheduleId }

/** What a schedule may refer to beside its own people. A directory is one. */
export interface Roster {
  teams: ReadonlyMap<TeamId, Pick<Team, 'members'>>
  schedules: ReadonlyMap<ScheduleId, Schedule>
  calendars?: ReadonlyMap<CalendarId, Calendar>
}

export type RotationUnit = 'hour' | 'day' | 'week' | 'month'

/**
 * A weekday is 1 (Monday) to 7 (Sunday), as in ISO 8601. Times are wall-clock `HH:MM` in the layer's zone; `to` may be
 * `24:00`. It belongs to the day on which it starts and ends on `toWeekday`; without one on the same day if `to` is later
 * than `from`, else on the next (equal times are 24 hours).
 */
export interface Restriction {
  weekday: number
  from: string
  to: string
  toWeekday?: number
}

/** Never changed once it is made: an edit makes another one, and what is reckoned from it is kept as long as it is there. */
export interface ScheduleLayer {
  /** By which an edit knows it again wherever it stands; absent: it is known by its name, or by what it says. */
  readonly id?: string
  readonly name?: string
  readonly zone: string
  readonly every: { count: number; unit: RotationUnit }
  /** The first handoff: a wall-clock date and time in `zone`. Later handoffs keep its time of day. */
  readonly anchor: string
  /** In turn; each turn may hold several participants at once, or none (a buffer). */
  readonly turns: Participant[][]
  /** Empty: always. */
  readonly restrictions: Restriction[]
  readonly holidays?: LayerHolidays
  /** Its shifts are those of this calendar; it has no turns of its own. */
  readonly importedFrom?: CalendarId
  /** Whether a day (or an hour) that restrictions or holidays leave empty uses up a turn; absent: `keep_turn`, it does not. */
  readonly offDays?: 'keep_turn' | 'use_turn'
  /** Nobody before this instant; absent: the anchor. Before the anchor the turns go back by whole periods. */
  readonly startsAt?: Instant
  readonly endsAt?: Instant
  /** Turns that whoever is on is ahead of the count from the anchor, so that an edit leaves the one on duty who is. */
  readonly turnOffset?: number
}

/** Layers that an edit took the place of: they held until then. */
export interface LayerVersion {
  until: Instant
  layers: ScheduleLayer[]
  /** Whether whoever is on duty at `until` stays on duty in the version that begins then, until its next handoff. */
  keepsCurrent?: boolean
}

/** Shifts that take the place of everything else in a window, overrides too; what they leave open is a gap. */
export interface TemporarySchedule {
  id: string
  startsAt: Instant
  endsAt: Instant
  shifts: { startsAt: Instant; endsAt: Instant; users: UserId[] }[]
}

export type OverrideMode = 'add' | 'remove' | 'replace'

export interface ScheduleOverride {
  id: string
  mode: OverrideMode
  startsAt: Instant
  endsAt: Instant
  add?: UserId
  remove?: UserId
}

/** Layers from lowest to highest: a higher one that has somebody replaces the lower ones. */
export interface Schedule {
  id: ScheduleId
  name: string
  zone: string
  /** In force since the last of `before` ended. */
  layers: ScheduleLayer[]
  overrides: ScheduleOverride[]
  /** The versions before, oldest first: editing a schedule never changes who was on call. */
  before?: LayerVersion[]
  temporary?: TemporarySchedule[]
  /** Hears of gaps ahead; absent: the admins do. */
  team?: TeamId
  whenEmpty?: GapCover
  shadows?: ShadowShift[]
}

/** A trainee who hears what those on call are paged for, and is never counted on: while `of` (or, absent, anybody) is on call. */
export interface ShadowShift {
  user: UserId
  of?: UserId
  startsAt?: Instant
  endsAt?: Instant
}

/**
 * Who is paged at once while nobody who could be is on call; of a policy, whom its first step pages. `nobody`: gaps are meant, and
 * nobody is told of them.
 */
export type GapCover =
  | { kind: 'user'; id: UserId }
  | { kind: 'team'; id: TeamId }
  | { kind: 'policy'; id: PolicyId }
  | { kind: 'nobody' }
