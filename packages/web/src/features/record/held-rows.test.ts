import { expect, test } from 'vitest'
import { arrangeRows, keepPlaces } from './held-rows.ts'

const groups = ['waiting', 'working']
const groupOf = ({ status }: { status: string }) => (status === 'open' ? 'waiting' : 'working')
const ids = (rows: readonly { item: { id: string } }[]) => rows.map(({ item }) => item.id)

const a = { id: 'a', status: 'open' }
const b = { id: 'b', status: 'acknowledged' }
const c = { id: 'c', status: 'open' }

test('groups come in their order, and within one the server’s order stays', () => {
  expect(ids(arrangeRows([b, a, c], groups, groupOf))).toEqual(['a', 'c', 'b'])
})

test('a row that changes while the list is held stays in its place and shows what it is now', () => {
  const placed = arrangeRows([a, b], groups, groupOf)
  const { rows } = keepPlaces(placed, [b, { id: 'a', status: 'acknowledged' }])
  expect(rows[0]).toEqual({ item: { id: 'a', status: 'acknowledged' }, group: 'waiting', isGone: false })
})

test('a newcomer waits until the list is let go', () => {
  const { rows, waiting } = keepPlaces(arrangeRows([a], groups, groupOf), [c, a])
  expect(ids(rows)).toEqual(['a'])
  expect(waiting).toBe(1)
})

test('a row that left keeps its place and is marked', () => {
  const { rows, waiting } = keepPlaces(arrangeRows([a, c], groups, groupOf), [c])
  expect(rows.map(({ item, isGone }) => [item.id, isGone])).toEqual([
    ['a', true],
    ['c', false],
  ])
  expect(waiting).toBe(0)
})
