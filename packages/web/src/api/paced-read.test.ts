import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { setServerTime } from '../ports/clock.ts'
import { pacedRead } from './paced-read.ts'

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

test('what a storm makes stale is read once in its pace, and its last change is never missed', async () => {
  const client = new QueryClient()
  const queryKey = ['home']
  let world = 0
  let reads = 0
  const queryFn = pacedRead(queryKey, 200, async () => {
    reads += 1
    return world
  })
  const seen: number[] = []
  const observer = new QueryObserver(client, { queryKey, queryFn })
  const stop = observer.subscribe(({ data }) => data !== undefined && seen.push(data))
  await sleep(20)
  for (let change = 1; change <= 30; change += 1) {
    world = change
    void client.invalidateQueries({ queryKey })
    await sleep(2)
  }
  await sleep(700)
  stop()
  expect(seen.at(-1)).toBe(30)
  // One at once, one for the storm, and at most two for what came while an answer was on its way.
  expect(reads).toBeGreaterThanOrEqual(2)
  expect(reads).toBeLessThanOrEqual(4)
})

test('what was read before the clock turned out to be wrong is read again in its pace, and not when that time has come', async () => {
  const client = new QueryClient()
  const queryKey = ['home']
  let world = 'before'
  const queryFn = pacedRead(queryKey, 100, async () => world)
  const observer = new QueryObserver(client, { queryKey, queryFn })
  const seen: string[] = []
  const stop = observer.subscribe(({ data }) => data !== undefined && seen.push(data))
  await sleep(20)
  try {
    setServerTime(Date.now() - 660_000)
    world = 'after'
    await client.invalidateQueries({ queryKey })
    expect(seen.at(-1)).toBe('after')
  } finally {
    setServerTime(Date.now())
    stop()
  }
})
