import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CalendarId, Instant, UserId } from '../kernel/brand.ts'
import type { Calendar, ImportedShift } from '../people/calendar.ts'
import { calcImportedEdges, findImported, flattenShifts, freezeShifts } from './imported-shift.ts'
import { calcOnCall, calcShifts } from './on-call.ts'
import { ALONE, aLayer, aSchedule, at, names, users } from './testing/schedules.ts'

const spans = fc
  .array(
    fc.record({ from: fc.nat(50), length: fc.integer({ min: 0, max: 10 }), user: fc.constantFrom('a', 'b', 'c') }),
    { maxLength: 12 },
  )
  .map((all) =>
    all.map(
      ({ from, length, user }): ImportedShift => ({
        startsAt: from as Instant,
        endsAt: (from + length) as Instant,
        users: [user as UserId],
      }),
    ),
  )

const whoIsOn = (shifts: readonly ImportedShift[], instant: number): UserId[] =>
  [...new Set(shifts.filter((s) => s.startsAt <= instant && instant < s.endsAt).flatMap((s) => s.users))].sort()

test('spans that overlap become pieces that ascend, stand apart and name the same people at every instant', () => {
  fc.assert(
    fc.property(spans, (given) => {
      const pieces = flattenShifts(given)
      expect(pieces.every((piece, index) => piece.startsAt >= (pieces[index - 1]?.endsAt ?? 0))).toBe(true)
      for (let instant = 0; instant < 65; instant += 1)
        expect(findImported(pieces, instant as Instant)?.users ?? []).toEqual(whoIsOn(given, instant))
    }),
  )
})

test('when a calendar is read again its past stays, and from then on what it says now counts', () => {
  fc.assert(
    fc.property(spans, spans, fc.nat(60), (known, read, now) => {
      const frozen = freezeShifts(flattenShifts(known), flattenShifts(read), now as Instant)
      for (let instant = 0; instant < 65; instant += 1)
        expect(whoIsOn(frozen, instant)).toEqual(whoIsOn(instant < now ? known : read, instant))
      expect(freezeShifts(frozen, flattenShifts(read), now as Instant)).toEqual(frozen)
    }),
  )
})

test('every change within a window is an edge', () => {
  fc.assert(
    fc.property(spans, fc.nat(60), fc.nat(60), (given, from, length) => {
      const pieces = flattenShifts(given)
      const to = from + length
      const edges = new Set(calcImportedEdges(pieces, from as Instant, to as Instant) as number[])
      for (let instant = from + 1; instant < to; instant += 1) {
        if (String(whoIsOn(pieces, instant)) !== String(whoIsOn(pieces, instant - 1))) expect(edges).toContain(instant)
      }
    }),
  )
})

test('a layer of imported shifts has whom they name, within its own hours, and gives way where they name nobody', () => {
  const id = 'vendor' as CalendarId
  const shift = { startsAt: at('2026-01-06T08:00Z'), endsAt: at('2026-01-06T20:00Z'), users: users('x') }
  const calendar: Calendar = { id, name: 'Vendor', days: [], shifts: [shift] }
  const roster = { ...ALONE, calendars: new Map([[id, calendar]]) }
  const imported = aLayer({
    ...{ zone: 'UTC', turns: [], importedFrom: id, startsAt: 0 as Instant },
    restrictions: [{ weekday: 2, from: '09:00', to: '24:00' }],
  })
  const schedule = aSchedule([aLayer({ turns: [users('base')] }), imported])
  const shifts = calcShifts(roster, schedule, at('2026-01-06T00:00Z'), at('2026-01-07T00:00Z'))
  expect(shifts.map(({ startsAt, people }) => [startsAt, names(people)])).toEqual([
    [at('2026-01-06T00:00Z'), 'base'],
    [at('2026-01-06T09:00Z'), 'x'],
    [at('2026-01-06T20:00Z'), 'base'],
  ])
  expect(names(calcOnCall(ALONE, schedule, at('2026-01-06T10:00Z')).people)).toBe('base')
})
