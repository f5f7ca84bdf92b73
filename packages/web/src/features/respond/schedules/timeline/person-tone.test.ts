import { expect, test } from 'vitest'
import { backgroundOf, initialsOf, tonesOf } from './person-tone.ts'

const IDS = Array.from({ length: 24 }, (_, index) => `0193-${String(index).padStart(3, '0')}`)

test('the first twenty-four people look different, whoever comes later', () => {
  const toneOf = tonesOf(IDS.toReversed())
  expect(new Set(IDS.map((id) => JSON.stringify(toneOf(id)))).size).toBe(24)
  const later = tonesOf([...IDS, '0193-999'])
  expect(IDS.map(later)).toEqual(IDS.map(toneOf))
})

test('somebody who is not known has a tone all the same, and always the same one', () => {
  const [one, other] = [tonesOf([]), tonesOf(IDS)]
  expect(one('0199-gone')).toEqual(other('0199-gone'))
  expect(one('0199-gone').tone).toBeLessThan(8)
})

test('those who are on together share a bar in bands', () => {
  const toneOf = tonesOf(['a', 'b'])
  expect(backgroundOf(['a'], toneOf)).toBe('var(--tone-0)')
  expect(backgroundOf(['a', 'b'], toneOf)).toBe('linear-gradient(var(--tone-0) 0% 50%, var(--tone-1) 50% 100%)')
})

test('letters stand for a name in any writing', () => {
  expect([initialsOf('Ana'), initialsOf('Ana de la Cruz'), initialsOf('佐藤 花子'), initialsOf('')]).toEqual([
    'A',
    'AC',
    '佐花',
    '',
  ])
})
