import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { EPOCH, World } from '../world/world.ts'
import { Life } from './node-life.ts'
import { openPgliteStage } from './pglite-backend.ts'

test('a transaction that is open when the play ends leaves the database to the next one', async () => {
  const stage = await openPgliteStage()
  try {
    const world = new World(1)
    const backend = await stage.createBackend(world, () => {})
    const { store } = backend.connect(new Life('a', world, { lossProbability: 0, slowProbability: 0 }))
    let hasBegun = false
    void store.transaction(async () => {
      hasBegun = true
      await new Promise(() => {})
    })
    await world.runUntil((EPOCH + 10_000) as Instant)
    expect(hasBegun).toBe(true)
    await backend.close()

    const next = await stage.createBackend(new World(2), () => {})
    expect((await next.contents()).incidents).toEqual([])
  } finally {
    await stage.close()
  }
})
