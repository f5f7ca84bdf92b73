import { expect, test } from 'vitest'
import { at, ms } from '../../testing/time.ts'
import type { Signal } from '../signal.ts'
import { calcStable, calcThreshold, calcWait, isFlapping, withStaleness } from './holding.ts'

test('an alert waits until it has fired as long as its source asks', () => {
  const quiet = { waitMs: ms('5m') }
  expect(calcWait(quiet, at('0m'), at('4m59s'))).toEqual({ because: 'waiting_to_count', until: at('5m') })
  expect(calcWait(quiet, at('0m'), at('5m'))).toBeUndefined()
  expect(calcWait({}, at('0m'), at('0m'))).toBeUndefined()
  expect(calcWait(undefined, at('0m'), at('0m'))).toBeUndefined()
})

test('a group counts once enough of it fires, or has an incident, or one of it has fired long enough', () => {
  const quiet = { threshold: { alerts: 3, withinMs: ms('5m'), orAfterMs: ms('30m') } }
  const of = (count: number, changes: { isGroupOpen?: boolean; now?: string } = {}) =>
    calcThreshold({
      ...{ quiet, count, firedAt: at('0m') },
      ...{ isGroupOpen: changes.isGroupOpen ?? false, at: at(changes.now ?? '1m') },
    })
  expect(of(2)).toEqual({ because: 'below_threshold', until: at('30m') })
  expect(of(3)).toBeUndefined()
  expect(of(1, { isGroupOpen: true })).toBeUndefined()
  expect(of(1, { now: '30m' })).toBeUndefined()
})

test('without a time after which one counts by itself, the wait for others has no end of its own', () => {
  const quiet = { threshold: { alerts: 3, withinMs: ms('5m') } }
  const hold = calcThreshold({ quiet, count: 1, isGroupOpen: false, firedAt: at('0m'), at: at('9d') })
  expect(hold).toEqual({ because: 'below_threshold' })
})

test('an alert flaps from so many changes on, and is stable after its time', () => {
  const quiet = { flapping: { changes: 4, withinMs: ms('10m'), stableMs: ms('3m') } }
  expect([isFlapping({ quiet, changes: 3 }), isFlapping({ quiet, changes: 4 })]).toEqual([false, true])
  expect(isFlapping({ quiet: undefined, changes: 99 })).toBe(false)
  expect(calcStable(quiet, at('1m'))).toBe(at('4m'))
})

test('what fires is over after the time of its source, unless its sender says when', () => {
  const words = { title: 'Disk full', severity: 'high', labels: {}, annotations: {}, isTest: false } as const
  const signals: Signal[] = [
    { ...words, key: 'a', state: 'firing' },
    { ...words, key: 'b', state: 'firing', expiresAt: at('5m') },
    { ...words, key: 'c', state: 'resolved' },
  ]
  const ends = withStaleness(signals, { staleAfterMs: ms('3d') }, at('0m')).map(({ expiresAt }) => expiresAt)
  expect(ends).toEqual([at('3d'), at('5m'), undefined])
  expect(withStaleness(signals, {}, at('0m'))).toBe(signals)
})
