/** The schedules of a large organisation, always the same ones: 2,800 people in 1,247 schedules of every shape that people make. */
import type { ScheduleId, TeamId, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY, HOUR, instant } from '@tocsin/core/kernel/instant.ts'
import type { Restriction, Roster, Schedule, ScheduleLayer, ScheduleOverride } from '@tocsin/core/people/schedule.ts'

export const SCHEDULES = 1_247
export const PEOPLE = 2_800
/** When the questions are asked: a Wednesday. */
export const ASKED_AT = instant(Date.UTC(2026, 10, 18, 9, 30))

const ZONES = [
  ...['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'America/Chicago', 'Asia/Kolkata', 'Europe/London'],
  ...['America/Los_Angeles', 'Australia/Sydney', 'America/Sao_Paulo', 'Europe/Warsaw', 'Asia/Singapore', 'UTC'],
  ...['Africa/Cairo', 'Pacific/Auckland', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Jerusalem', 'Europe/Dublin'],
]
const WEEKDAYS = [1, 2, 3, 4, 5]

export function largeRoster(): Roster {
  const schedules = Array.from({ length: SCHEDULES }, (_, index) => scheduleOf(index))
  return {
    teams: new Map(Array.from({ length: 150 }, (_, index) => [teamId(index), { members: peopleFrom(index * 17, 12) }])),
    schedules: new Map(schedules.map((schedule) => [schedule.id, schedule])),
  }
}

/** Eight layers of every pace and in several zones, the highest one hourly, with an override each week. */
export function eightLayers(): Schedule {
  const zone = (index: number): string => pick(ZONES, index)
  const layers = [
    layerOf({ zone: zone(0), every: { count: 1, unit: 'week' }, people: 6 }),
    layerOf({ zone: zone(1), every: { count: 1, unit: 'month' }, people: 4, restrictions: nights([6, 7]) }),
    layerOf({
      zone: zone(2),
      every: { count: 1, unit: 'day' },
      people: 5,
      restrictions: hours(WEEKDAYS, '09:00', '17:00'),
    }),
    layerOf({
      zone: zone(0),
      every: { count: 1, unit: 'week' },
      people: 5,
      restrictions: hours(WEEKDAYS, '09:00', '17:00'),
    }),
    layerOf({
      zone: zone(1),
      every: { count: 2, unit: 'week' },
      people: 5,
      restrictions: hours(WEEKDAYS, '09:00', '17:00'),
    }),
    layerOf({ zone: zone(7), every: { count: 12, unit: 'hour' }, people: 4, restrictions: nights([1, 2, 3, 4]) }),
    layerOf({
      zone: zone(3),
      every: { count: 36, unit: 'hour' },
      people: 3,
      restrictions: hours([6], '10:00', '14:00'),
    }),
    layerOf({
      zone: zone(5),
      every: { count: 1, unit: 'hour' },
      people: 7,
      restrictions: hours(WEEKDAYS, '11:00', '15:00'),
    }),
  ]
  return { id: 'eight-layers' as ScheduleId, name: 'Eight layers', zone: zone(0), layers, overrides: overrides(0, 52) }
}

/** Handing over every hour since a Monday of a year. */
export function hourly(since: string): Schedule {
  const layer = { ...layerOf({ zone: 'Europe/Berlin', every: { count: 1, unit: 'hour' }, people: 9 }), anchor: since }
  return { id: 'hourly' as ScheduleId, name: 'Hourly', zone: layer.zone, layers: [layer], overrides: [] }
}

function scheduleOf(index: number): Schedule {
  const zone = pick(ZONES, index)
  const first = (index * 7) % PEOPLE
  const weekly = layerOf({
    zone,
    every: { count: 1 + (index % 2), unit: 'week' },
    people: 3 + (index % 6),
    first,
    index,
  })
  const daily = layerOf({ zone, every: { count: 1, unit: 'day' }, people: 5, first: first + 5, index })
  const byMonth = layerOf({ zone, every: { count: 1, unit: 'month' }, people: 4, first: first + 9, index })
  const byHours = layerOf({ zone, every: { count: pick([1, 6, 12], index), unit: 'hour' }, people: 6, first, index })
  const office = { restrictions: hours(WEEKDAYS, '09:00', '17:00') }
  const layers = pick<ScheduleLayer[]>(
    [
      [weekly],
      [weekly, { ...daily, ...office }],
      [weekly, { ...byHours, restrictions: nights(WEEKDAYS) }, { ...daily, ...office }],
      followTheSun(first, index),
      [byMonth, { ...weekly, ...office }],
      [byHours],
      [{ ...weekly, turns: [...weekly.turns, [{ team: teamId(index % 150) }]] }, daily],
    ],
    index,
  )
  const id = `schedule-${index}` as ScheduleId
  return { id, name: `Schedule ${index}`, zone, layers, overrides: overrides(first, index % 12) }
}

function followTheSun(first: number, index: number): ScheduleLayer[] {
  const every = { count: 1, unit: 'week' } as const
  return ['Asia/Tokyo', 'Europe/Berlin', 'America/New_York'].map((zone, place) =>
    layerOf({
      zone,
      every,
      people: 4,
      first: first + place * 4,
      index,
      restrictions: hours([1, 2, 3, 4, 5, 6, 7], '08:00', '17:00'),
    }),
  )
}

interface LayerShape {
  zone: string
  every: ScheduleLayer['every']
  people: number
  first?: number
  index?: number
  restrictions?: Restriction[]
}

function layerOf({ zone, every, people, first = 0, index = 0, restrictions = [] }: LayerShape): ScheduleLayer {
  const year = 2021 + (index % 5)
  const anchor = `${year}-03-${String(1 + (index % 28)).padStart(2, '0')}T${pick(['09:00', '00:00', '08:30'], index)}`
  return { zone, every, anchor, turns: peopleFrom(first, people).map((user) => [user]), restrictions }
}

/** Swaps of a day each, one a week, from the weeks before the question on. */
function overrides(first: number, count: number): ScheduleOverride[] {
  return Array.from({ length: count }, (_, index) => {
    const startsAt = instant(ASKED_AT + (index - 4) * 7 * DAY - HOUR)
    const [add] = peopleFrom(first + index, 1)
    return { id: `override-${index}`, mode: 'replace', startsAt, endsAt: instant(startsAt + DAY), ...(add && { add }) }
  })
}

function hours(weekdays: readonly number[], from: string, to: string): Restriction[] {
  return weekdays.map((weekday) => ({ weekday, from, to }))
}

function nights(weekdays: readonly number[]): Restriction[] {
  return hours(weekdays, '20:00', '08:00')
}

function peopleFrom(first: number, count: number): UserId[] {
  return Array.from({ length: count }, (_, index) => `user-${(first + index) % PEOPLE}` as UserId)
}

function teamId(index: number): TeamId {
  return `team-${index}` as TeamId
}

function pick<T>(all: readonly T[], index: number): T {
  return all[index % all.length] as T
}
