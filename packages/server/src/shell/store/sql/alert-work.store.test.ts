import type { AlertId } from '@tocsin/core/kernel/brand.ts'
import { at } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../../database/testing/database-harness.ts'
import { claimAlertWork, claimPlacementChecks, finishAlertWork } from './alert-work.queries.ts'

const STORM = 4_000
const CLAIMED = 500
/** Of a claim of 500 some pages for each of them; reading the queue once for each would be more than 100,000. */
const PAGES_MAX = 10_000

interface Plan {
  Plan: { 'Shared Hit Blocks': number; 'Shared Read Blocks': number }
}

describeOnEachEngine('the queue of signals', (open) => {
  test('is read by its keys, though the statistics are those of a quiet hour', async () => {
    const { pool, kysely } = await open()
    // As a server that was up for a while: statements are prepared, and the tables were analysed while they were empty.
    await pool.query('analyze alert_work; analyze signals; analyze placements')
    for (const _ of Array(7)) {
      await claimAlertWork(kysely, 'rest', CLAIMED)
      await claimPlacementChecks(kysely, at('0m'), CLAIMED)
      await finishAlertWork(kysely, [{ alert: '019b8d62-0000-7000-8000-000000000000' as AlertId, seq: 1 }])
    }
    await pool.query(`with many as (select gen_random_uuid() as id from generate_series(1, ${STORM})),
      said as (insert into signals (alert_id, seq, kind, episode, at, title, severity)
        select id, 1, 'fired', 1, now(), 'Disk', 'critical' from many)
      insert into alert_work (alert_id, seq, since) select id, 1, now() from many`)
    await pool.query(`insert into placements (alert_id, episode, because, check_at, placed_at)
      select gen_random_uuid(), 1, 'new_group', now(), now() from generate_series(1, ${STORM})`)
    const pagesOf = async (call: string): Promise<number> => {
      const { rows } = await pool.query<{ 'QUERY PLAN': Plan[] }>(
        `explain (analyze, buffers, format json) select * from ${call}`,
      )
      const read = rows[0]?.['QUERY PLAN'][0]?.Plan
      return (read?.['Shared Hit Blocks'] ?? Number.NaN) + (read?.['Shared Read Blocks'] ?? Number.NaN)
    }
    expect(await pagesOf(`tocsin_claim_alert_work(1, ${CLAIMED})`)).toBeLessThan(PAGES_MAX)
    expect(await pagesOf(`tocsin_claim_placement_checks(now(), ${CLAIMED})`)).toBeLessThan(PAGES_MAX)
    const ids = `(select array_agg(alert_id) from (select alert_id from alert_work limit ${CLAIMED}) w)`
    const seqs = `array_fill(1, array[${CLAIMED}])`
    expect(await pagesOf(`tocsin_finish_alert_work(${ids}, ${seqs})`)).toBeLessThan(PAGES_MAX)
    const { rows } = await pool.query('select count(*)::int as left from alert_work')
    expect(rows).toEqual([{ left: STORM - CLAIMED }])
  })
})
