/** Seeded schedules. Handoffs, and hours that open or close, fall into the run: who is on call changes while things go wrong. */
import type { Instant, ScheduleId, TeamId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Participant, Restriction, RotationUnit, Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import type { Calendar } from '../scenario.ts'
import { hashText, Random } from '../world/random.ts'
import { withCalendar } from './calendars.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7]

/** Among them some in which a usual run begins before, around and after midnight. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Pacific/Auckland',
  'Pacific/Honolulu',
]

/** How many of its periods a rotation is old at most. */
const AGE_MAX: Record<RotationUnit, number> = { hour: 40, day: 30, week: 20, month: 14 }

/** A schedule of one layer that hands over by whole hours, or of any shape where the calendar has all of them. */
export function createSchedule(random: Random, id: string, people: UserId[], calendar: Calendar): Schedule {
  const plain = createPlainSchedule(random, id, people, calendar)
  if (!calendar.hasAllShapes) return plain
  // Of the plain one's making, so that nothing else of the run is drawn otherwise for it.
  const shape = new Random(hashText(JSON.stringify(plain)))
  const count = shape.int(1, 3)
  const layers = Array.from({ length: count }, (_, position) => createLayer(shape, people, calendar, position))
  if (!calendar.hasCalendars) return { ...plain, layers }
  return { ...plain, layers: layers.map((layer) => withCalendar(new Random(hashText(JSON.stringify(layer))), layer)) }
}

/** Rotations by whole hours: a handoff falls into the run, and is easily checked. */
function createPlainSchedule(random: Random, id: string, people: UserId[], { begin, zone }: Calendar): Schedule {
  const turns = random.shuffle(people).map((user) => [user])
  const count = random.int(1, 4)
  const handoffAt = begin - random.int(1, 40) * count * HOUR + random.int(0, 3) * MINUTE
  const layer = {
    zone,
    every: { count, unit: 'hour' as const },
    anchor: shownOnClock(handoffAt, zone).toString({ smallestUnit: 'minute' }),
    turns: random.chance(0.2) ? [...turns, []] : turns,
    restrictions: [],
  }
  return { id: id as ScheduleId, name: id, zone, layers: [layer], overrides: [] }
}

/** Sometimes a team has a turn too, and in the primary schedule the secondary one. */
export function withOthers(random: Random, schedule: Schedule): Schedule {
  const chance = random.fork(`others of ${schedule.id}`)
  const others: Participant[][] = []
  if (chance.chance(0.3)) others.push([{ team: 'team' as TeamId }])
  if (schedule.id === 'primary' && chance.chance(0.3)) others.push([{ schedule: 'secondary' as ScheduleId }])
  return {
    ...schedule,
    layers: schedule.layers.map((layer) => ({
      ...layer,
      turns: layer.importedFrom === undefined ? [...others, ...layer.turns] : [],
    })),
  }
}

/** The lowest layer is open round the clock more often than those above it. */
function createLayer(random: Random, people: UserId[], calendar: Calendar, position: number): ScheduleLayer {
  const { begin } = calendar
  const zone = random.chance(0.65) ? calendar.zone : random.pick(ZONES)
  const every = createPace(random)
  const isAlwaysOpen = random.chance(position === 0 ? 0.65 : 0.3)
  const lives = random.weighted([
    [6, {}],
    // Its handoffs count from an anchor that is yet to come, or that has long been.
    [2, { startsAt: (begin - random.int(-2, 40) * MINUTE) as Instant }],
    [1, { endsAt: (begin + random.int(0, 10) * MINUTE) as Instant }],
  ])
  return {
    ...{ name: `layer ${position}`, zone, every, anchor: createAnchor(random, calendar, zone, every) },
    turns: createTurns(random, people),
    restrictions: isAlwaysOpen ? [] : createRestrictions(random, begin, zone),
    ...(random.chance(0.2) && { offDays: 'use_turn' as const }),
    ...lives,
  }
}

function createPace(random: Random): ScheduleLayer['every'] {
  const unit = random.weighted<RotationUnit>([
    [3, 'hour'],
    [3, 'day'],
    [3, 'week'],
    [2, 'month'],
  ])
  return { count: unit === 'hour' ? random.pick([1, 1, 2, 3, 5, 6, 8, 12, 36]) : random.int(1, 3), unit }
}

/** So many periods before or after a handoff, which mostly is one within the run, or at a time that its change of clocks leaves out. */
function createAnchor(
  random: Random,
  { begin, zone }: Calendar,
  ownZone: string,
  every: ScheduleLayer['every'],
): string {
  const minutes = random.int(0, 3)
  const handoff = random.weighted([
    [5, shownOnClock(begin + minutes * MINUTE, ownZone)],
    [ownZone === zone ? 2 : 0, shownOnClock(begin, ownZone).add({ minutes: random.int(1, 4) })],
    [2, shownOnClock(begin, ownZone).with({ hour: random.int(0, 23), minute: random.pick([0, 30]) })],
  ])
  const periods = random.chance(0.1) ? -random.int(1, 3) : random.int(0, AGE_MAX[every.unit])
  const anchor = handoff.subtract({ [`${every.unit}s`]: periods * every.count })
  const isLate = every.unit === 'month' && random.chance(0.4)
  return (isLate ? anchor.with({ day: random.int(29, 31) }) : anchor).toString({ smallestUnit: 'minute' })
}

function createTurns(random: Random, people: UserId[]): Participant[][] {
  const turns: Participant[][] = random.shuffle(people).map((user) => [user])
  const [first = [], second = [], ...others] = turns
  return random.weighted([
    [5, turns],
    [2, [[...first, ...second], ...others]],
    [1, [[], ...turns]],
    [1, [first, [], second]],
    [1, [first]],
  ])
}

function createRestrictions(random: Random, begin: Instant, zone: string): Restriction[] {
  const clock = (minutes: number) => shownOnClock(begin + minutes * MINUTE, zone)
  const time = (shown: Temporal.PlainDateTime) => shown.toPlainTime().toString({ smallestUnit: 'minute' })
  const today = clock(0).dayOfWeek
  const days = random.chance(0.5)
    ? WEEKDAYS
    : [...new Set([today, (today % 7) + 1, ...random.shuffle(WEEKDAYS).slice(0, 2)])]
  const hours = random.weighted([
    // One that opens, and one that closes, in the run.
    [3, { from: time(clock(random.int(0, 4))), to: time(clock(random.int(60, 600))) }],
    [3, { from: time(clock(-random.int(60, 600))), to: time(clock(random.int(0, 4))) }],
    [
      3,
      {
        from: random.pick(['18:00', '20:00', '22:00', '23:30']),
        to: random.pick(['02:00', '02:30', '04:30', '08:00']),
      },
    ],
    [1, { from: '09:00', to: '17:00' }],
    [1, { from: '08:00', to: '08:00' }],
    [1, { from: '00:00', to: '24:00' }],
  ])
  const nights = [...new Set([...days.map((day) => ((day + 5) % 7) + 1), random.pick(WEEKDAYS)])]
  const isOverMidnight = hours.to <= hours.from
  const weekend: Restriction = { weekday: 5, from: '20:00', to: '08:00', toWeekday: 1 }
  if (random.chance(0.1)) return [weekend]
  return (isOverMidnight ? nights : days).map((weekday) => ({ weekday, ...hours }))
}

function shownOnClock(at: number, zone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime()
}
