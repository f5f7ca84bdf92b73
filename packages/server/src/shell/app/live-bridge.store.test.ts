import type pg from 'pg'
import { afterEach, expect, test } from 'vitest'
import { describeOnEngine } from '../database/testing/database-harness.ts'
import { systemClock } from '../ports/clock.ts'
import { type LiveBridge, startLiveBridge } from './live-bridge.ts'
import { createLiveFeed, type FeedEntry, type LiveEvent } from './live-feed.ts'

const bridges: LiveBridge[] = []
afterEach(async () => {
  await Promise.all(bridges.splice(0).map((bridge) => bridge.stop()))
})

function startNodeOn(pool: pg.Pool, node: string) {
  const heard: FeedEntry[] = []
  const feed = createLiveFeed({ epoch: node, listenersMax: 10 })
  feed.subscribe((entry) => heard.push(entry), undefined)
  const log = { error: () => {}, warn: () => {}, info: () => {} }
  const bridge = startLiveBridge({ pool, feed, node, clock: systemClock, log })
  bridges.push(bridge)
  return { heard, bridge }
}

const config = (version: number): LiveEvent => ({ event: 'config', data: { version } })

/** A LISTEN takes a moment; what is told before it is not heard. */
async function untilHeard(tell: () => void, heard: FeedEntry[]): Promise<void> {
  await expect
    .poll(
      () => {
        if (heard.length === 0) tell()
        return heard.length
      },
      { timeout: 10_000, interval: 50 },
    )
    .toBeGreaterThan(0)
}

describeOnEngine('postgres', 'the bridge between nodes', (open) => {
  test('what one node tells the others hear, and it does not hear itself', async () => {
    const { pool } = await open()
    const [a, b] = [startNodeOn(pool, 'a'), startNodeOn(pool, 'b')]
    await untilHeard(() => a.bridge.tell([config(1)]), b.heard)
    expect(b.heard[0]).toMatchObject(config(1))
    expect(a.heard).toEqual([])
  })

  test('a burst too large to tell one by one is told as one word', async () => {
    const { pool } = await open()
    const [a, b] = [startNodeOn(pool, 'a'), startNodeOn(pool, 'b')]
    await untilHeard(() => a.bridge.tell([config(1)]), b.heard)
    a.bridge.tell(Array.from({ length: 2_000 }, (_, n) => config(n)))
    await expect.poll(() => b.heard.at(-1)?.event, { timeout: 10_000 }).toBe('resync')
  })

  test('what anybody else notifies on its channel does no harm', async () => {
    const { pool } = await open()
    const [a, b] = [startNodeOn(pool, 'a'), startNodeOn(pool, 'b')]
    await untilHeard(() => a.bridge.tell([config(1)]), b.heard)
    const before = b.heard.length
    for (const payload of ['', 'no json', 'null', '[]', '{"node":"x"}', '{"node":"x","events":7}'])
      await pool.query('select pg_notify($1, $2)', ['tocsin_live', payload])
    await expect
      .poll(
        () => {
          a.bridge.tell([config(2)])
          return b.heard.slice(before)[0]
        },
        { timeout: 10_000 },
      )
      .toMatchObject(config(2))
  })

  test('a connection that breaks is opened again, and everybody reads anew', async () => {
    const { pool } = await open()
    const [a, b] = [startNodeOn(pool, 'a'), startNodeOn(pool, 'b')]
    await untilHeard(() => a.bridge.tell([config(1)]), b.heard)
    await pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen tocsin_live' and datname = current_database()`,
    )
    await expect.poll(() => b.heard.at(-1)?.event, { timeout: 10_000 }).toBe('resync')
    const before = b.heard.length
    a.bridge.tell([config(2)])
    await expect.poll(() => b.heard.slice(before), { timeout: 10_000 }).toMatchObject([config(2)])
  })
})
