/** What a run is about, beside what goes wrong in every run. */
import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import type { Random } from './world/random.ts'
import { EPOCH } from './world/world.ts'

export const SCENARIOS = ['usual', 'outage', 'clock-change', 'crowd', 'edits'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

/** When a run begins, and by which clock its schedules hand over. */
export interface Calendar {
  begin: Instant
  zone: string
  /** Schedules of every shape; otherwise of one layer that hands over by whole hours. */
  hasAllShapes: boolean
  /** Whether layers follow calendars, which are read anew while the run goes on. */
  hasCalendars: boolean
}

export interface Scenario {
  calendar: Calendar
  /** For how long a provider, or all of them, take nothing; 0: no longer than their moods last. */
  outageMs: DurationMs
  /** Alerts of as many groups that fire together and recover together. */
  crowd: number
  /** Whether somebody writes schedules anew all the time. */
  hasEditor: boolean
  /** How much more time senders and people take than usual. */
  pace: number
}

export const USUAL_CALENDAR: Calendar = { begin: EPOCH, zone: 'UTC', hasAllShapes: false, hasCalendars: false }

const HOUR = 3_600_000 as DurationMs
/** In the middle of what goes wrong. */
const BEFORE_CHANGE_MS = 60_000
const CROWD = 10_000
/** An hour of somebody who does something all the time would be a run of half an hour. */
const OUTAGE_PACE = 8

/** Clocks that change by an hour and by half an hour, before and behind UTC, and one that goes back for a month of the year. */
const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Casablanca']

export function createScenario(name: ScenarioName, random: Random, crowd = CROWD): Scenario {
  const calendar = name === 'clock-change' ? chooseNight(random) : chooseMorning(name, random)
  const usual: Scenario = { calendar, outageMs: 0 as DurationMs, crowd: 0, hasEditor: false, pace: 1 }
  if (name === 'outage') return { ...usual, outageMs: HOUR, pace: OUTAGE_PACE }
  if (name === 'edits') return { ...usual, hasEditor: true }
  if (name === 'clock-change') return { ...usual, hasEditor: random.chance(0.5) }
  return name === 'crowd' ? { ...usual, crowd } : usual
}

/** Half of the runs are about schedules that hand over by whole hours, the easiest to be read. */
function chooseMorning(name: ScenarioName, random: Random): Calendar {
  if (name === 'edits') return { ...USUAL_CALENDAR, hasAllShapes: true, hasCalendars: true }
  return { ...USUAL_CALENDAR, hasAllShapes: random.fork('all shapes').chance(0.5) }
}

/** A minute before the clocks of some zone change, forward or back. */
function chooseNight(random: Random): Calendar {
  const zone = random.pick(ZONES)
  const first = Temporal.Instant.fromEpochMilliseconds(EPOCH).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
  const second = first?.getTimeZoneTransition('next')
  const changes = [first, second].flatMap((each) => (each ? [each.epochMilliseconds] : []))
  return { begin: (random.pick(changes) - BEFORE_CHANGE_MS) as Instant, zone, hasAllShapes: true, hasCalendars: false }
}
