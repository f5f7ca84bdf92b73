import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import type { EngineDeps } from '../engine/deps.ts'
import { createSignals } from '../engine/signals.ts'
import { systemClock } from '../ports/clock.ts'
import { type Chore, startChore } from './chores.ts'

/** A clock that jumps to the end of every sleep, and lets the test stop after so many of them. */
function createStage(sleeps: number) {
  let now = 0
  let left = sleeps
  const over = Promise.withResolvers<void>()
  const clock = {
    now: () => now as Instant,
    nextTurn: systemClock.nextTurn,
    async sleep(ms: number, signal?: AbortSignal) {
      now += ms
      left -= 1
      if (left > 0) return systemClock.nextTurn()
      over.resolve()
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    },
  }
  const log = { error() {}, warn() {}, info() {} }
  const deps = { clock, nudge: createSignals(), log } as unknown as EngineDeps
  return { start: (chore: Chore) => startChore(deps, chore), over: over.promise, now: () => now }
}

test('a chore runs at once and then on its beat', async () => {
  const stage = createStage(25)
  const ranAt: number[] = []
  const chore = stage.start({ name: 'tidy', everyMs: 10_000, run: async () => void ranAt.push(stage.now()) })
  await stage.over
  await chore.stop()
  expect(ranAt).toEqual([0, 10_000, 20_000])
})

test('one that failed comes again within five minutes, however seldom it is', async () => {
  const stage = createStage(700)
  const ranAt: number[] = []
  const chore = stage.start({
    name: 'tidy',
    everyMs: 86_400_000,
    async run() {
      ranAt.push(stage.now())
      if (ranAt.length === 1) throw new Error('no connection')
    },
  })
  await stage.over
  await chore.stop()
  expect(ranAt).toHaveLength(2)
  expect(ranAt[1]).toBeLessThanOrEqual(301_000)
})

test('a run that is under way when the node stops is told so', async () => {
  const stage = createStage(100)
  const begun = Promise.withResolvers<void>()
  const chore = stage.start({
    ...{ name: 'tidy', everyMs: 1_000 },
    run: (stopping) =>
      new Promise((resolve) => {
        stopping.addEventListener('abort', () => resolve())
        begun.resolve()
      }),
  })
  await begun.promise
  await chore.stop()
  expect(chore.name).toBe('tidy')
})
