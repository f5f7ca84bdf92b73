import { expect, test } from 'vitest'
import { describeOnEachEngine } from './database-harness.ts'

describeOnEachEngine('a clean state', (open) => {
  test('it holds what the migrations wrote, and nothing that a test wrote, changed or removed', async () => {
    const { pool } = await open()
    const { rows: before } = await pool.query('select * from config_version')
    expect(before).toHaveLength(1)
    await pool.query('update config_version set version = 7')
    await pool.query(`insert into settings values ('left', '"over"')`)
    await open()
    expect((await pool.query('select * from config_version')).rows).toEqual(before)
    expect((await pool.query('select * from settings')).rows).toEqual([])
    await pool.query('delete from config_version')
    await open()
    expect((await pool.query('select * from config_version')).rows).toEqual(before)
  })
})
