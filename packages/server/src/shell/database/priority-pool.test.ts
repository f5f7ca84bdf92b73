import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type AcquireClass, withPriority } from './acquire-priority.ts'
import { describeOnEngine } from './testing/database-harness.ts'

describeOnEngine('embedded', 'the pool of one connection', (open) => {
  test('a page passes what waits for the one connection already, through Kysely and through the pool', async () => {
    const { kysely, pool } = await open()
    const held = await pool.connect()
    const order: string[] = []
    const ask = (name: string, acquireClass: AcquireClass, work: () => Promise<unknown>) =>
      withPriority(acquireClass, work).then(() => order.push(name))
    const work = [
      ask('report', 'slow', () => pool.query('select 1')),
      ask('edit', 'normal', () => sql`select 1`.execute(kysely)),
      ask('signals', 'door', () => pool.query('select 1')),
      ask('page', 'page', () => kysely.transaction().execute((trx) => sql`select 1`.execute(trx))),
    ]
    await expect.poll(() => pool.acquireWaitingCount).toBe(work.length)
    held.release()
    await Promise.all(work)
    expect(order).toEqual(['page', 'signals', 'edit', 'report'])
  })

  test('a failing query gives its place back', async () => {
    const { pool } = await open()
    for (let round = 0; round < 3; round += 1)
      await expect(pool.query('select nothing')).rejects.toMatchObject({ code: '42703' })
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })
})
