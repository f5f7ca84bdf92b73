import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LEVELS } from '@tocsin/core/kernel/scales.ts'
import { type Kysely, sql } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../database/schema.ts'
import { instantSchema } from '../http/instant-schema.ts'

const RUNNING_MAX = 200

/** Open incidents whose escalation runs on some version of a policy, the newest first. */
export async function listRunning(
  db: Kysely<Schema>,
  policy: string,
): Promise<{ id: string; title: string; version: number }[]> {
  const { rows } = await sql<{ id: string; title: string; version: number }>`
    select id, title, (state->'response'->'escalation'->'policy'->>'version')::int as version from incidents
    where status in ('open', 'acknowledged', 'mitigated', 'verifying')
      and state->'response'->'escalation'->'policy'->>'id' = ${policy}
    order by recorded_at desc, id limit ${RUNNING_MAX}`.execute(db)
  return rows
}

export const ladderReportSchema = z
  .object({
    from: instantSchema,
    to: instantSchema,
    incidents: z.int(),
    resolved: z.int(),
    resolved_at_first_level: z.int().describe('Resolved without ever leaving L1.'),
    first_contact_resolution: z
      .number()
      .nullable()
      .describe('Share of the resolved ones, 0 to 1; null while there are none.'),
    escalated: z.int().describe('Left L1.'),
    escalation_rate: z.number().nullable().describe('Share of all, 0 to 1.'),
    by_level: z.array(z.object({ level: z.enum(LEVELS), incidents: z.int() })).describe('The highest level of each.'),
    by_criterion: z.array(z.object({ criterion: z.string(), name: z.string(), incidents: z.int() })),
  })
  .meta({ id: 'LadderReport' })
export type LadderReport = z.output<typeof ladderReportSchema>

const SPAN_DAYS = 30

export async function countLadder(
  db: Kysely<Schema>,
  { from, to, service }: { from?: Instant | undefined; to: Instant; service?: string | undefined },
): Promise<LadderReport> {
  const begin = from ?? ((to - SPAN_DAYS * DAY) as Instant)
  const span = sql`recorded_at >= ${formatInstant(begin)}::timestamptz and recorded_at < ${formatInstant(to)}::timestamptz
    and not is_test and status not in ('declined', 'merged')
    and (${service ?? null}::text is null or ${service ?? null}::text = any(services))`
  const { rows } = await sql<{ level: (typeof LEVELS)[number]; incidents: number; resolved: number }>`
    select level, count(*)::int as incidents, count(*) filter (where status in ('resolved', 'closed'))::int as resolved
    from incidents where ${span} group by level`.execute(db)
  const { rows: criteria } = await sql<{ criterion: string; name: string; incidents: number }>`
    select f.data->>'criterion' as criterion, max(f.data->>'name') as name, count(distinct f.stream)::int as incidents
    from incidents i join facts f on f.stream = i.id and f.type = 'CriterionMet'
    where ${span} group by 1 order by 3 desc, 1`.execute(db)
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0)
  const incidents = sum((row) => row.incidents)
  const resolved = sum((row) => row.resolved)
  const first = rows.find(({ level }) => level === 'L1')
  const escalated = incidents - (first?.incidents ?? 0)
  return {
    ...{ from: begin, to, incidents, resolved, escalated },
    resolved_at_first_level: first?.resolved ?? 0,
    first_contact_resolution: resolved === 0 ? null : (first?.resolved ?? 0) / resolved,
    escalation_rate: incidents === 0 ? null : escalated / incidents,
    by_level: LEVELS.map((level) => ({ level, incidents: rows.find((row) => row.level === level)?.incidents ?? 0 })),
    by_criterion: criteria,
  }
}
