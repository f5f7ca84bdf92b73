import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { describeOnServer } from '../shell/app/testing/on-server.ts'
import { loadServiceFigures, serviceFiguresQuery } from './service-figures.queries.ts'

const DIRECTORY = aDirectory({
  services: [aService('api'), aService('shop')],
  sources: [
    aSource('monitor', { quietPeriodMs: ms('0s'), groupBy: [] }),
    aSource('open', { service: undefined as never }),
  ],
})

describeOnServer('embedded', 'the figures of services', (start) => {
  test('what is worked on counts, with its gravest priority; what is over and tests do not', async () => {
    const server = await start(DIRECTORY)
    await server.receive('monitor', [
      { key: 'a', title: 'A', severity: 'low' },
      { key: 'b', title: 'B', severity: 'critical' },
      { key: 'c', title: 'C', severity: 'critical' },
    ])
    const figures = async (id: string) => (await loadServiceFigures(server.database.kysely)).get(id)
    const before = await figures('api')
    expect(before?.open_incidents).toBe(3)
    const worst = before?.worst_priority
    expect(['P1', 'P2']).toContain(worst)

    await server.receive('monitor', [
      { key: 'b', state: 'resolved' },
      { key: 'c', state: 'resolved' },
    ])
    const after = await figures('api')
    expect(after?.open_incidents).toBe(1)
    expect(String(after?.worst_priority) > String(worst)).toBe(true)

    await server.as('root').post('/sources/monitor/test')
    expect((await figures('api'))?.open_incidents).toBe(1)
    expect(await figures('shop')).toBeUndefined()
  })

  test('closed incidents are not read: an index of what is worked on holds all that is asked for', async () => {
    const server = await start(DIRECTORY)
    const { kysely } = server.database
    const plan = await kysely.transaction().execute(async (tx) => {
      await sql`set local enable_seqscan = off`.execute(tx)
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${serviceFiguresQuery()}`.execute(tx)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(plan).toContain('incidents_working')
  })
})
