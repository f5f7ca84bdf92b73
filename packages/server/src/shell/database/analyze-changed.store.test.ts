import { expect, test } from 'vitest'
import { describeOnEachEngine } from './testing/database-harness.ts'

describeOnEachEngine('statistics', (open) => {
  test('are refreshed of the tables that changed much, and only of these', async () => {
    const { pool, analyze } = await open()
    // The server's own autovacuum could come first.
    const table = (name: string) => `create table ${name} (id integer) with (autovacuum_enabled = false)`
    await pool.query(`${table('busy')}; ${table('calm')}`)
    await pool.query('insert into busy select i from generate_series(1, 1000) i; insert into calm values (1)')
    const seen: string[] = []
    // A session of a PostgreSQL server tells of its changes a second later.
    const look = async () => {
      seen.push(...(await analyze()))
      return seen
    }
    await expect.poll(look, { timeout: 10_000, interval: 200 }).toContain('busy')
    const { rows } = await pool.query(`select reltuples from pg_class where relname = 'busy'`)
    expect(rows).toEqual([{ reltuples: 1000 }])
    expect(await analyze()).not.toContain('busy')
    expect(seen).not.toContain('calm')
  })
})
