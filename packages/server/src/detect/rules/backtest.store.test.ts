import type { Signal } from '@tocsin/core/detect/signal.ts'
import { ANA } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../../shell/engine/testing/engine-bench.ts'
import { findBacktest } from './backtest.queries.ts'
import { type BacktestLimits, type BacktestReport, createBacktests } from './backtest.ts'

const KIB = 1024
const CLEARED = { state: 'resolved' } as const
const wordy = (key: string): Partial<Signal> => ({ key, title: key, description: 'x'.repeat(8 * KIB) })

describeOnEachEngine('a backtest', (open) => {
  async function begin() {
    const bench = await openEngineBench(await open())
    const db = bench.database.kysely
    return {
      ...bench,
      async report(limits: BacktestLimits): Promise<BacktestReport> {
        const backtests = createBacktests(db, bench.deps, limits)
        const actor = { kind: 'user' as const, id: ANA, via: 'api' as const }
        const id = await backtests.start({ days: 7, rules: [] }, actor, bench.clock.now())
        await backtests.idle()
        const row = id === undefined ? undefined : await findBacktest(db, id)
        expect(row).toMatchObject({ state: 'done', error: null })
        return row?.report as BacktestReport
      },
    }
  }

  test('looks at no more signals than its limit, those of the newest alerts first, and says that it was cut', async () => {
    const { receive, report, clock } = await begin()
    for (const key of ['a', 'b', 'c']) {
      await receive({ key, title: key, severity: key === 'c' ? 'critical' : 'low' })
      await receive({ key, ...CLEARED })
      clock.forward('1m')
    }
    expect(await report({ signals: 6, bytes: KIB ** 2 })).toMatchObject({ signals: 6, alerts: 3, isTruncated: false })
    expect(await report({ signals: 2, bytes: KIB ** 2 })).toMatchObject({
      ...{ signals: 2, alerts: 1, isTruncated: true, truncatedBy: 'signals' },
      before: { incidents: 1, highPages: 1 },
    })
  })

  test('holds no more words than its limit, however few signals they belong to', async () => {
    const { receive, report } = await begin()
    await receive(...Array.from({ length: 1_000 }, (_, index) => wordy(`alert ${index}`)))
    const cut = await report({ signals: 10_000, bytes: KIB ** 2 })
    expect(cut).toMatchObject({ isTruncated: true, truncatedBy: 'bytes' })
    expect([cut.alerts > 100, cut.alerts < 1_000]).toEqual([true, true])
    expect(await report({ signals: 10_000, bytes: 64 * KIB ** 2 })).toMatchObject({ alerts: 1_000, isTruncated: false })
  })

  test('reads every signal of an alert that has very many', async () => {
    const { receive, report, database } = await begin()
    await receive({ key: 'a' })
    await database.pool.query(`insert into signals (alert_id, seq, kind, episode, at, title, severity)
      select alert_id, n, case when n % 2 = 0 then 'cleared' else 'fired' end, (n + 1) / 2, at, title, severity
      from signals, generate_series(2, 12001) n where seq = 1`)
    expect(await report({ signals: 20_000, bytes: KIB ** 2 })).toMatchObject({ signals: 12_001, isTruncated: false })
  })
})
