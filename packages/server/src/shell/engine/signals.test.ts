import { expect, test } from 'vitest'
import { createSignals } from './signals.ts'

test('a nudge after listening aborts the signal, for every such listener of the name and no other', () => {
  const signals = createSignals()
  const match = signals.listen('match')
  const wakes = signals.listen('wakes')
  signals.nudge('match')
  expect([match.aborted, wakes.aborted]).toEqual([true, false])
})

test('a nudge before listening is for the round that follows, and does not keep the loop from sleeping after it', () => {
  const signals = createSignals()
  signals.nudge('match')
  expect(signals.listen('match').aborted).toBe(false)
  signals.nudge('match')
  expect(signals.listen('match').aborted).toBe(false)
})
