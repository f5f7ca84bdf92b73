import { expect, test } from 'vitest'
import type { Incident } from '../../../api/types.ts'
import { groupOf, listItems } from './list-items.ts'
import { compareRows, dropRows, isBehind, renewRows } from './listed-pages.ts'
import { deselect, extendTo, NOTHING, selectAll, toggleRow } from './selection.ts'

function incident(id: string, changes: Partial<Incident> = {}): Incident {
  return { id, title: id, status: 'open', priority: 'P3', services: [], ...changes } as Incident
}

const [a, b, c] = [incident('a'), incident('b', { priority: 'P2' }), incident('c')]

test('rows stand under the heading of their group, and what is not loaded has a place', () => {
  const groups = new Map([a, b, c].map((each) => [each.id, groupOf(each, 'priority')]))
  const counts = new Map([['P3', 9]])
  const items = listItems({ rows: [b, a, c], gone: new Set(['c']), groups, counts, total: 5 })
  expect(items.map(({ kind, key }) => [kind, key])).toEqual([
    ['heading', 'group P2'],
    ['row', 'b'],
    ['heading', 'group P3'],
    ['row', 'a'],
    ['row', 'c'],
    ['place', 'place 3'],
    ['place', 'place 4'],
  ])
  expect(items[2]).toMatchObject({ count: 9 })
  expect(items[4]).toMatchObject({ isGone: true, index: 2 })
})

test('without groups there are no headings, and more rows than were counted are no places', () => {
  const items = listItems({ rows: [a, b], gone: new Set(), groups: undefined, counts: new Map(), total: 1 })
  expect(items.map(({ kind }) => kind)).toEqual(['row', 'row'])
})

test('rows are grouped by the stage of the work, the priority, or the first service', () => {
  const services = [{ id: 'shop', name: 'Shop' }]
  expect(groupOf(incident('x', { status: 'mitigated' }), 'status')).toBe('1')
  expect(groupOf(incident('x', { status: 'merged' }), 'status')).toBe('4')
  expect(groupOf(incident('x', { services }), 'service')).toBe('shop')
  expect(groupOf(a, 'service')).toBe('')
})

test('rows are renewed where they stand, and pages without them stay the same', () => {
  const pages = [
    { items: [a, b], next: 'x' },
    { items: [c], next: null },
  ]
  const newer = { ...b, title: 'newer' }
  const renewed = renewRows(pages, [newer, incident('other')])
  expect(renewed?.[0]?.items).toEqual([a, newer])
  expect(renewed?.[1]).toBe(pages[1])
  expect(renewRows(pages, [incident('other')])).toBeUndefined()
  expect(dropRows(pages, new Set(['a'])).map(({ items }) => items)).toEqual([[b], [c]])
})

test('what was asked for and is not found is gone; what is found and not shown is new', () => {
  expect(compareRows(new Set(['a', 'b']), ['a', 'b', 'x', 'y'], [a, incident('x')])).toEqual({
    gone: ['b'],
    newcomers: ['x'],
  })
})

test('what belongs behind the last row that is loaded is no newcomer', () => {
  const last = incident('l', { priority: 'P2', recorded_at: '2026-01-02T00:00:00.000Z' })
  const old = incident('o', { priority: 'P2', recorded_at: '2026-01-01T00:00:00.000Z' })
  const fresh = incident('f', { priority: 'P3', recorded_at: '2026-01-03T00:00:00.000Z' })
  expect(isBehind(old, last, '-recorded_at')).toBe(true)
  expect(isBehind(fresh, last, '-recorded_at')).toBe(false)
  expect(isBehind(fresh, last, 'priority')).toBe(true)
  expect(isBehind(old, last, 'priority')).toBe(true)
  expect(isBehind({ ...old, priority: 'P1' }, last, 'priority')).toBe(false)
  expect(isBehind(old, last, '-updated_at')).toBe(false)
})

test('a range is drawn from the row that was chosen last, in both directions', () => {
  const order = ['a', 'b', 'c', 'd']
  const chosen = toggleRow(NOTHING, 'c')
  expect([...extendTo(chosen, 'a', order).ids].sort()).toEqual(['a', 'b', 'c'])
  expect([...extendTo(extendTo(chosen, 'a', order), 'd', order).ids].sort()).toEqual(order)
  expect([...extendTo(NOTHING, 'b', order).ids]).toEqual(['b'])
  expect(toggleRow(chosen, 'c').ids.size).toBe(0)
  expect([...deselect(selectAll(order), ['a', 'd']).ids]).toEqual(['b', 'c'])
})
