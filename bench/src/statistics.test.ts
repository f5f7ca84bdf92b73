import { expect, test } from 'vitest'
import { median, percentile } from './statistics.ts'

test('a percentile is the smallest measured value that at least that share does not exceed', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(percentile(hundred, 0.5)).toBe(50)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile(hundred, 1)).toBe(100)
  expect(percentile([3, 1, 2], 0.5)).toBe(2)
  expect(percentile([3, 1, 2], 0.99)).toBe(3)
  expect(percentile([7], 0)).toBe(7)
})

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([5, 1, 3])).toBe(3)
})

test('nothing measured has no percentile and no median', () => {
  expect(percentile([], 0.5)).toBeNaN()
  expect(median([])).toBeNaN()
})

test('measured values keep their order', () => {
  const values = [3, 1, 2]
  percentile(values, 0.5)
  median(values)
  expect(values).toEqual([3, 1, 2])
})
