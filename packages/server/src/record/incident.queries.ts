/** Reads incidents and their facts. `incidents` is the fold of the facts, written in the transaction of each command. */
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Fact, FactOf, FactType } from '@tocsin/core/kernel/fact.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { timestamptz } from '../shell/database/timestamptz.ts'

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
  'team_id',
  'is_test',
  'is_exhausted',
  'is_flapping',
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
  return db
    .selectFrom('incidents')
    .select([...SUMMARY_COLUMNS, sql<IncidentState>`tocsin_incident_state(incidents)`.as('state')])
    .where('id', '=', id)
    .executeTakeFirst()
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

const LADDER_FACTS = [
  ...(['EscalationStarted', 'StepFired', 'StepSkipped', 'EscalationExhausted'] as const),
  ...(['PageRequested', 'PageAttempted', 'PageDelivered'] as const),
] satisfies readonly FactType[]
/** A policy has at most 20 steps and 100 passes, and each person a few pages; the ladder shows the last ones of a run. */
const LADDER_FACTS_MAX = 1_000

export type LadderFact = FactOf<(typeof LADDER_FACTS)[number]>

/** What the last run of the escalation did up to a version, and what became of its pages; the newest first. */
export async function listLadderFacts(db: Kysely<Schema>, id: string, version: number): Promise<LadderFact[]> {
  const rows = await db
    .selectFrom('facts')
    .selectAll()
    .where('stream', '=', id)
    .where('type', 'in', LADDER_FACTS)
    .where('version', '<=', version)
    .orderBy('version', 'desc')
    .limit(LADDER_FACTS_MAX)
    .execute()
  return ofLastRun(rows.map((row) => factOf(row) as LadderFact))
}

export function isLadderFact(fact: Fact): fact is LadderFact {
  return (LADDER_FACTS as readonly FactType[]).includes(fact.type)
}

/** Of facts from the newest on, those since the escalation began the last time. */
export function ofLastRun(facts: readonly LadderFact[]): LadderFact[] {
  const began = facts.findIndex(({ type }) => type === 'EscalationStarted')
  return began < 0 ? [...facts] : facts.slice(0, began)
}

/** Whether a person chose the category at some time up to a version; the state knows of severity and scope alone. */
export async function hasCategoryByHand(db: Kysely<Schema>, id: string, version: number): Promise<boolean> {
  const found = await db
    .selectFrom('facts')
    .select('version')
    .where('stream', '=', id)
    .where('type', '=', 'CategorySet')
    .where('because', '=', 'set_by_hand')
    .where('version', '<=', version)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** A timeline that is longer is not told whole; the newest facts of one are many a day. */
const FACTS_UNTIL_MAX = 50_000

/** Everything that was a fact at an instant, oldest first. */
export async function listFactsUntil(db: Kysely<Schema>, id: string, at: Instant): Promise<Fact[]> {
  const rows = await db
    .selectFrom('facts')
    .selectAll()
    .where('stream', '=', id)
    .where('at', '<=', timestamptz(at))
    .orderBy('version')
    .limit(FACTS_UNTIL_MAX)
    .execute()
  return rows.map(factOf)
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
