import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { AcquireQueue } from '../acquire-priority.ts'
import { waitForQuietMoment } from './quiet-moment.ts'

const LIMITS = { slots: 1, waitMsMax: 5_000, waitersMax: 100 }

test('a moment is quiet when most of it was free, and not before what keeps the database busy ends', async () => {
  const queue = new AcquireQueue(LIMITS)
  expect(await waitForQuietMoment(queue, 3)).toBe(3)
  await queue.enter('door')
  let isBusy = true
  const found = waitForQuietMoment(queue, 1_000).then(() => isBusy)
  await setTimeout(700)
  isBusy = false
  queue.leave()
  expect(await found).toBe(false)
})

test('what is never quiet is waited for so many moments, and when none are left for none', async () => {
  const queue = new AcquireQueue({ ...LIMITS, slots: 2 })
  await queue.enter('door')
  expect(await waitForQuietMoment(queue, 2)).toBe(2)
  await queue.enter('door')
  expect(await waitForQuietMoment(queue, 2)).toBe(0)
  expect(await waitForQuietMoment(queue, 0)).toBe(0)
})
