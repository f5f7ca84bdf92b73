import { STATUSES } from '@tocsin/core/kernel/scales.ts'
import { expect, test } from 'vitest'
import { chooseLocale, portalWords, stageOf } from './words.ts'

test.each([
  [undefined, undefined, 'en'],
  [undefined, 'ja', 'ja'],
  [undefined, 'ja-JP,en;q=0.8', 'ja'],
  [undefined, 'en-GB,ja;q=0.8', 'en'],
  [undefined, 'de-DE, ja;q=0.5, en;q=0.4', 'ja'],
  [undefined, 'en;q=0, ja;q=0.1', 'ja'],
  [undefined, 'xx', 'en'],
  ['en', 'ja', 'en'],
  ['ja', 'en', 'ja'],
  ['nonsense', 'ja', 'ja'],
])('chosen %s, accepted %s: %s', (chosen, accepted, expected) => {
  expect(chooseLocale(chosen, accepted)).toBe(expected)
})

test('both languages have a word for everything, and none is the other’s', () => {
  const flat = (value: unknown, path = ''): [string, string][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, each]) => flat(each, `${path}.${name}`))
      : [[path, typeof value === 'function' ? String(value(2)) : String(value)]]
  const [english, japanese] = [flat(portalWords('en')), flat(portalWords('ja'))]
  expect(japanese.map(([path]) => path)).toEqual(english.map(([path]) => path))
  for (const [path, text] of japanese) expect(text.trim(), path).not.toBe('')
  const same = japanese.filter(([path, text]) => english.some(([other, word]) => other === path && word === text))
  expect(same.map(([path]) => path)).toEqual(['.poweredBy'])
})

test('every status has a stage that strangers understand', () => {
  expect(Object.fromEntries(STATUSES.map((status) => [status, stageOf(status)]))).toEqual({
    ...{ open: 'received', acknowledged: 'working', mitigated: 'working', verifying: 'checking' },
    ...{ resolved: 'over', closed: 'over', declined: 'over', merged: 'over' },
  })
})
