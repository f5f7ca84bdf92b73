/** Deliberate bugs of on-call time: what the product reads of schedules is not what was written, as if it reckoned wrongly. */
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import type { Sabotage } from '../sabotage.ts'
import type { Bug } from './bugs.ts'

function withSchedules(change: (schedule: Schedule) => Schedule): Sabotage {
  return {
    wrapDirectory: (directory: Directory) => ({
      ...directory,
      schedules: new Map([...directory.schedules].map(([id, schedule]) => [id, change(schedule)])),
    }),
  }
}

/** Also in the versions before. A layer that was read is the same one the next time, as it is in the product. */
function withLayers(change: (layer: ScheduleLayer) => ScheduleLayer): Sabotage {
  const known = new Map<ScheduleLayer, ScheduleLayer>()
  const changed = (layer: ScheduleLayer): ScheduleLayer => {
    const read = known.get(layer) ?? change(layer)
    known.set(layer, read)
    return read
  }
  return withSchedules((schedule) => ({
    ...schedule,
    layers: schedule.layers.map(changed),
    ...(schedule.before && {
      before: schedule.before.map(({ until, layers }) => ({ until, layers: layers.map(changed) })),
    }),
  }))
}

const weeksByUtc = () => withLayers((layer) => (layer.every.unit === 'week' ? byUtc(layer) : layer))
const nightsUntilMidnight = () => withLayers(untilMidnight)

export const ON_CALL_BUGS: readonly Bug[] = [
  {
    what: 'a gap that its cover does not hear of',
    law: 'law 4',
    scenario: 'edits',
    create: () => withSchedules(({ whenEmpty: _, ...schedule }) => schedule),
  },
  {
    what: 'a rotation that does not go with the clocks',
    law: 'law 4',
    scenario: 'clock-change',
    create: () => withLayers(withFixedClock),
  },
  { what: 'a weekly handoff by UTC', law: 'law 8', scenario: 'clock-change', create: weeksByUtc },
  { what: 'a weekly handoff by UTC', law: 'law 4', scenario: 'clock-change', create: weeksByUtc },
  { what: 'a night that is over at midnight', law: 'law 8', scenario: 'edits', create: nightsUntilMidnight },
  { what: 'a night that is over at midnight', law: 'law 4', scenario: 'clock-change', create: nightsUntilMidnight },
  {
    what: 'a month that begins on the 28th for ever',
    law: 'law 8',
    scenario: 'edits',
    create: () => withLayers((layer) => (layer.every.unit === 'month' ? fromThe28th(layer) : layer)),
  },
  {
    what: 'days off that use up turns',
    law: 'law 8',
    scenario: 'edits',
    create: () => withLayers((layer) => ({ ...layer, offDays: 'use_turn' })),
  },
  {
    what: 'a lower layer that stays away while the higher one is empty',
    law: 'law 4',
    scenario: 'edits',
    create: () => withSchedules((schedule) => ({ ...schedule, layers: schedule.layers.slice(-1) })),
  },
  {
    what: 'a temporary schedule that nobody heeds',
    law: 'law 4',
    scenario: 'edits',
    create: () => withSchedules((schedule) => ({ ...schedule, temporary: [] })),
  },
  {
    what: 'an edit that holds before its time',
    law: 'law 8',
    scenario: 'edits',
    create: () => withSchedules(({ before: _, ...schedule }) => schedule),
  },
  {
    what: 'a holiday that takes somebody’s turn',
    law: 'law 8',
    scenario: 'edits',
    create: () => withLayers((layer) => (layer.holidays ? { ...layer, offDays: 'use_turn' } : layer)),
  },
  {
    what: 'a holiday on which everybody works',
    law: 'law 4',
    scenario: 'edits',
    create: () => withLayers(({ holidays: _, ...layer }) => layer),
  },
  { what: 'a calendar that is never read again', law: 'law 4', scenario: 'edits', create: withFirstCalendars },
  {
    what: 'a planned version that begins with somebody else',
    law: 'law 8',
    scenario: 'edits',
    create: () => ({ wrapChange: (_, later) => withChangedPlans(later) }),
  },
  {
    what: 'a replacement of one that takes everybody off',
    law: 'law 8',
    scenario: 'edits',
    create: () => withSchedules((schedule) => ({ ...schedule, overrides: schedule.overrides.map(ofEverybody) })),
  },
]

/** What was read when the run began. */
function withFirstCalendars(): Sabotage {
  let first: Directory['calendars']
  return {
    wrapDirectory(directory) {
      first ??= directory.calendars
      return { ...directory, ...(first && { calendars: first }) }
    },
  }
}

/** As if whose turn it is were not reckoned from the version before. */
function withChangedPlans(directory: Directory): Directory {
  const asWritten = ({ turnOffset: _, ...layer }: ScheduleLayer): ScheduleLayer => layer
  const schedules = [...directory.schedules].map(([id, schedule]): [typeof id, Schedule] => {
    const { layers, before = [] } = schedule
    if (before.at(-1)?.keepsCurrent !== true) return [id, schedule]
    return [id, { ...schedule, layers: layers.map(asWritten) }]
  })
  return { ...directory, schedules: new Map(schedules) }
}

/** On a clock that nobody changes. */
function withFixedClock(layer: ScheduleLayer): ScheduleLayer {
  return { ...layer, zone: Temporal.PlainDateTime.from(layer.anchor).toZonedDateTime(layer.zone).offset }
}

/** From the same first handoff on, but on a clock that is never changed. Hours of the week are left as they are. */
function byUtc(layer: ScheduleLayer): ScheduleLayer {
  if (layer.restrictions.length > 0) return layer
  const first = Temporal.PlainDateTime.from(layer.anchor).toZonedDateTime(layer.zone).withTimeZone('UTC')
  return { ...layer, zone: 'UTC', anchor: first.toPlainDateTime().toString({ smallestUnit: 'minute' }) }
}

function untilMidnight(layer: ScheduleLayer): ScheduleLayer {
  const restrictions = layer.restrictions.map((restriction) =>
    restriction.toWeekday === undefined && restriction.to <= restriction.from
      ? { ...restriction, to: '24:00' }
      : restriction,
  )
  return { ...layer, restrictions }
}

/** As if every handoff were reckoned from the one in February. */
function fromThe28th(layer: ScheduleLayer): ScheduleLayer {
  const anchor = Temporal.PlainDateTime.from(layer.anchor)
  const day = Math.min(anchor.day, 28)
  return { ...layer, anchor: anchor.with({ day }).toString({ smallestUnit: 'minute' }) }
}

function ofEverybody(override: Schedule['overrides'][number]): Schedule['overrides'][number] {
  if (override.mode !== 'replace') return override
  const { remove: _, ...rest } = override
  return rest
}
