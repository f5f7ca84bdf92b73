import type { IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { utcYear } from '@tocsin/core/kernel/instant.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { formatIncidentId } from '../../shell/engine/incident-number.ts'

export interface PagedIncident {
  id: IncidentId
  /** Everybody who was told of it. */
  paged: UserId[]
}

const LISTED_MAX = 20

/** The incident of a number, of this year or, when this year has none that is open, of the last. */
export async function findByNumber(
  db: Kysely<Schema>,
  number: string,
  at: Instant,
): Promise<PagedIncident | undefined> {
  const year = utcYear(at)
  const ids = [year, year - 1].map((each) => formatIncidentId(each, Number(number)))
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'state'])
    .where('id', 'in', ids)
    .orderBy('id', 'desc')
    .execute()
  const found = rows.map(({ id, state }) => pagedIncident(id, state as IncidentState))
  const open = rows.findIndex(({ state }) => (state as IncidentState).status === 'open')
  return found[Math.max(open, 0)]
}

/** Open incidents for which one of these people was paged and that nobody has taken. */
export async function listPagedFor(db: Kysely<Schema>, people: readonly UserId[]): Promise<PagedIncident[]> {
  const rows = await db
    .selectFrom('incidents')
    .select(['id', 'state'])
    .where('status', '=', 'open')
    .orderBy('id', 'desc')
    .limit(500)
    .execute()
  return rows
    .map(({ id, state }) => pagedIncident(id, state as IncidentState))
    .filter(({ paged }) => people.some((person) => paged.includes(person)))
    .slice(0, LISTED_MAX)
}

function pagedIncident(id: string, { response }: IncidentState): PagedIncident {
  return { id: id as IncidentId, paged: Object.keys({ ...response.told, ...response.runs }) as UserId[] }
}
