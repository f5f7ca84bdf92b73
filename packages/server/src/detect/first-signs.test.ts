import { present } from '@tocsin/core/kernel/assert.ts'
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { anAcceptSignal } from '../shell/store/testing/builders.ts'
import { FirstSigns } from './first-signs.ts'

const directory = aDirectory({
  sources: [aSource('grouped', { groupBy: ['app'] }), aSource('single', { groupBy: [] })],
})

function asking(): (time: string, app: string, changes?: object, source?: string) => boolean {
  const signs = new FirstSigns()
  return (time, app, changes = {}, source = 'grouped') => {
    const { signal } = anAcceptSignal({ key: app, labels: { app }, ...changes })
    return signs.isFirst(signal, present(directory.sources.get(source as SourceId), 'source'), directory, at(time))
  }
}

test('the first that fires of a group is a first sign, further ones are not until it was forgotten', () => {
  const isFirst = asking()
  expect([isFirst('0s', 'shop'), isFirst('1s', 'shop', { key: 'other' }), isFirst('1s', 'cart')]).toEqual([
    true,
    false,
    true,
  ])
  expect([isFirst('59s', 'shop'), isFirst('60s', 'shop'), isFirst('61s', 'shop')]).toEqual([false, true, false])
})

test('a recovery, a test and what is only recorded are none, and make nothing known', () => {
  const isFirst = asking()
  const nothing = [{ state: 'resolved' }, { isTest: true }, { recordOnly: 'watchdog' }]
  expect(nothing.map((changes) => isFirst('0s', 'shop', changes))).toEqual([false, false, false])
  expect(isFirst('0s', 'shop')).toBe(true)
})

test('a source of which everything is a first has so many, and then so many a second; others keep theirs', () => {
  const isFirst = asking()
  const count = (time: string, keys: number) =>
    Array.from({ length: keys }, (_, n) => isFirst(time, `${time} ${n}`, {}, 'single')).filter(Boolean).length
  expect(count('0s', 1_000)).toBe(300)
  expect(isFirst('0s', 'shop')).toBe(true)
  expect(count('2s', 1_000)).toBe(60)
  expect(count('10m', 1_000)).toBe(300)
})
