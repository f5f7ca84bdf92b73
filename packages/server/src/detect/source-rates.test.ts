import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { at, ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { SourceRates } from './source-rates.ts'

const RATE = { alerts: 60, withinMs: ms('1m') }
const [A, B] = ['a', 'b'] as SourceId[] as [SourceId, SourceId]

test('a source brings so many within the span, and then as many as its bucket has filled up', () => {
  const rates = new SourceRates()
  const take = (time: string, alerts: number, source = A) => rates.mayTake(source, RATE, alerts, at(time))
  expect([take('0s', 40), take('0s', 20), take('0s', 1)]).toEqual([true, true, false])
  expect([take('9s', 10), take('10s', 10), take('10s', 1)]).toEqual([false, true, false])
  expect(take('10s', 60, B)).toBe(true)
  expect([take('10m', 60), take('10m', 1)]).toEqual([true, false])
})

test('what is turned away takes nothing, and more than a bucket holds is taken from a full one and paid off', () => {
  const rates = new SourceRates()
  const take = (time: string, alerts: number) => rates.mayTake(A, RATE, alerts, at(time))
  expect([take('0s', 120), take('60s', 1), take('61s', 1)]).toEqual([true, false, true])
  expect([take('2m', 120), take('2m1s', 60)]).toEqual([false, true])
})

test('without a rate, and for what holds no alert, there is no limit', () => {
  const rates = new SourceRates()
  expect(rates.mayTake(A, undefined, 1_000_000, at('0s'))).toBe(true)
  expect(rates.mayTake(A, RATE, 60, at('0s'))).toBe(true)
  expect(rates.mayTake(A, RATE, 0, at('0s'))).toBe(true)
})
