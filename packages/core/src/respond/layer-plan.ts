/**
 * What a layer says, read once: its texts parsed, its anchor an instant, the periods that consume no turn counted. Who asks again about the
 * same layer finds it here, for as long as the layer itself is there.
 *
 * A layer is never changed (an edit makes another one, see schedule-version.ts), so what was read from it cannot grow old; what depends on
 * calendars is read again when their days are others. Nothing that is kept decides an answer: forgetting all of it would cost time alone.
 */
import type { Instant, ScheduleId } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'
import type { CalendarDay } from '../people/calendar.ts'
import type { Participant, ScheduleLayer } from '../people/schedule.ts'
import { type DaysOf, type HolidayRuns, planHolidays } from './holidays.ts'
import { calcWeekWindows, type WeekWindow } from './restriction.ts'
import { planRotation, type Rotation } from './rotation.ts'

export interface LayerPlan {
  rotation: Rotation
  windows: readonly WeekWindow[]
  holidays: HolidayRuns | undefined
  /** Schedules that stand in its turns. */
  schedules: readonly ScheduleId[]
}

interface KnownPlan extends LayerPlan {
  /** The time about which it can be asked. */
  from: Instant
  to: Instant
  /** The days of its calendars with which it was made. */
  dates: readonly (readonly string[])[]
}

/** Who asks about a day asks about the days around it next. */
const SPARE_MS = 400 * DAY
const NO_DATES: readonly string[] = []

const plans = new WeakMap<ScheduleLayer, KnownPlan>()
const datesOfDays = new WeakMap<readonly CalendarDay[], readonly string[]>()

/** What is needed for questions about [`from`, `to`]. */
export function readLayer(layer: ScheduleLayer, daysOf: DaysOf, from: Instant, to: Instant): LayerPlan {
  const dates = layer.holidays?.calendars.map(daysOf) ?? []
  const known = plans.get(layer)
  const same = known?.dates.every((each, index) => each === dates[index]) ? known : undefined
  if (same && from >= same.from && to <= same.to) return same
  const span = {
    from: (Math.min(from, same?.from ?? from) - SPARE_MS) as Instant,
    to: (Math.max(to, same?.to ?? to) + SPARE_MS) as Instant,
  }
  const holidays = layer.holidays && planHolidays(layer.holidays, layer.zone, daysOf)
  const plan = {
    rotation: planRotation(layer, span.from, span.to, holidays),
    windows: calcWeekWindows(layer.restrictions),
    holidays,
    schedules: [...new Set(layer.turns.flat().flatMap((each) => (isSchedule(each) ? [each.schedule] : [])))],
    ...{ dates, ...span },
  }
  plans.set(layer, plan)
  return plan
}

/** The dates of a calendar's days: of the same days the same list, by which its reader knows them again. */
export function datesOf(days: readonly CalendarDay[] | undefined): readonly string[] {
  if (!days) return NO_DATES
  const known = datesOfDays.get(days)
  if (known) return known
  const dates = days.map(({ date }) => date)
  datesOfDays.set(days, dates)
  return dates
}

export function isSchedule(participant: Participant): participant is { schedule: ScheduleId } {
  return typeof participant === 'object' && 'schedule' in participant
}
