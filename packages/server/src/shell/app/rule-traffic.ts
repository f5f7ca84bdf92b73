/**
 * How often event rules met an alert and failed on one, counted in memory for the list of rules and written every few seconds.
 * Nothing is decided by it: what a crash forgets is missing in these figures alone.
 */
import type { RuleStep } from '@tocsin/core/detect/rules/route-alert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant, HOUR } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'
import type { Clock } from '../ports/clock.ts'

export interface RuleTraffic {
  met(steps: readonly RuleStep[]): void
  /** Writes what was counted since; what cannot be written is counted again. */
  flush(): Promise<void>
}

export function createRuleTraffic(db: Kysely<Schema>, clock: Pick<Clock, 'now'>): RuleTraffic {
  let counts = new Map<string, { matched: number; failed: number }>()
  const add = (rule: string, matched: number, failed: number): void => {
    const count = counts.get(rule) ?? { matched: 0, failed: 0 }
    counts.set(rule, { matched: count.matched + matched, failed: count.failed + failed })
  }
  return {
    met(steps) {
      for (const { rule, problem } of steps) add(rule, problem === undefined ? 1 : 0, problem === undefined ? 0 : 1)
    },
    async flush() {
      if (counts.size === 0) return
      const flushed = counts
      counts = new Map()
      try {
        await writeCounts(db, flushed, clock.now())
      } catch (error) {
        for (const [rule, { matched, failed }] of flushed) add(rule, matched, failed)
        throw error
      }
    },
  }
}

/** In the order of the keys: two nodes that write at once wait for each other, and never in a circle. */
async function writeCounts(
  db: Kysely<Schema>,
  counts: ReadonlyMap<string, { matched: number; failed: number }>,
  now: Instant,
): Promise<void> {
  const hour = formatInstant((now - (now % HOUR)) as Instant)
  const rows = [...counts].map(([rule_id, count]) => ({ rule_id, ...count }))
  await sql`insert into event_rule_hours (rule_id, hour, matched, failed)
    select rule_id, ${hour}::timestamptz, matched, failed
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(rule_id text, matched bigint, failed bigint) order by rule_id
    on conflict (rule_id, hour) do update set matched = event_rule_hours.matched + excluded.matched,
      failed = event_rule_hours.failed + excluded.failed`.execute(db)
}
