import { expect, test } from 'vitest'
import { type ACQUIRE_CLASSES, AcquireQueue, currentPriority, withPriority } from './acquire-priority.ts'

const LIMITS = { slots: 1, waitMsMax: 5_000, waitersMax: 100 }

/** Lets `names` enter in this order while the only place is taken, then frees it and returns the order in which they got in. */
async function orderOf(names: [string, (typeof ACQUIRE_CLASSES)[number]][]): Promise<string[]> {
  const queue = new AcquireQueue(LIMITS)
  await queue.enter('normal')
  const entered: string[] = []
  const work = names.map(async ([name, acquireClass]) => {
    await queue.enter(acquireClass)
    entered.push(name)
    queue.leave()
  })
  queue.leave()
  await Promise.all(work)
  return entered
}

test('a page is served before a door, a door before the rest, slow work last', async () => {
  const order = await orderOf([
    ['report', 'slow'],
    ['edit', 'normal'],
    ['signal', 'door'],
    ['page', 'page'],
  ])
  expect(order).toEqual(['page', 'signal', 'edit', 'report'])
})

test('within a class the first to come is the first to be served', async () => {
  const order = await orderOf([
    ['a', 'normal'],
    ['b', 'door'],
    ['c', 'normal'],
    ['d', 'door'],
  ])
  expect(order).toEqual(['b', 'd', 'a', 'c'])
})

test('as many as there are slots enter at once', async () => {
  const queue = new AcquireQueue({ ...LIMITS, slots: 2 })
  await queue.enter('slow')
  await queue.enter('slow')
  let isInside = false
  const third = queue.enter('page').then(() => {
    isInside = true
  })
  await Promise.resolve()
  expect(isInside).toBe(false)
  queue.leave()
  await third
  expect(isInside).toBe(true)
})

test('whoever waited too long is refused and takes no place afterwards', async () => {
  const queue = new AcquireQueue({ ...LIMITS, waitMsMax: 20 })
  await queue.enter('normal')
  await expect(queue.enter('page')).rejects.toMatchObject({ code: 'busy', retry: 'later' })
  expect(queue.waitingCount).toBe(0)
  queue.leave()
  await queue.enter('normal')
})

test('a queue that is full refuses at once', async () => {
  const queue = new AcquireQueue({ ...LIMITS, waitersMax: 1 })
  await queue.enter('normal')
  const waiting = queue.enter('slow')
  await expect(queue.enter('page')).rejects.toMatchObject({ code: 'busy' })
  queue.leave()
  await waiting
})

test('closing refuses those who wait and those who come', async () => {
  const queue = new AcquireQueue(LIMITS)
  await queue.enter('normal')
  const waiting = queue.enter('normal')
  const reason = new Error('gone')
  queue.close(reason)
  await expect(waiting).rejects.toBe(reason)
  await expect(queue.enter('page')).rejects.toBe(reason)
})

test('the class reaches whatever the work awaits, and nothing beside it', async () => {
  const inside = withPriority('page', async () => {
    await Promise.resolve()
    return withPriority('slow', async () => currentPriority()).then((inner) => [currentPriority(), inner])
  })
  expect(currentPriority()).toBe('normal')
  expect(await inside).toEqual(['page', 'slow'])
})
