import { expect, test } from 'vitest'
import { gainOf, handOversOf, reverse } from './mend-steps.ts'

const [ana, ben] = [
  { id: 'a', name: 'Ana' },
  { id: 'b', name: 'Ben' },
]
const first = { starts_at: '2026-01-05T00:00Z', ends_at: '2026-01-06T00:00Z' }
const second = { starts_at: '2026-01-09T00:00Z', ends_at: '2026-01-10T00:00Z' }

test('a swap is two hand-overs, and is taken back by the same in reverse', () => {
  const steps = handOversOf({ from: ana, to: ben, takes: first, gives: second })
  expect(steps).toEqual([
    { from: 'a', to: 'b', ...first },
    { from: 'b', to: 'a', ...second },
  ])
  expect(handOversOf({ from: ana, to: ben, takes: first, gives: null })).toHaveLength(1)
  expect(reverse(steps)).toEqual([
    { from: 'a', to: 'b', ...second },
    { from: 'b', to: 'a', ...first },
  ])
})

test('a gain is told of the distance, not of its square', () => {
  expect(gainOf({ before: 400, after: 100 }, 400)).toBe(0.5)
  expect(gainOf({ before: 0, after: 0 }, 0)).toBe(0)
})
