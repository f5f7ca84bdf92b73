import { expect, test } from 'vitest'
import type { UserId } from '../kernel/brand.ts'
import { DAY, HOUR } from '../kernel/instant.ts'
import type { ScheduleLayer } from '../people/schedule.ts'
import { calcGaps, calcNextShift, calcOnCall, calcShifts } from './on-call.ts'
import { ALONE, aLayer, anOverride, aSchedule, at, names, shown, shownAt, users } from './testing/schedules.ts'

const hourly = { count: 1, unit: 'hour' } as const
const daily = { count: 1, unit: 'day' } as const
const monthly = { count: 1, unit: 'month' } as const
const weekdays = [1, 2, 3, 4, 5]

function shiftsOf(layer: Partial<ScheduleLayer>, from: string, to: string) {
  return calcShifts(ALONE, aSchedule([aLayer(layer)]), at(from), at(to))
}

function lengths(layer: Partial<ScheduleLayer>, from: string, to: string): number[] {
  return shiftsOf(layer, from, to).map((shift) => (shift.endsAt - shift.startsAt) / HOUR)
}

function onCall(layer: Partial<ScheduleLayer>, instant: string): string {
  return names(calcOnCall(ALONE, aSchedule([aLayer(layer)]), at(instant)).people)
}

test('a daily handoff at a time that the clocks leave out falls on the change itself', () => {
  const shifts = shiftsOf(
    { every: daily, anchor: '2020-03-06T02:30' },
    '2020-03-06T02:30-06:00',
    '2020-03-10T00:00-05:00',
  )
  expect(shown(shifts)).toEqual([
    '03-06 02:30 -06:00 a',
    '03-07 02:30 -06:00 b',
    '03-08 03:00 -05:00 c',
    '03-09 02:30 -05:00 a',
  ])
})

test('an hourly rotation skips the hour that does not exist, and no person', () => {
  const shifts = shiftsOf(
    { every: hourly, anchor: '2020-03-06T02:00' },
    '2020-03-08T00:00-06:00',
    '2020-03-08T05:00-05:00',
  )
  expect(shown(shifts)).toEqual([
    '03-08 00:00 -06:00 b',
    '03-08 01:00 -06:00 c',
    '03-08 03:00 -05:00 a',
    '03-08 04:00 -05:00 b',
  ])
})

test('an hourly rotation hands over at the first of two equal hours', () => {
  const shifts = shiftsOf(
    { every: hourly, anchor: '2018-11-04T00:00' },
    '2018-11-04T00:00-05:00',
    '2018-11-04T03:00-06:00',
  )
  expect(shown(shifts)).toEqual(['11-04 00:00 -05:00 a', '11-04 01:00 -05:00 b', '11-04 02:00 -06:00 c'])
})

test('a week lasts 167 hours in spring and 169 in autumn', () => {
  expect(lengths({ anchor: '2017-03-10T08:00' }, '2017-03-10T08:00-06:00', '2017-03-17T08:00-05:00')).toEqual([167])
  expect(lengths({ anchor: '2017-11-04T08:00' }, '2017-11-04T08:00-05:00', '2017-11-11T08:00-06:00')).toEqual([169])
  expect(shown(shiftsOf({ anchor: '2017-03-10T08:00' }, '2017-03-10T08:00-06:00', '2017-03-24T08:00-05:00'))).toEqual([
    '03-10 08:00 -06:00 a',
    '03-17 08:00 -05:00 b',
  ])
})

test('a month is an hour shorter in spring, two months an hour longer in autumn', () => {
  const spring = lengths(
    { every: monthly, anchor: '2017-03-01T00:00' },
    '2017-03-01T00:00-06:00',
    '2017-04-30T00:00-05:00',
  )
  expect(spring[0]).toBe(31 * 24 - 1)
  const twoMonthly = { every: { count: 2, unit: 'month' }, anchor: '2017-11-01T00:00' } as const
  expect(lengths(twoMonthly, '2017-11-01T00:00-05:00', '2018-02-01T00:00-06:00')[0]).toBe(61 * 24 + 1)
})

test('an hour on Lord Howe Island lasts 90 minutes when its clocks go back by half an hour', () => {
  const zone = 'Australia/Lord_Howe'
  const layer = { zone, every: hourly, anchor: '2021-04-03T00:30' }
  const shifts = shiftsOf(layer, '2021-04-04T00:30+11:00', '2021-04-04T03:30+10:30')
  expect(shown(shifts, zone).map((line) => line.slice(0, 18))).toEqual([
    '04-04 00:30 +11:00',
    '04-04 01:30 +11:00',
    '04-04 02:30 +10:30',
  ])
  expect(shifts.map((shift) => (shift.endsAt - shift.startsAt) / HOUR)).toEqual([1, 1.5, 1])
})

test('a rotation with an anchor in the future answers for earlier instants by going back whole periods', () => {
  const layer = { every: daily, anchor: '2026-01-05T09:00', startsAt: at('2020-01-01T00:00Z') }
  expect(onCall(layer, '2026-01-05T08:59:59.999-06:00')).toBe('c')
  expect(onCall(layer, '2026-01-03T09:00-06:00')).toBe('b')
  expect(onCall(layer, '2026-01-02T08:59-06:00')).toBe('c')
})

test('nobody is on call before the anchor, nor before startsAt, nor from endsAt on', () => {
  expect(onCall({}, '2026-01-05T08:59:59.999-06:00')).toBe('-')
  expect(onCall({}, '2026-01-05T09:00-06:00')).toBe('a')
  const limited = { startsAt: at('2026-01-13T00:00Z'), endsAt: at('2026-01-14T00:00Z') }
  expect(
    ['2026-01-12T23:59Z', '2026-01-13T00:00Z', '2026-01-13T23:59Z', '2026-01-14T00:00Z'].map((t) => onCall(limited, t)),
  ).toEqual(['-', 'b', 'b', '-'])
})

test('a replacement takes over for its time, a removal leaves a hole, an addition stands beside', () => {
  const span: [string, string] = ['08:30', '08:45']
  const shownWith = (override: ReturnType<typeof anOverride>) =>
    calcShifts(ALONE, aSchedule([aLayer()], [override]), at('2026-01-06T08:00Z'), at('2026-01-06T09:00Z')).map(
      ({ startsAt, people }) => `${shownAt(startsAt, 'UTC').slice(6, 11)} ${names(people)}`,
    )
  expect(shownWith(anOverride('replace', span, { add: 'b', remove: 'a' }))).toEqual(['08:00 a', '08:30 b', '08:45 a'])
  expect(shownWith(anOverride('remove', span, { remove: 'a' }))).toEqual(['08:00 a', '08:30 -', '08:45 a'])
  expect(shownWith(anOverride('add', span, { add: 'b' }))).toEqual(['08:00 a', '08:30 a+b', '08:45 a'])
})

test('a weekend from Friday 20:00 to Monday 08:00 closes on the wall clock over a change of clocks', () => {
  const restrictions = [{ weekday: 5, from: '20:00', to: '08:00', toWeekday: 1 }]
  const layer = { zone: 'America/New_York', turns: [users('a')], restrictions }
  const shifts = shiftsOf(layer, '2026-03-06T12:00-05:00', '2026-03-10T00:00-04:00')
  expect(shown(shifts, 'America/New_York')).toEqual([
    '03-06 12:00 -05:00 -',
    '03-06 20:00 -05:00 a',
    '03-09 08:00 -04:00 -',
  ])
})

test('a weekly handoff in the hour that happens twice ends one shift where the next starts', () => {
  const layer = { zone: 'US/Central', anchor: '2016-10-30T01:30' }
  const shifts = shiftsOf(layer, '2016-10-30T01:30-05:00', '2016-11-20T01:30-06:00')
  expect(shown(shifts)).toEqual(['10-30 01:30 -05:00 a', '11-06 01:30 -05:00 b', '11-13 01:30 -06:00 c'])
  expect(shifts.map((shift) => (shift.endsAt - shift.startsAt) / DAY)).toEqual([7, 7 + 1 / 24, 7])
})

test('a night belongs to the day on which it starts', () => {
  const restrictions = weekdays.map((weekday) => ({ weekday, from: '20:00', to: '08:00' }))
  const shifts = shiftsOf({ turns: [users('a')], restrictions }, '2026-01-15T12:00-06:00', '2026-01-20T12:00-06:00')
  expect(shown(shifts)).toEqual([
    '01-15 12:00 -06:00 -',
    '01-15 20:00 -06:00 a',
    '01-16 08:00 -06:00 -',
    '01-16 20:00 -06:00 a',
    '01-17 08:00 -06:00 -',
    '01-19 20:00 -06:00 a',
    '01-20 08:00 -06:00 -',
  ])
})

test('whole weekdays are one run up to the next inactive day', () => {
  const restrictions = weekdays.map((weekday) => ({ weekday, from: '08:00', to: '08:00' }))
  const shifts = shiftsOf({ turns: [users('a')], restrictions }, '2026-01-11T12:00-06:00', '2026-01-18T12:00-06:00')
  expect(shown(shifts)).toEqual(['01-11 12:00 -06:00 -', '01-12 08:00 -06:00 a', '01-17 08:00 -06:00 -'])
})

test('a month rotation is cut to the month from the anchor, so it comes back to the 31st', () => {
  const shifts = shiftsOf(
    { every: monthly, anchor: '2025-01-31T09:00' },
    '2025-01-31T09:00-06:00',
    '2025-06-01T00:00-05:00',
  )
  expect(shown(shifts)).toEqual([
    '01-31 09:00 -06:00 a',
    '02-28 09:00 -06:00 b',
    '03-31 09:00 -05:00 c',
    '04-30 09:00 -05:00 a',
    '05-31 09:00 -05:00 b',
  ])
})

test('a month rotation knows whose turn it is between two handoffs', () => {
  const layer = { every: monthly, anchor: '2025-01-31T09:00' }
  const days = ['2025-02-01', '2025-02-28', '2025-03-03', '2025-03-30', '2025-04-01']
  expect(days.map((day) => onCall(layer, `${day}T08:00-06:00`))).toEqual(['a', 'a', 'b', 'b', 'c'])
})

test('hours that do not divide a day are elapsed time, those that do keep to the clock', () => {
  const starts = (count: number) =>
    shown(
      shiftsOf(
        { every: { count, unit: 'hour' }, anchor: '2020-03-07T22:00' },
        '2020-03-07T22:00-06:00',
        '2020-03-08T18:00-05:00',
      ),
    ).map((line) => line.slice(6, 11))
  expect(starts(5)).toEqual(['22:00', '04:00', '09:00', '14:00'])
  expect(starts(6)).toEqual(['22:00', '04:00', '10:00', '16:00'])
})

test('coverage that closes in the hour that happens twice lasts to the second one, and opens at the first', () => {
  const nights = [{ weekday: 6, from: '20:00', to: '01:30' }]
  const days = [{ weekday: 7, from: '01:30', to: '09:00' }]
  const [from, to] = [at('2018-11-03T12:00-05:00'), at('2018-11-04T12:00-06:00')]
  const high = aLayer({ anchor: '2018-01-01T09:00', turns: [users('night')], restrictions: nights })
  const low = aLayer({ anchor: '2018-01-01T09:00', turns: [users('day')], restrictions: days })
  expect(shown(calcShifts(ALONE, aSchedule([low, high]), from, to))).toEqual([
    '11-03 12:00 -05:00 -',
    '11-03 20:00 -05:00 night',
    '11-04 01:30 -06:00 day',
    '11-04 09:00 -06:00 -',
  ])
  expect(shown(calcShifts(ALONE, aSchedule([high, low]), from, to))[2]).toBe('11-04 01:30 -05:00 day')
})

test('whoever covers the first of two equal hours covers the second when the restriction closes there', () => {
  const restrictions = [{ weekday: 7, from: '00:00', to: '01:00' }]
  const layer = { every: hourly, anchor: '2018-10-28T00:00', restrictions }
  expect(shown(shiftsOf(layer, '2018-11-04T00:00-05:00', '2018-11-11T00:30-06:00'))).toEqual([
    '11-04 00:00 -05:00 b',
    '11-04 01:00 -06:00 -',
    '11-11 00:00 -06:00 c',
  ])
})

test('an off day does not consume a turn, unless the layer says so', () => {
  const restrictions = weekdays.map((weekday) => ({ weekday, from: '09:00', to: '17:00' }))
  const layer = { every: daily, turns: users('a', 'b', 'c', 'd', 'e', 'f', 'g').map((user) => [user]), restrictions }
  const served = (changes: Partial<ScheduleLayer>) =>
    shiftsOf({ ...layer, ...changes }, '2026-01-05T00:00-06:00', '2026-01-20T00:00-06:00')
      .map((shift) => names(shift.people))
      .filter((name) => name !== '-')
      .join('')
  expect(served({})).toBe('abcdefgabcd')
  expect(served({ offDays: 'use_turn' })).toBe('abcdeabcdea')
})

test('a week whose only hour the clocks leave out consumes no turn', () => {
  const restrictions = [{ weekday: 7, from: '02:00', to: '03:00' }]
  const shifts = shiftsOf({ restrictions }, '2026-02-25T12:00-06:00', '2026-03-25T12:00-05:00')
  expect(shown(shifts).filter((line) => !line.endsWith('-'))).toEqual([
    '03-01 02:00 -06:00 b',
    '03-15 02:00 -05:00 c',
    '03-22 02:00 -05:00 a',
  ])
})

test('a day that the date line swallowed consumes no turn', () => {
  const layer = { zone: 'Pacific/Apia', every: daily, anchor: '2011-12-28T00:00' }
  expect(shown(shiftsOf(layer, '2011-12-28T00:00-10:00', '2012-01-02T00:00+14:00'), 'Pacific/Apia')).toEqual([
    '12-28 00:00 -10:00 a',
    '12-29 00:00 -10:00 b',
    '12-31 00:00 +14:00 c',
    '01-01 00:00 +14:00 a',
  ])
})

test('a turn may hold several people, each once, or none', () => {
  const layer = { turns: [users('a', 'b', 'a'), [], users('c')] }
  expect(shown(shiftsOf(layer, '2026-01-05T09:00-06:00', '2026-01-26T09:00-06:00'))).toEqual([
    '01-05 09:00 -06:00 a+b',
    '01-12 09:00 -06:00 -',
    '01-19 09:00 -06:00 c',
  ])
  expect(onCall({ turns: [] }, '2026-02-01T00:00Z')).toBe('-')
})

test('the lower layer returns between two windows of the higher one, in another zone', () => {
  const low = aLayer({ name: 'Base', turns: [users('low')] })
  const windows = [
    { weekday: 2, from: '09:00', to: '12:00' },
    { weekday: 2, from: '13:00', to: '17:00' },
  ]
  const high = aLayer({ name: 'Tokyo', zone: 'Asia/Tokyo', turns: [users('high')], restrictions: windows })
  const shifts = calcShifts(ALONE, aSchedule([low, high]), at('2026-01-12T23:00Z'), at('2026-01-13T09:00Z'))
  expect(shown(shifts, 'UTC').map((line) => `${line.slice(6, 11)} ${line.slice(19)}`)).toEqual([
    '23:00 low',
    '00:00 high',
    '03:00 low',
    '04:00 high',
    '08:00 low',
  ])
  expect(shifts.map((shift) => shift.people[0]?.because)).toEqual(
    ['Base', 'Tokyo', 'Base', 'Tokyo', 'Base'].map((layerName) => ({ layer: layerName === 'Base' ? 0 : 1, layerName })),
  )
})

test('a person on call through an override is there because of it', () => {
  const override = anOverride('replace', ['08:00', '09:00'], { id: 'swap', add: 'b', remove: 'a' })
  expect(calcOnCall(ALONE, aSchedule([aLayer({ name: 'Base' })], [override]), at('2026-01-06T08:30Z')).people).toEqual([
    { user: 'b', because: { layer: 0, layerName: 'Base', override: 'swap' } },
  ])
})

test('the next shift starts after the instant, and lasts as long as the person stays on', () => {
  const schedule = aSchedule([aLayer()], [anOverride('add', ['20:00', '21:00'], { add: 'z' })])
  const next = (user: string, instant: string) => {
    const shift = calcNextShift(ALONE, schedule, user as UserId, at(instant))
    return shift && [shownAt(shift.startsAt), shownAt(shift.endsAt), names(shift.people)]
  }
  expect(next('b', '2026-01-06T00:00Z')).toEqual(['01-12 09:00 -06:00', '01-19 09:00 -06:00', 'b'])
  expect(next('a', '2026-01-01T00:00Z')).toEqual(['01-05 09:00 -06:00', '01-12 09:00 -06:00', 'a'])
  expect(next('a', '2026-01-06T00:00Z')).toEqual(['01-26 09:00 -06:00', '02-02 09:00 -06:00', 'a'])
  expect(next('nobody', '2026-01-06T00:00Z')).toBeUndefined()
})

test('a next shift is looked for 90 days ahead, and its end is not cut by that', () => {
  const schedule = aSchedule([aLayer({ turns: [users('a'), ...Array.from({ length: 11 }, () => []), users('b')] })])
  const shift = calcNextShift(ALONE, schedule, 'b' as UserId, at('2026-01-05T16:00Z'))
  expect(shift && [shownAt(shift.startsAt), shownAt(shift.endsAt)]).toEqual([
    '03-30 09:00 -05:00',
    '04-06 09:00 -05:00',
  ])
  expect(calcNextShift(ALONE, schedule, 'b' as UserId, at('2025-12-29T15:00Z'))).toBeUndefined()
})

test('gaps are the spans with nobody, cut to the window', () => {
  const restrictions = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '08:00', to: '07:55' }))
  const schedule = aSchedule([aLayer({ zone: 'UTC', restrictions })])
  const gaps = calcGaps(ALONE, schedule, at('2026-01-20T07:57Z'), at('2026-01-22T00:00Z'))
  expect(gaps.map(({ startsAt, endsAt }) => [shownAt(startsAt, 'UTC'), shownAt(endsAt, 'UTC')])).toEqual([
    ['01-20 07:57 +00:00', '01-20 08:00 +00:00'],
    ['01-21 07:55 +00:00', '01-21 08:00 +00:00'],
  ])
  expect(calcGaps(ALONE, aSchedule([]), at('2026-01-20T00:00Z'), at('2026-01-21T00:00Z'))).toHaveLength(1)
})

test('an empty or reversed window has no shifts', () => {
  const schedule = aSchedule([aLayer()])
  expect(calcShifts(ALONE, schedule, at('2026-01-20T00:00Z'), at('2026-01-20T00:00Z'))).toEqual([])
  expect(calcShifts(ALONE, schedule, at('2026-01-20T00:00Z'), at('2026-01-19T00:00Z'))).toEqual([])
})

test('an hourly rotation still counts every hour a hundred years after its anchor', () => {
  const hours = (at('2126-07-01T12:00Z') - at('2026-01-05T09:00Z')) / HOUR
  expect(onCall({ zone: 'UTC', every: hourly }, '2126-07-01T12:30Z')).toBe(['a', 'b', 'c'][hours % 3])
})

test('a rotation that would never move on is a bug, not an endless loop', () => {
  expect(() => onCall({ every: { count: 0, unit: 'day' } }, '2026-02-01T00:00Z')).toThrow(
    'cannot hand over every 0 day',
  )
})
