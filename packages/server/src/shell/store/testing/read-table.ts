import type pg from 'pg'
import type { MemoryTableName, Row } from '../memory/tables.ts'

/** All rows of a table of the database, as the store in memory has them. */
export async function readTable<Name extends MemoryTableName>(pool: pg.Pool, table: Name): Promise<Row<Name>[]> {
  const whole = table === 'incidents' ? 'tocsin_incident_state(incidents)' : 'null'
  const { rows } = await pool.query(`select *, ${whole} as whole_state from ${table}`)
  return rows.map(({ whole_state, alert_episodes: _, alert_episodes_version: __, ...row }) =>
    whole_state === null ? row : { ...row, state: whole_state },
  )
}
