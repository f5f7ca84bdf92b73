import { expect, test } from 'vitest'
import type { OnCallPerson, Shift } from '../../../../api/types.ts'
import { drawnOf, gapsOf, piecesOf, placeOf, rowsOf, sharesOf } from './pieces.ts'

const hourMs = 3_600_000
const FROM = Date.parse('2026-11-02T00:00:00Z')

function person(id: string, more: Partial<OnCallPerson> = {}): OnCallPerson {
  return { user: { id, name: id.toUpperCase() }, layer: 0, ...more }
}

/** From hour to hour after the beginning. */
function shift(from: number, to: number, ...people: OnCallPerson[]): Shift {
  const at = (hour: number) => new Date(FROM + hour * hourMs).toISOString()
  return { starts_at: at(from), ends_at: at(to), people }
}

function windowOfHours(hours: number) {
  return { startMs: FROM, endMs: FROM + hours * hourMs }
}

test('neighbours with the same people are one piece, unless an override put them there', () => {
  const pieces = piecesOf(
    [
      shift(-10, 4, person('a')),
      shift(4, 8, person('a', { team: 'payments' })),
      shift(8, 12, person('a', { override: 'o1' })),
      shift(12, 16, person('a', { override: 'o2' })),
      shift(16, 40),
    ],
    windowOfHours(24),
  )
  expect(pieces.map(({ startMs, endMs, cause, people }) => [startMs, endMs, cause, people.length])).toEqual([
    [FROM, FROM + 8 * hourMs, 'layer', 1],
    [FROM + 8 * hourMs, FROM + 12 * hourMs, 'override', 1],
    [FROM + 12 * hourMs, FROM + 16 * hourMs, 'override', 1],
    [FROM + 16 * hourMs, FROM + 24 * hourMs, 'layer', 0],
  ])
})

test('an hourly rotation over a quarter is drawn in fewer blocks than one would count, without losing any time', () => {
  const hours = 92 * 24
  const shifts = Array.from({ length: hours }, (_, hour) =>
    shift(hour, hour + 1, person(['a', 'b', 'c'][hour % 3] ?? '')),
  )
  const drawn = drawnOf(piecesOf(shifts, windowOfHours(hours)), windowOfHours(hours))
  expect(drawn.length).toBeLessThan(70)
  const spans = drawn.map((each) => (each.kind === 'block' ? each.block : each.piece))
  expect(spans[0]?.startMs).toBe(FROM)
  expect(spans.at(-1)?.endMs).toBe(FROM + hours * hourMs)
  for (const [index, span] of spans.slice(1).entries()) expect(span.startMs).toBe(spans[index]?.endMs)
  const [first] = drawn
  expect(first).toMatchObject({ kind: 'block', block: { hasGap: false } })
  expect(first?.kind === 'block' && first.block.people.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('a block tells of a gap within, and one narrow piece between wide ones stays a piece', () => {
  const window = windowOfHours(1_000)
  const pieces = piecesOf(
    [
      shift(0, 500, person('a')),
      shift(500, 501),
      shift(501, 502, person('b')),
      shift(502, 999, person('a')),
      shift(999, 1_000),
    ],
    window,
  )
  expect(drawnOf(pieces, window).map((each) => (each.kind === 'block' ? each.block.hasGap : 'piece'))).toEqual([
    'piece',
    true,
    'piece',
    'piece',
  ])
})

test('gaps that are over are no longer told', () => {
  const pieces = piecesOf([shift(0, 2), shift(2, 4, person('a')), shift(4, 6)], windowOfHours(6))
  expect(gapsOf(pieces, FROM + 3 * hourMs)).toEqual([{ startMs: FROM + 4 * hourMs, endMs: FROM + 6 * hourMs }])
})

test('shares count everybody who is on together', () => {
  const pieces = piecesOf([shift(0, 2, person('a'), person('b')), shift(2, 5, person('b'))], windowOfHours(6))
  expect(sharesOf(pieces).map(({ person: { name }, ms }) => [name, ms / hourMs])).toEqual([
    ['B', 5],
    ['A', 2],
  ])
})

test('spans that overlap stand in rows under each other, and a row is used again', () => {
  const spans = [windowOfHours(4), { startMs: FROM + 2 * hourMs, endMs: FROM + 6 * hourMs }, windowOfHours(0)].slice(
    0,
    2,
  )
  expect(rowsOf([...spans, { startMs: FROM + 4 * hourMs, endMs: FROM + 5 * hourMs }])).toEqual([0, 1, 0])
})

test('a place is cut off at the edges of the window', () => {
  expect(placeOf({ startMs: FROM - hourMs, endMs: FROM + 5 * hourMs }, windowOfHours(10))).toEqual({
    left: 0,
    width: 50,
  })
})
