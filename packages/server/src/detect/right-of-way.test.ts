import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { RightOfWay } from './right-of-way.ts'

/** A clock that stands still until somebody sleeps, and goes on to the end of a sleep that nothing ended. */
function standing() {
  let now = 1_000_000
  let pass: (() => void) | undefined
  const slept: number[] = []
  const way = new RightOfWay({
    now: () => now as Instant,
    async sleep(ms, signal) {
      slept.push(ms)
      pass?.()
      if (!signal?.aborted) now += ms
    },
  })
  return {
    ...{ way, slept },
    forward(ms: number) {
      now += ms
    },
    /** Happens in the next sleep. */
    meanwhile(act: () => void) {
      pass = act
    },
  }
}

function come(way: RightOfWay): void {
  way.begin()
  way.end(true)
}

test('nobody waits while no first sign does', async () => {
  const { way, slept } = standing()
  await way.wait()
  come(way)
  way.seen(way.mark)
  await way.wait()
  expect(slept).toEqual([])
})

test('what came after the matcher had begun to look is not seen by it yet', async () => {
  const { way, slept } = standing()
  come(way)
  const { mark } = way
  come(way)
  way.seen(mark)
  await way.wait()
  expect(slept).toEqual([400])
})

test('a commit that brings them is waited for, and nothing after it when it failed', async () => {
  const { way, slept, meanwhile } = standing()
  way.begin()
  meanwhile(() => way.end(false))
  await way.wait()
  await way.wait()
  expect(slept).toEqual([400])
})

test('the wait ends as soon as the matcher has seen them', async () => {
  const { way, slept, meanwhile } = standing()
  come(way)
  meanwhile(() => way.seen(way.mark))
  await way.wait()
  await way.wait()
  expect(slept).toEqual([400])
})

test('one second in all at the beginning of a storm, then a quarter of the time', async () => {
  const { way, slept, forward } = standing()
  come(way)
  for (let times = 0; times < 6; times++) await way.wait()
  expect(slept).toEqual([400, 400, 200])
  forward(400)
  await way.wait()
  expect(slept.at(-1)).toBe(100)
  forward(60_000)
  for (let times = 0; times < 6; times++) await way.wait()
  expect(slept.slice(4)).toEqual([400, 400, 200])
})
