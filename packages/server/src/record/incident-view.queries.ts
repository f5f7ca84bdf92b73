import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'

export interface ViewRow {
  id: string
  owner_id: string
  name: string
  query: string
  sort: string
  grouping: string | null
  is_shared: boolean
  version: number
}

/** A person has a list of views, not a heap. */
export const VIEWS_MAX = 200

/** One's own and the shared ones, by name. `self` is null for who is nobody. */
export async function listViews(db: Kysely<Schema>, self: string | null): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select id, owner_id, name, query, sort, grouping, is_shared, version from incident_views
    where owner_id = ${self ?? ''} union
    select id, owner_id, name, query, sort, grouping, is_shared, version from incident_views where is_shared
    order by name, id limit ${VIEWS_MAX * 10}`.execute(db)
  return rows
}

/** A view for change: others who change it wait. */
export async function lockView(db: Kysely<Schema>, id: string): Promise<ViewRow | undefined> {
  const { rows } = await sql<ViewRow>`
    select id, owner_id, name, query, sort, grouping, is_shared, version from incident_views where id = ${id} for update`.execute(
    db,
  )
  return rows[0]
}

/** False when the person has a view of that name already, in any case. */
export async function insertView(db: Kysely<Schema>, row: ViewRow, at: Instant): Promise<boolean> {
  const { rows } = await sql`
    insert into incident_views (id, owner_id, name, query, sort, grouping, is_shared, version, created_at, updated_at)
    select ${row.id}, ${row.owner_id}, ${row.name}, ${row.query}, ${row.sort}, ${row.grouping}, ${row.is_shared}, 1,
      ${formatInstant(at)}, ${formatInstant(at)}
    on conflict do nothing returning id`.execute(db)
  return rows.length > 0
}

/** False when another view of the person has that name. */
export async function updateView(db: Kysely<Schema>, row: ViewRow, at: Instant): Promise<boolean> {
  const { rows } = await sql`
    update incident_views v set name = ${row.name}, query = ${row.query}, sort = ${row.sort}, grouping = ${row.grouping},
      is_shared = ${row.is_shared}, version = ${row.version + 1}, updated_at = ${formatInstant(at)}
    where id = ${row.id} and not exists (
      select 1 from incident_views o where o.owner_id = v.owner_id and lower(o.name) = lower(${row.name}) and o.id <> v.id)
    returning id`.execute(db)
  return rows.length > 0
}

export async function deleteView(db: Kysely<Schema>, id: string): Promise<void> {
  await sql`delete from incident_views where id = ${id}`.execute(db)
}

export async function countViews(db: Kysely<Schema>, owner: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from incident_views where owner_id = ${owner}`.execute(db)
  return rows[0]?.count ?? 0
}
