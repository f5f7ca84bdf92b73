/** What the auditor of paging found, kept for those who look after paging: an empty table is the proof of the promise. */
import type { DurationMs, IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'
import type { PagingAudit } from '../audit-paging.ts'

const KEPT_MS = 90 * DAY
const INCIDENTS_NAMED_MAX = 20
const FINDINGS_MAX = 100

/** One row a kind of finding; two nodes that look at the same instant found the same. */
export async function insertFindings(
  db: Kysely<Schema>,
  { findings, incidents }: PagingAudit,
  at: Instant,
): Promise<void> {
  const rows = Object.entries(findings).flatMap(([finding, count]) =>
    count > 0
      ? [
          {
            at: formatInstant(at),
            finding,
            count,
            incidents: (incidents.get(finding) ?? []).slice(0, INCIDENTS_NAMED_MAX),
          },
        ]
      : [],
  )
  if (rows.length === 0) return
  await db
    .insertInto('paging_findings')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const oldest = formatInstant(after(at, -KEPT_MS as DurationMs))
  await sql`delete from paging_findings where at < ${oldest}::timestamptz`.execute(db)
}

export interface FindingRow {
  at: Instant
  finding: string
  count: number
  incidents: IncidentId[]
}

/** The newest first, a hundred at most. */
export async function listFindings(db: Kysely<Schema>, since: Instant): Promise<FindingRow[]> {
  const rows = await db
    .selectFrom('paging_findings')
    .selectAll()
    .where('at', '>=', timestamptz(since))
    .orderBy('at', 'desc')
    .orderBy('finding')
    .limit(FINDINGS_MAX)
    .execute()
  return rows.map(({ at, finding, count, incidents }) => ({
    ...{ at: at as Instant, finding, count },
    incidents: incidents as IncidentId[],
  }))
}
