/** Test pages: when people were sent one, and when they answered. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

/** How long an answered test page says that a person can be reached, unless somebody asks for less. */
export const TEST_DAYS_USUAL = 90

export interface Tests {
  testedAt: Instant
  answeredAt: Instant | null
}

/** The last test page of each person since an instant, and the last one that they acknowledged; of one person when one is named. */
export async function listTests(db: Kysely<Schema>, since: Instant, user?: string): Promise<Map<string, Tests>> {
  const { rows } = await sql<{ user_id: string; tested_at: number; answered_at: number | null }>`
    select state->'record'->>'testOf' as user_id, max(recorded_at) as tested_at, max(acknowledged_at) as answered_at
    from incidents where is_test and recorded_at >= ${formatInstant(since)}::timestamptz
      ${user === undefined ? sql`` : sql`and state->'record'->>'testOf' = ${user}`}
    group by 1`.execute(db)
  return new Map(
    rows.map((row) => [
      row.user_id,
      { testedAt: row.tested_at as Instant, answeredAt: row.answered_at as Instant | null },
    ]),
  )
}
