import { expect, test } from 'vitest'
import { nextRow } from './row-travel.ts'

test('the first press enters the list at the end that it comes from', () => {
  expect(nextRow(5, -1, 1)).toBe(0)
  expect(nextRow(5, -1, -1)).toBe(4)
})

test('travel stops at both ends', () => {
  expect(nextRow(5, 4, 1)).toBe(4)
  expect(nextRow(5, 0, -1)).toBe(0)
  expect(nextRow(5, 2, 1)).toBe(3)
})

test('an empty list has no row to go to', () => {
  expect(nextRow(0, -1, 1)).toBe(-1)
})
