/** Reads incidents and their facts. `incidents` is the fold of the facts, written in the transaction of each command. */
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Fact, FactOf, FactType } from '@tocsin/core/kernel/fact.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'

export const SUMMARY_COLUMNS = [
  'id',
  'version',
  'status',
  'title',
  'incident_type',
  'detection_method',
  'priority',
  'urgency',
  'severity',
  'scope',
  'category',
  'services',
  'owner_id',
  'level',
  'source_id',
  'is_test',
  'is_exhausted',
  'snoozed_until',
  'alerts_count',
  'firing_count',
  'occurred_at',
  'detected_at',
  'recorded_at',
  'classified_at',
  'prioritised_at',
  'acknowledged_at',
  'mitigated_at',
  'restored_at',
  'resolved_at',
  'closed_at',
  'updated_at',
] as const

export type SummaryRow = Pick<Selectable<Schema['incidents']>, (typeof SUMMARY_COLUMNS)[number]>
export type IncidentRow = SummaryRow & { state: IncidentState }

export async function findIncident(db: Kysely<Schema>, id: string): Promise<IncidentRow | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select([...SUMMARY_COLUMNS, 'state'])
    .where('id', '=', id)
    .executeTakeFirst()
  return row && { ...row, state: row.state as IncidentState }
}

/** Facts of one incident, oldest first, of versions beyond `after`. */
export async function listFacts(db: Kysely<Schema>, id: string, after: number, limit: number): Promise<Fact[]> {
  const rows = await db
    .selectFrom('facts')
    .selectAll()
    .where('stream', '=', id)
    .where('version', '>', after)
    .orderBy('version')
    .limit(limit)
    .execute()
  return rows.map(factOf)
}

const LADDER_FACTS: readonly FactType[] = ['StepFired', 'StepSkipped', 'EscalationExhausted']
/** A policy has at most 20 steps and 100 passes; the ladder shows the last ones of a run. */
const LADDER_FACTS_MAX = 100

export type LadderFact = FactOf<'StepFired' | 'StepSkipped' | 'EscalationExhausted'>

/** What one run of the escalation did so far, the newest first. */
export async function listLadderFacts(db: Kysely<Schema>, id: string, run: number): Promise<LadderFact[]> {
  const rows = await db
    .selectFrom('facts')
    .selectAll()
    .where('stream', '=', id)
    .where('type', 'in', LADDER_FACTS)
    .where(sql<boolean>`(data->>'run')::int = ${run}`)
    .orderBy('version', 'desc')
    .limit(LADDER_FACTS_MAX)
    .execute()
  return rows.map((row) => factOf(row) as LadderFact)
}

/** Who was to be paged how by these pages: attempts name the page alone. */
export async function listPageRequests(
  db: Kysely<Schema>,
  id: string,
  pages: readonly string[],
): Promise<FactOf<'PageRequested'>[]> {
  if (pages.length === 0) return []
  const rows = await db
    .selectFrom('facts')
    .selectAll()
    .where('stream', '=', id)
    .where('type', '=', 'PageRequested')
    .where(sql<boolean>`data->>'page' = any(${[...pages]}::text[])`)
    .execute()
  return rows.map((row) => factOf(row) as FactOf<'PageRequested'>)
}

function factOf(row: Selectable<Schema['facts']>): Fact {
  const { version, type, because } = row
  return { ...row.data, version, type, because, at: row.at as Instant, actor: row.actor as Actor } as Fact
}
