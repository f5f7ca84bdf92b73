import { expect, test } from 'vitest'
import { countByPriority } from './priority-counts.ts'

test('taken and waiting incidents of a priority are one count, and priorities without any are told', () => {
  const counts = countByPriority([
    { priority: 'P2', is_waiting: true, count: 3 },
    { priority: 'P2', is_waiting: false, count: 4 },
    { priority: 'P5', is_waiting: false, count: 1 },
  ])
  expect(counts).toEqual([
    { priority: 'P1', count: 0, waiting: 0 },
    { priority: 'P2', count: 7, waiting: 3 },
    { priority: 'P3', count: 0, waiting: 0 },
    { priority: 'P4', count: 0, waiting: 0 },
    { priority: 'P5', count: 1, waiting: 0 },
  ])
})
