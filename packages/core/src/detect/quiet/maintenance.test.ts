import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DurationMs, Instant, ServiceId, SourceId } from '../../kernel/brand.ts'
import { formatInstant } from '../../kernel/instant.ts'
import type { MaintenanceId, MaintenanceWindow } from '../../people/quiet.ts'
import { API, aDirectory } from '../../testing/directory.ts'
import { ms } from '../../testing/time.ts'
import {
  calcActiveMaintenance,
  findMaintenance,
  findOccurrence,
  isInMaintenance,
  listOccurrences,
} from './maintenance.ts'

function aWindow(changes: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    id: 'upgrade' as MaintenanceId,
    name: 'Upgrade',
    isActive: true,
    mode: 'mute',
    pausesMonitors: true,
    zone: 'Europe/Berlin',
    startsAt: '2026-01-05T02:00',
    lastsMs: ms('2h'),
    changes: [],
    services: [API],
    sources: [],
    matchers: [],
    ...changes,
  }
}

const instant = (text: string): Instant => Date.parse(text) as Instant
const starts = (window: MaintenanceWindow, from: string, to: string): string[] =>
  listOccurrences(window, instant(from), instant(to)).map(({ startsAt }) => formatInstant(startsAt).slice(0, 16))

test('a window happens once, by the clock of its zone', () => {
  expect(starts(aWindow(), '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toEqual(['2026-01-05T01:00'])
  const at = (text: string) => findOccurrence(aWindow(), instant(text)) !== undefined
  expect([at('2026-01-05T00:59:59Z'), at('2026-01-05T01:00:00Z'), at('2026-01-05T02:59:59Z')]).toEqual([
    false,
    true,
    true,
  ])
  expect(at('2026-01-05T03:00:00Z')).toBe(false)
})

test('a weekly window keeps its wall time across both changes of clocks and lasts as long as it says', () => {
  const window = aWindow({ startsAt: '2026-03-22T02:30', repeat: { every: 'week', count: 1, weekdays: [7] } })
  const found = listOccurrences(window, instant('2026-03-20T00:00:00Z'), instant('2026-04-06T00:00:00Z'))
  // On 2026-03-29 the clock goes from 02:00 to 03:00: the change stands for 02:30.
  expect(found.map(({ startsAt }) => formatInstant(startsAt).slice(0, 16))).toEqual([
    '2026-03-22T01:30',
    '2026-03-29T01:00',
    '2026-04-05T00:30',
  ])
  expect(found.map(({ startsAt, endsAt }) => endsAt - startsAt)).toEqual([ms('2h'), ms('2h'), ms('2h')])
  // On 2026-10-25 02:30 happens twice; it starts the first time.
  expect(starts(window, '2026-10-25T00:00:00Z', '2026-10-26T00:00:00Z')).toEqual(['2026-10-25T00:30'])
})

test('windows repeat by days, by weekdays of every second week, by the day and by the weekday of the month', () => {
  const of = (repeat: NonNullable<MaintenanceWindow['repeat']>, from: string, to: string) =>
    starts(aWindow({ zone: 'UTC', repeat }), `${from}T00:00:00Z`, `${to}T00:00:00Z`).map((text) => text.slice(5, 10))
  expect(of({ every: 'day', count: 3 }, '2026-01-01', '2026-01-13')).toEqual(['01-05', '01-08', '01-11'])
  expect(of({ every: 'week', count: 2, weekdays: [6, 1] }, '2026-01-01', '2026-01-31')).toEqual([
    '01-05',
    '01-10',
    '01-19',
    '01-24',
  ])
  expect(of({ every: 'month', count: 1, day: 31 }, '2026-01-01', '2026-06-01')).toEqual(['01-31', '03-31', '05-31'])
  expect(of({ every: 'month', count: 1, day: -1 }, '2026-02-01', '2026-04-01')).toEqual(['02-28', '03-31'])
  expect(of({ every: 'month', count: 1, weekday: 2, nth: 2 }, '2026-01-01', '2026-03-01')).toEqual(['01-13', '02-10'])
  expect(of({ every: 'month', count: 1, weekday: 7, nth: -1 }, '2026-01-01', '2026-03-01')).toEqual(['01-25', '02-22'])
})

test('no occurrence begins after the end of a window, and one that never comes is no endless search', () => {
  const daily = aWindow({ zone: 'UTC', repeat: { every: 'day', count: 1 }, until: instant('2026-01-07T02:00:00Z') })
  expect(starts(daily, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toEqual([
    '2026-01-05T02:00',
    '2026-01-06T02:00',
  ])
  const never = aWindow({ startsAt: '2026-02-05T02:00', repeat: { every: 'month', count: 12, day: 31 } })
  expect(starts(never, '2026-01-01T00:00:00Z', '2100-01-01T00:00:00Z')).toEqual([])
})

test('an occurrence may be ended early or extended, and the others stay as planned', () => {
  const first = instant('2026-01-05T02:00:00Z')
  const daily = (endsAt: string) =>
    aWindow({
      zone: 'UTC',
      repeat: { every: 'day', count: 1 },
      changes: [{ startsAt: first, endsAt: instant(endsAt) }],
    })
  const ended = daily('2026-01-05T02:30:00Z')
  expect(findOccurrence(ended, instant('2026-01-05T02:29:00Z'))).toBeDefined()
  expect(findOccurrence(ended, instant('2026-01-05T02:30:00Z'))).toBeUndefined()
  expect(findOccurrence(ended, instant('2026-01-06T03:00:00Z'))).toBeDefined()
  const extended = daily('2026-01-05T09:00:00Z')
  expect(findOccurrence(extended, instant('2026-01-05T08:59:00Z'))).toEqual({
    startsAt: first,
    endsAt: instant('2026-01-05T09:00:00Z'),
  })
})

test('it covers services, sources and labels; with labels besides a service both have to be so', () => {
  const now = instant('2026-01-05T01:30:00Z')
  const covers = (changes: Partial<MaintenanceWindow>, target: Parameters<typeof isInMaintenance>[1]) =>
    isInMaintenance({ ...aDirectory(), maintenance: [aWindow(changes)] }, target, now)
  const labels = { cluster: 'a' }
  const ofCluster = { matchers: [{ name: 'cluster', value: 'a', isRegex: false, isEqual: true }] }
  expect(covers({}, { service: API })).toBe(true)
  expect(covers({}, { service: 'web' as ServiceId, source: 'monitor' as SourceId })).toBe(false)
  expect(covers({ services: [], sources: ['monitor' as SourceId] }, { source: 'monitor' as SourceId })).toBe(true)
  expect(covers(ofCluster, { service: API, labels })).toBe(true)
  expect(covers(ofCluster, { service: API, labels: { cluster: 'b' } })).toBe(false)
  expect(covers({ ...ofCluster, services: [] }, { labels })).toBe(true)
  expect(covers({ services: [] }, {})).toBe(true)
})

test('of two windows the one that mutes speaks, then the one that ends last', () => {
  const now = instant('2026-01-05T01:30:00Z')
  const id = (of: string) => of as MaintenanceId
  const windows = [
    aWindow({ id: id('low'), mode: 'low', lastsMs: ms('9h') }),
    aWindow({ id: id('short') }),
    aWindow({ id: id('long'), lastsMs: ms('4h') }),
    aWindow({ id: id('off'), isActive: false, lastsMs: ms('8h') }),
  ]
  const active = calcActiveMaintenance({ maintenance: windows }, now)
  expect(findMaintenance(active, { service: API })?.window.id).toBe('long')
  expect(active.map(({ window }) => window.id)).not.toContain('off')
})

test('an instant is in maintenance exactly when a listed occurrence holds it', () => {
  const from = instant('2026-03-01T00:00:00Z')
  const to = instant('2026-11-15T00:00:00Z')
  const repeat = fc.oneof(
    fc.record({ every: fc.constant('day' as const), count: fc.integer({ min: 1, max: 5 }) }),
    fc.record({
      every: fc.constant('week' as const),
      count: fc.integer({ min: 1, max: 3 }),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    }),
    fc.record({
      every: fc.constant('month' as const),
      count: fc.integer({ min: 1, max: 2 }),
      weekday: fc.integer({ min: 1, max: 7 }),
      nth: fc.constantFrom(-1, 1, 2, 5),
    }),
  )
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe')
  const lasts = fc.integer({ min: 1, max: 60 }).map((hours) => (hours * 3_600_000) as DurationMs)
  fc.assert(
    fc.property(repeat, zone, lasts, fc.integer({ min: from, max: to }), (every, of, lastsMs, at) => {
      const window = aWindow({ zone: of, lastsMs, repeat: every, startsAt: '2026-03-01T02:30' })
      const listed = listOccurrences(window, (from - 3 * 86_400_000) as Instant, to)
      const isListed = listed.some(({ startsAt, endsAt }) => startsAt <= at && at < endsAt)
      expect(findOccurrence(window, at as Instant) !== undefined).toBe(isListed)
    }),
    { numRuns: 60 },
  )
})
