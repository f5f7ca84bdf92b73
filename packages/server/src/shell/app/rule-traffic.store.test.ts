import type { RuleStep } from '@tocsin/core/detect/rules/route-alert.ts'
import type { EventRuleId } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { createStillClock } from '../engine/testing/engine-bench.ts'
import { createRuleTraffic } from './rule-traffic.ts'

const met = (rule: string, problem?: string): RuleStep => ({
  ...{ rule: rule as EventRuleId, name: rule },
  ...(problem !== undefined && { problem }),
})

describeOnEachEngine('counts of event rules', (open) => {
  test('what rules met and where they failed is added up by the hour', async () => {
    const { kysely } = await open()
    const clock = createStillClock()
    const traffic = createRuleTraffic(kysely, clock)
    traffic.met([met('a'), met('b', 'no such key'), met('a')])
    await traffic.flush()
    await traffic.flush()
    traffic.met([met('a')])
    await traffic.flush()
    clock.forward('1h')
    traffic.met([met('a')])
    await traffic.flush()
    const rows = await kysely.selectFrom('event_rule_hours').selectAll().orderBy('hour').orderBy('rule_id').execute()
    expect(rows.map(({ rule_id, matched, failed }) => [rule_id, Number(matched), Number(failed)])).toEqual([
      ['a', 3, 0],
      ['b', 0, 1],
      ['a', 1, 0],
    ])
  })

  test('what could not be written is counted again', async () => {
    const database = await open()
    const traffic = createRuleTraffic(database.kysely, createStillClock())
    await database.kysely.schema.alterTable('event_rule_hours').renameTo('gone').execute()
    traffic.met([met('a')])
    await expect(traffic.flush()).rejects.toThrow()
    await database.kysely.schema.alterTable('gone').renameTo('event_rule_hours').execute()
    await traffic.flush()
    expect(await database.kysely.selectFrom('event_rule_hours').select('matched').execute()).toEqual([{ matched: 1 }])
  })
})
