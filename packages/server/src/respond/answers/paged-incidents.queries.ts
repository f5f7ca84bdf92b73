import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { utcYear } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { formatIncidentId } from '../../shell/engine/incident-number.ts'

export interface PagedIncident {
  id: IncidentId
  /** Everybody who was told of it. */
  paged: UserId[]
  /** Those of them whom a page has reached. */
  told: UserId[]
}

const LISTED_MAX = 20

/** The newest incident of a number: of this year or, when this year has none, of the last. */
export async function findByNumber(
  db: Kysely<Schema>,
  number: string,
  at: Instant,
): Promise<PagedIncident | undefined> {
  const year = utcYear(at)
  const ids = [year, year - 1].map((each) => formatIncidentId(each, Number(number)))
  const row = await pagedIncidents(db).where('id', 'in', ids).orderBy('id', 'desc').limit(1).executeTakeFirst()
  return row && pagedIncident(row)
}

/**
 * Incidents that still call one of these people, also where somebody else has acknowledged them, and open ones of which one of them was
 * told and that nobody has taken. The newest first.
 */
export async function listPagedFor(db: Kysely<Schema>, people: readonly UserId[]): Promise<PagedIncident[]> {
  const callsOne = sql`jsonb_exists_any(incidents.state -> 'response' -> 'runs', ${people}::text[])`
  const toldOne = sql`incidents.status = 'open' and jsonb_exists_any(incidents.state -> 'response' -> 'told', ${people}::text[])`
  const rows = await pagedIncidents(db)
    .where('status', 'in', ['open', 'acknowledged'])
    .where(sql<boolean>`(${callsOne} or (${toldOne}))`)
    .orderBy('id', 'desc')
    .limit(LISTED_MAX)
    .execute()
  return rows.map(pagedIncident)
}

/** Names alone: whole states are large. */
function pagedIncidents(db: Kysely<Schema>) {
  return db
    .selectFrom('incidents')
    .select([
      'id',
      sql<UserId[]>`(select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(state -> 'response' -> 'told') k)`.as(
        'told',
      ),
      sql<UserId[]>`(select coalesce(jsonb_agg(k), '[]') from jsonb_object_keys(state -> 'response' -> 'runs') k)`.as(
        'runs',
      ),
    ])
}

function pagedIncident({ id, told, runs }: { id: string; told: UserId[]; runs: UserId[] }): PagedIncident {
  return { id: id as IncidentId, paged: [...new Set([...told, ...runs])], told }
}
