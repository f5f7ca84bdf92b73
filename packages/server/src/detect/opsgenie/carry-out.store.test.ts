import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench, until } from '../../shell/engine/testing/engine-bench.ts'
import { createMatchRound } from '../match-loop.ts'
import { createOpsgenieRound } from './carry-out.ts'
import { changeAlert, createAlert, type WriteRequest } from './change-alert.ts'
import { insertCommands, lockAlert } from './opsgenie.queries.ts'

const ALIAS = { by: 'alias', value: 'disk' } as const
const WORDS = {
  ...{
    alias: 'disk',
    message: 'Disk full',
    priority: 'P1' as const,
    tags: [],
    details: {},
    actions: [],
    responders: [],
  },
}

// Only a server has more than one session: on the embedded engine nobody waits for a row.
describeOnEngine('postgres', 'commands of clients of Opsgenie’s', (open) => {
  test('do not hold an incident while they wait for an alert that a door holds', async () => {
    const database = await open()
    const source = aSource('genie', { system: 'opsgenie' })
    const bench = await openEngineBench(database, aDirectory({ sources: [source] }))
    const write = (): WriteRequest => ({
      ...{ source, requestId: bench.deps.ids.next() },
      request: {
        ...{ method: 'POST', path: '', query: new URLSearchParams(), headers: {}, body: new Uint8Array() },
        receivedAt: bench.clock.now(),
      },
    })
    await createAlert(bench.deps, write(), WORDS)
    await bench.finish(createMatchRound(bench.deps))
    const db = database.kysely
    const alert = await db.transaction().execute((tx) => lockAlert(tx, source.id, ALIAS))
    if (!alert) throw new Error('the alert is there')
    const command = { id: bench.deps.ids.next(), source: source.id, alert, command: { type: 'Acknowledge' }, said: {} }
    await insertCommands(db, [command])

    const waiting = async (count: number) =>
      until(async () => {
        const { rows } = await database.pool.query(
          `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        )
        return rows[0]?.n === count
      })
    const checker = await database.pool.connect()
    let [door, round]: Promise<unknown>[] = []
    try {
      // As whoever looks at placements does: first the alert, then its incident.
      await checker.query('begin')
      await checker.query('select 1 from alerts where id = $1 for update', [alert.alert_id])
      const change = { type: 'AddTags' as const, tags: ['night'] }
      door = changeAlert(bench.deps, write(), { target: ALIAS, change, said: {} })
      await waiting(1)
      round = createOpsgenieRound(bench.deps)()
      await waiting(2)
      const held = await checker.query('select id from incidents for update nowait')
      expect(held.rows).toHaveLength(1)
      await checker.query('commit')
    } finally {
      checker.release()
      await Promise.all([door, round])
    }
    expect((await bench.incident()).status).toBe('acknowledged')
    const row = await db.selectFrom('opsgenie_alerts').select(['tags', 'acknowledged']).executeTakeFirst()
    expect(row).toEqual({ tags: ['night'], acknowledged: true })
  })
})
