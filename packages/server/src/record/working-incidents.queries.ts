/** What is being worked on, for the first screen. The condition is written out: only then the planner sees the partial index. */
import type { IncidentState } from '@tocsin/core/incident-state.ts'
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { type IncidentRow, SUMMARY_COLUMNS, type SummaryRow } from './incident.queries.ts'

const IS_WORKING = sql<boolean>`status in ('open', 'acknowledged', 'mitigated', 'verifying')`

/** The gravest first, the newest of those before the others; tests are left out. */
export function listGravest(db: Kysely<Schema>, limit: number): Promise<SummaryRow[]> {
  return inOrder(db, limit).select(SUMMARY_COLUMNS).where('is_test', '=', false).execute()
}

/** In a storm only the gravest are looked at: the whom of each is inside its state, which costs to open. */
const LOOKED_AT_MAX = 2_000

/** Unacknowledged incidents that call a person at this moment, tests too: they were asked for. */
export async function listPaging(db: Kysely<Schema>, user: UserId, limit: number): Promise<IncidentRow[]> {
  const rows = await db
    .selectFrom(
      inOrder(db, LOOKED_AT_MAX)
        .select([...SUMMARY_COLUMNS, 'state'])
        .where('status', '=', 'open')
        .as('waiting'),
    )
    .selectAll()
    .where(sql<boolean>`(state #> '{response,runs}') ? ${user}::text`)
    .orderBy('priority')
    .orderBy('recorded_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(withState)
}

/** What a person has taken and not finished; what is put off or only being verified asks nothing of them. */
export async function listOwned(db: Kysely<Schema>, user: UserId, limit: number): Promise<IncidentRow[]> {
  const rows = await inOrder(db, limit)
    .select([...SUMMARY_COLUMNS, 'state'])
    .where(sql<boolean>`status <> 'verifying' and snoozed_until is null and owner_id = ${user}`)
    .execute()
  return rows.map(withState)
}

export interface WorkingCount {
  priority: string
  status: string
  count: number
}

export async function countWorking(db: Kysely<Schema>): Promise<WorkingCount[]> {
  const { rows } = await sql<WorkingCount>`select priority, status, count(*)::int as count from incidents
    where ${IS_WORKING} and not is_test group by priority, status`.execute(db)
  return rows
}

export interface ServiceCount {
  service: string
  count: number
  worst: string
}

export async function countWorkingByService(db: Kysely<Schema>): Promise<ServiceCount[]> {
  const { rows } = await sql<ServiceCount>`select service, count(*)::int as count, min(priority) as worst
    from incidents, unnest(services) as service where ${IS_WORKING} and not is_test group by service`.execute(db)
  return rows
}

function inOrder(db: Kysely<Schema>, limit: number) {
  return db
    .selectFrom('incidents')
    .where(IS_WORKING)
    .orderBy('priority')
    .orderBy('recorded_at', 'desc')
    .orderBy('id')
    .limit(limit)
}

function withState<Row extends SummaryRow & { state: unknown }>(row: Row): IncidentRow {
  return { ...row, state: row.state as IncidentState }
}
