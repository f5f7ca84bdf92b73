import { STATUSES } from '@tocsin/core/kernel/scales.ts'
import { expect, test } from 'vitest'
import { portalWords, stageOf } from './words.ts'

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
