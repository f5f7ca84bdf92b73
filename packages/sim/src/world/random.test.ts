import { expect, test } from 'vitest'
import { Random } from './random.ts'

test('the same seed draws the same, another draws otherwise', () => {
  const draw = (seed: number) => {
    const random = new Random(seed)
    return Array.from({ length: 5 }, () => random.uint32())
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('draws spread evenly', () => {
  const random = new Random(1)
  const counts = new Array<number>(10).fill(0)
  for (let i = 0; i < 10_000; i++) {
    const index = random.int(0, 9)
    counts[index] = (counts[index] ?? 0) + 1
  }
  expect(Math.min(...counts)).toBeGreaterThan(850)
  expect(Math.max(...counts)).toBeLessThan(1_150)
})

test('weights say how often', () => {
  const random = new Random(2)
  const picked = Array.from({ length: 1_000 }, () => random.weighted([[9, 'often'] as const, [1, 'seldom'] as const]))
  const seldom = picked.filter((each) => each === 'seldom').length
  expect(seldom).toBeGreaterThan(60)
  expect(seldom).toBeLessThan(150)
})

test('streams of different names are different streams', () => {
  expect(new Random(3).fork('a').uint32()).not.toBe(new Random(3).fork('b').uint32())
})
