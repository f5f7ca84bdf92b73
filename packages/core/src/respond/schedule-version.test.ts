import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CalendarId, Instant } from '../kernel/brand.ts'
import { DAY, HOUR } from '../kernel/instant.ts'
import type { Schedule, ScheduleLayer } from '../people/schedule.ts'
import { calcOnCall, calcShifts } from './on-call.ts'
import { diffSchedules } from './schedule-diff.ts'
import {
  beginVersion,
  continuePlanned,
  dropVersion,
  findLayersAt,
  listPlanned,
  listVersions,
  undoVersion,
} from './schedule-version.ts'
import { ALONE, aLayer, aSchedule, at, names, shown, users } from './testing/schedules.ts'

const EDIT = at('2026-03-04T12:00-06:00')
const [FROM, TO] = [at('2026-02-16T09:00-06:00'), at('2026-04-06T09:00-05:00')]
const SCHEDULE = aSchedule([aLayer()])

function edited(layers: ScheduleLayer[], startsAt = EDIT, keepsCurrent = true) {
  return { ...SCHEDULE, ...beginVersion(SCHEDULE, { layers, startsAt, keepsCurrent }) }
}

test('an edit leaves the past alone, and whoever is on duty on duty until the next handoff', () => {
  const schedule = edited([aLayer({ turns: [users('x'), users('c'), users('a')] })])
  expect(shown(calcShifts(ALONE, schedule, FROM, TO))).toEqual([
    '02-16 09:00 -06:00 a',
    '02-23 09:00 -06:00 b',
    '03-02 09:00 -06:00 c',
    '03-09 09:00 -05:00 a',
    '03-16 09:00 -05:00 x',
    '03-23 09:00 -05:00 c',
    '03-30 09:00 -05:00 a',
  ])
})

/** Nobody of this layer is on before `FROM` has passed, so that the one below it keeps answering. */
const NEW_ON_TOP_OF_ALL = aLayer({ name: 'new', turns: [users('y'), users('z')], endsAt: at('2026-02-01T00:00Z') })

test('a layer goes on with whose turn it was wherever it stands: by its id, its name, what it says, and else its place', () => {
  // Both turns were moved on by an edit before, so that whoever is on is not whom the anchor says.
  const primary = aLayer({ turns: [users('a'), users('b'), users('c')], turnOffset: 1 })
  const first = aLayer({ turns: [users('c'), users('a'), users('b')] })
  const onDuty = (before: ScheduleLayer[], after: ScheduleLayer[]) => {
    const schedule = aSchedule(before)
    const next = { ...schedule, ...beginVersion(schedule, { layers: after, startsAt: EDIT, keepsCurrent: true }) }
    return [schedule, next].map((one) => names(calcOnCall(ALONE, one, EDIT).people))
  }
  for (const [before, after] of [
    // Named the same, with turns in another order, and one that is new in front of it.
    [[{ ...primary, name: 'days' }], [NEW_ON_TOP_OF_ALL, { ...first, name: 'days' }]],
    // Renamed, but of the same id.
    [[{ ...primary, id: 'one', name: 'days' }], [NEW_ON_TOP_OF_ALL, { ...first, id: 'one', name: 'nights' }]],
    // Nothing but what it says.
    [[primary], [NEW_ON_TOP_OF_ALL, { ...primary, turnOffset: 0 }]],
    // Nothing at all: it stands in the same place.
    [[primary], [first]],
  ] as [ScheduleLayer[], ScheduleLayer[]][]) {
    const [was, is] = onDuty(before, after)
    expect(is).toBe(was)
  }
  // Another id is another layer, whatever it is called and wherever it stands.
  const [was, is] = onDuty([{ ...primary, id: 'one', name: 'days' }], [{ ...first, id: 'two', name: 'days' }])
  expect(is).not.toBe(was)
})

test('where it is asked the new order counts at once', () => {
  const schedule = edited([aLayer({ turns: [users('x'), users('y')] })], EDIT, false)
  expect(shown(calcShifts(ALONE, schedule, at('2026-03-02T09:00-06:00'), at('2026-03-09T09:00-05:00')))).toEqual([
    '03-02 09:00 -06:00 c',
    '03-04 12:00 -06:00 x',
  ])
})

test('who has no turn any more hands over at the edit', () => {
  const schedule = edited([aLayer({ turns: [users('x')] })])
  expect(names(calcOnCall(ALONE, schedule, (EDIT - 1) as Instant).people)).toBe('c')
  expect(names(calcOnCall(ALONE, schedule, EDIT).people)).toBe('x')
})

test('a rotation that takes the place of an imported calendar goes on with whom the calendar has on', () => {
  const shifts = [{ startsAt: (EDIT - HOUR) as Instant, endsAt: (EDIT + HOUR) as Instant, users: users('b') }]
  const imported = aSchedule([aLayer({ turns: [], importedFrom: 'rota' as CalendarId })])
  const calendars = { daysOf: () => [], shiftsOf: () => shifts }
  const change = { layers: [aLayer()], startsAt: EDIT, keepsCurrent: true, calendars }
  const next = { ...imported, ...beginVersion(imported, change) }
  const monday = at('2026-03-09T09:00-05:00')
  expect([EDIT, monday].map((each) => names(calcOnCall(ALONE, next, each).people))).toEqual(['b', 'c'])
})

test('a planned version goes on with whom the calendar has on by then, also when it is read anew meanwhile', () => {
  const had = (user: string) => ({
    daysOf: () => [],
    shiftsOf: () => [{ startsAt: FROM, endsAt: TO, users: users(user) }],
  })
  const imported = aSchedule([aLayer({ turns: [], importedFrom: 'rota' as CalendarId })])
  const change = { layers: [aLayer()], startsAt: EDIT, keepsCurrent: true, calendars: had('b') }
  const planned = { ...imported, ...beginVersion(imported, change) }
  const onDuty = (schedule: Schedule) => names(calcOnCall(ALONE, schedule, EDIT).people)
  const readAnew = { ...planned, ...continuePlanned(planned, (EDIT - 1) as Instant, had('a')) }
  expect([planned, readAnew].map(onDuty)).toEqual(['b', 'a'])
  // What has begun stays.
  expect(continuePlanned(planned, EDIT, had('a'))).toEqual({ layers: planned.layers, before: planned.before })
})

test('several who are on together stay on together', () => {
  const pair = aSchedule([aLayer({ turns: [users('a', 'b'), users('c', 'd')] })])
  const layers = [aLayer({ turns: [users('e', 'f'), users('d', 'c'), users('b', 'a')] })]
  const onDuty = names(calcOnCall(ALONE, pair, EDIT).people)
    .split('+')
    .sort()
  const next = { ...pair, ...beginVersion(pair, { layers, startsAt: EDIT, keepsCurrent: true }) }
  expect(
    names(calcOnCall(ALONE, next, EDIT).people)
      .split('+')
      .sort(),
  ).toEqual(onDuty)
})

test('an edit ahead of time counts from its day on, and one before it drops it', () => {
  const later = at('2026-05-01T00:00Z')
  const ahead = edited([aLayer({ turns: [users('x')] })], later)
  expect(findLayersAt(ahead, EDIT)).toEqual(SCHEDULE.layers)
  expect(names(calcOnCall(ALONE, ahead, later).people)).toBe('x')
  const layers = [aLayer({ turns: [users('z')] })]
  const again = { ...ahead, ...beginVersion(ahead, { layers, startsAt: EDIT, keepsCurrent: true }) }
  expect(listVersions(again)).toHaveLength(2)
  expect(names(calcOnCall(ALONE, again, later).people)).toBe('z')
})

test('an edit keeps what is planned to begin later where it is asked to, and is taken back without it', () => {
  const later = at('2026-05-01T00:00Z')
  const planned = edited([aLayer({ turns: [users('x')] })], later)
  const layers = [aLayer({ turns: [users('z')] })]
  const change = { layers, startsAt: EDIT, keepsCurrent: false, keepsLater: true }
  const next = { ...planned, ...beginVersion(planned, change) }
  const onCall = (one: typeof next, instant: Instant) => names(calcOnCall(ALONE, one, instant).people)
  expect([(EDIT - 1) as Instant, EDIT, (later - 1) as Instant, later].map((each) => onCall(next, each))).toEqual([
    ...['c', 'z', 'z', 'x'],
  ])
  expect(listPlanned(next, EDIT).map(({ startsAt }) => startsAt)).toEqual([later])
  const soon = (EDIT + HOUR) as Instant
  const undone = { ...next, ...undoVersion(next, soon, { begins: EDIT }) }
  expect([EDIT, soon, later].map((each) => onCall(undone, each))).toEqual(['z', 'c', 'x'])
  expect(undoVersion(next, (EDIT - 1) as Instant, { begins: EDIT })).toEqual({
    layers: planned.layers,
    before: planned.before,
  })
  expect(undoVersion(undone, (soon + HOUR) as Instant, { begins: EDIT })).toBeUndefined()
  expect(undoVersion(next, soon, { begins: (EDIT + 1) as Instant })).toBeUndefined()
})

test('a version that is dropped leaves its time to the one before it', () => {
  const later = at('2026-05-01T00:00Z')
  const planned = edited([aLayer({ turns: [users('x')] })], later)
  expect(dropVersion(planned, later)).toEqual({ layers: SCHEDULE.layers, before: [] })
  expect(dropVersion(planned, EDIT)).toBe(planned)
})

const anyLayers = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 1 }),
    fc.constantFrom('hour', 'day', 'week'),
    fc.integer({ min: 1, max: 3 }),
    fc.constantFrom('America/Chicago', 'Asia/Tokyo', 'Australia/Lord_Howe'),
  )
  .map(([people, unit, count, zone]) => [
    aLayer({ turns: people.map((person) => users(person)), every: { count, unit } as ScheduleLayer['every'], zone }),
  ])

describe('a planned version that keeps whoever is on duty', () => {
  /** In the middle of a week of c's; the week goes on until Monday, 9 March. */
  const PLANNED = at('2026-03-06T12:00-06:00')
  const MONDAY = at('2026-03-09T09:00-05:00')
  const planned = edited([aLayer({ turns: [users('a'), users('c'), users('b')] })], PLANNED)
  const keeping = { keepsCurrent: true, keepsLater: true }
  const from = (schedule: Schedule, instant: Instant) =>
    shown(calcShifts(ALONE, schedule, instant, (MONDAY + 8 * DAY) as Instant)).map((each) =>
      each.replace(/ -0.:00/, ''),
    )

  test('goes on from an edit that comes in between, until the next handoff', () => {
    const layers = [aLayer({ turns: [users('b'), users('a'), users('c')] })]
    const atOnce = { ...planned, ...beginVersion(planned, { layers, startsAt: EDIT, ...keeping, keepsCurrent: false }) }
    expect(from(atOnce, EDIT)).toEqual(['03-04 12:00 c', '03-09 09:00 b', '03-16 09:00 a'])
    const other = [aLayer({ turns: [users('c'), users('a'), users('b')] })]
    const handedOver = {
      ...planned,
      ...beginVersion(planned, { layers: other, startsAt: EDIT, ...keeping, keepsCurrent: false }),
    }
    expect(from(handedOver, EDIT)).toEqual(['03-04 12:00 b', '03-09 09:00 a', '03-16 09:00 c'])
  })

  test('goes on from one that is planned before it, and again from what was where that is dropped', () => {
    const day = at('2026-03-05T12:00-06:00')
    const layers = [aLayer({ turns: [users('a'), users('b')] })]
    const both = { ...planned, ...beginVersion(planned, { layers, startsAt: day, ...keeping }) }
    const onThursday = names(calcOnCall(ALONE, both, day).people)
    expect(onThursday).toBe('a')
    expect(from(both, PLANNED)).toEqual(['03-06 12:00 a', '03-09 09:00 c', '03-16 09:00 b'])
    expect(dropVersion(both, day)).toEqual({ layers: planned.layers, before: planned.before })
  })

  test('takes the place of one that begins at the same instant, and goes on from what is before both', () => {
    const layers = [aLayer({ turns: [users('b'), users('c')] })]
    const other = edited([aLayer({ turns: [users('b'), users('a')] })], PLANNED, false)
    const again = { ...other, ...beginVersion(other, { layers, startsAt: PLANNED, ...keeping }) }
    expect(from(again, PLANNED)).toEqual(['03-06 12:00 c', '03-09 09:00 b', '03-16 09:00 c'])
  })

  test('whatever is planned in whatever order: each goes on with whom the one before it has on duty', () => {
    fc.assert(
      fc.property(
        anyLayers,
        fc.array(fc.tuple(anyLayers, fc.integer({ min: 0, max: 12 * 24 }), fc.boolean()), { maxLength: 5 }),
        (first, edits) => {
          let schedule = aSchedule(first)
          for (const [layers, hours, keepsCurrent] of edits) {
            const startsAt = (FROM + hours * HOUR) as Instant
            schedule = { ...schedule, ...beginVersion(schedule, { layers, startsAt, keepsCurrent, keepsLater: true }) }
          }
          const versions = listVersions(schedule)
          for (const [index, { startsAt, layers, keepsCurrent }] of versions.entries()) {
            const before = aSchedule(versions[index - 1]?.layers ?? [])
            const onDuty = names(calcOnCall(ALONE, before, startsAt).people)
            const hasTurn = layers.some((layer) => layer.turns.some(([user]) => user === onDuty))
            if (keepsCurrent && hasTurn) expect(names(calcOnCall(ALONE, schedule, startsAt).people)).toBe(onDuty)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})

test('the difference of two versions lists every hour that changes hands', () => {
  const after = edited([aLayer({ turns: [users('a'), users('b'), users('x')] })])
  const changes = diffSchedules(ALONE, { before: SCHEDULE, after }, FROM, TO)
  expect(changes.map(({ startsAt, before, after }) => [new Date(startsAt).toISOString(), ...before, ...after])).toEqual(
    [
      ['2026-03-04T18:00:00.000Z', 'c', 'x'],
      ['2026-03-23T14:00:00.000Z', 'c', 'x'],
    ],
  )
  expect(changes.map(({ startsAt, endsAt }) => endsAt - startsAt)).toEqual([
    at('2026-03-09T09:00-05:00') - EDIT,
    7 * DAY,
  ])
})

test.each([0, 3, 8, 13, 18, 21])(
  'at %i o’clock a running turn goes on too, whether or not it is on duty then',
  (hour) => {
    const [weekdays, office] = [[1, 2, 3, 4, 5], { from: '09:00', to: '17:00' }]
    const layer = (...people: string[]) =>
      aLayer({
        turns: people.map((each) => users(each)),
        every: { count: 1, unit: 'week' },
        restrictions: weekdays.map((weekday) => ({ weekday, ...office })),
      })
    const before = aSchedule([layer('ana', 'ben')])
    const startsAt = (at('2026-03-04T00:00-06:00') + hour * HOUR) as Instant
    const rest = at('2026-03-06T23:00-06:00')
    const whoseWeek = names(calcOnCall(ALONE, before, at('2026-03-06T12:00-06:00')).people)
    const after = {
      ...before,
      ...beginVersion(before, { layers: [layer('cem', 'ana', 'ben')], startsAt, keepsCurrent: true }),
    }
    const others = calcShifts(ALONE, after, startsAt, rest).filter(({ people }) => people.length > 0)
    expect(others.length).toBeGreaterThan(1)
    for (const { people } of others) expect(names(people)).toBe(whoseWeek)
  },
)

test('whatever is edited whenever: the past stays, and those on duty stay if they have a turn', () => {
  fc.assert(
    fc.property(
      anyLayers,
      fc.array(fc.tuple(anyLayers, fc.integer({ min: 0, max: 10 * 24 })), { minLength: 1, maxLength: 4 }),
      (first, edits) => {
        let schedule = aSchedule(first)
        for (const [layers, hours] of edits) {
          const startsAt = (FROM + hours * HOUR) as Instant
          const before = schedule
          schedule = { ...before, ...beginVersion(before, { layers, startsAt, keepsCurrent: true }) }
          expect(diffSchedules(ALONE, { before, after: schedule }, (FROM - 2 * DAY) as Instant, startsAt)).toEqual([])
          const onDuty = names(calcOnCall(ALONE, before, startsAt).people)
          const hasTurn = layers.some((layer) => layer.turns.some(([user]) => user === onDuty))
          if (hasTurn) expect(names(calcOnCall(ALONE, schedule, startsAt).people)).toBe(onDuty)
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('an edit that is undone leaves everybody where they would have been, and the past where it was', () => {
  const schedule = edited([aLayer({ turns: [users('x'), users('y')] })], EDIT, false)
  const later = at('2026-03-05T12:00-06:00')
  const undone = { ...schedule, ...undoVersion(schedule, later) }
  const shifts = (one: typeof schedule, from: Instant, to: Instant) => shown(calcShifts(ALONE, one, from, to))
  expect(shifts(undone, FROM, later)).toEqual(shifts(schedule, FROM, later))
  expect(shifts(undone, later, TO)).toEqual(shifts(SCHEDULE, later, TO))
})

test('an edit that is yet to begin is undone without a trace, and without an edit there is nothing to undo', () => {
  const schedule = edited([aLayer({ turns: [users('x')] })])
  const { layers, before } = SCHEDULE
  expect(undoVersion(schedule, (EDIT - HOUR) as Instant)).toEqual({ layers, before: before ?? [] })
  expect(undoVersion(SCHEDULE, EDIT)).toBeUndefined()
})
