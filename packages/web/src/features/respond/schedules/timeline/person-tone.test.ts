import { expect, test } from 'vitest'
import { backgroundOf, initialsOf, toneOf } from './person-tone.ts'

test('a person has the same tone everywhere, and people have different ones', () => {
  const ids = Array.from({ length: 200 }, (_, index) => `0193-user-${index}`)
  expect(ids.map(toneOf)).toEqual(ids.map(toneOf))
  const looks = ids.map((id) => `${toneOf(id).tone} ${toneOf(id).pattern}`)
  expect(new Set(looks).size).toBe(24)
  const most = Math.max(...[...new Set(looks)].map((look) => looks.filter((each) => each === look).length))
  expect(most).toBeLessThan(25)
})

test('those who are on together share a bar in bands', () => {
  expect(backgroundOf(['a'])).toMatch(/^var\(--tone-\d\)$/)
  expect(backgroundOf(['a', 'b'])).toMatch(/^linear-gradient\(var\(--tone-\d\) 0% 50%, var\(--tone-\d\) 50% 100%\)$/)
})

test('letters stand for a name in any writing', () => {
  expect([initialsOf('Ana'), initialsOf('Ana de la Cruz'), initialsOf('佐藤 花子'), initialsOf('')]).toEqual([
    'A',
    'AC',
    '佐花',
    '',
  ])
})
