import { expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import { waitAtMost } from './wait-at-most.ts'

test('work that ends in time is waited for, and no timer is left behind', async () => {
  let isAborted = false
  const clock = {
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) =>
        signal?.addEventListener('abort', () => {
          isAborted = true
          resolve()
        }),
      ),
  }
  expect(await waitAtMost(clock, 1_000, systemClock.nextTurn())).toBe(true)
  expect(isAborted).toBe(true)
})

test('work that does not is left alone', async () => {
  expect(await waitAtMost(systemClock, 1, new Promise(() => {}))).toBe(false)
})

test('work that fails is the caller’s to know', async () => {
  await expect(waitAtMost(systemClock, 10_000, Promise.reject(new Error('failed')))).rejects.toThrow('failed')
})
