import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { EPOCH, World } from './world.ts'

const later = (ms: number) => (EPOCH + ms) as Instant

test('what is earlier happens first, whatever was asked first', async () => {
  const world = new World(1)
  const seen: string[] = []
  for (const ms of [30, 10, 20]) world.schedule(ms, 'event', () => seen.push(`${ms} at ${world.now - EPOCH}`))
  await world.runUntil(later(25))
  expect(seen).toEqual(['10 at 10', '20 at 20'])
  expect(world.now).toBe(later(25))
})

test('the seed decides what comes first of one instant', async () => {
  const order = async (seed: number) => {
    const world = new World(seed)
    const seen: number[] = []
    for (let i = 0; i < 8; i++) world.schedule(5, 'event', () => seen.push(i))
    await world.runUntil(later(5))
    return seen.join('')
  }
  expect(await order(1)).toBe(await order(1))
  expect(new Set(await Promise.all([1, 2, 3].map(order))).size).toBe(3)
})

test('an event has run out before the next begins', async () => {
  const world = new World(1)
  const seen: string[] = []
  world.schedule(1, 'first', async () => {
    for (let i = 0; i < 50; i++) await Promise.resolve()
    seen.push('first')
  })
  world.schedule(2, 'second', () => seen.push('second'))
  await world.runUntil(later(10))
  expect(seen).toEqual(['first', 'second'])
})

test('time stands still while real work goes on', async () => {
  const world = new World(1)
  const seen: string[] = []
  world.schedule(1, 'works', () => {
    const work = () => new Promise((resolve) => setTimeout(resolve, 30))
    void world.real(work).then(() => seen.push(`worked at ${world.now - EPOCH}`))
  })
  world.schedule(2, 'second', () => seen.push('second'))
  await world.runUntil(later(10))
  expect(seen).toEqual(['worked at 1', 'second'])
})

test('nothing comes back to the dead', async () => {
  const world = new World(1)
  const owner = { isDead: false }
  let isBack = false
  void world.sleep(10, 'sleep', owner).then(() => {
    isBack = true
  })
  world.schedule(5, 'dies', () => {
    owner.isDead = true
  })
  await world.runUntil(later(100))
  expect(isBack).toBe(false)
})

test('the trace tells two runs apart', async () => {
  const trace = async (seed: number, note: string) => {
    const world = new World(seed)
    world.schedule(1, 'event', () => world.note(note))
    await world.runUntil(later(5))
    return world.traceHash
  }
  expect(await trace(1, 'a')).toBe(await trace(1, 'a'))
  expect(await trace(1, 'a')).not.toBe(await trace(1, 'b'))
})
