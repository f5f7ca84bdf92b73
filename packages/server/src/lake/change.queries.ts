import { calcNeeds } from '@tocsin/core/detect/quiet/gathering.ts'
import type { Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type Expression, type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import { containsText } from '../shell/http/text-search.ts'

export interface ChangeFilter {
  /** Of one of these services, or of none in particular. */
  services?: readonly string[] | undefined
  service?: string | undefined
  source?: string | undefined
  from?: Instant | undefined
  to?: Instant | undefined
  text?: string | undefined
}

type ChangeRow = Selectable<Schema['changes']>

export async function listChanges(
  db: Kysely<Schema>,
  { services, service, source, from, to, text }: ChangeFilter,
  page: Page,
): Promise<{ items: ChangeRow[]; next: string | null }> {
  const conditions: (Expression<SqlBool> | undefined)[] = [
    services && sql<SqlBool>`(service_id is null or service_id = any(${[...services]}::text[]))`,
    service === undefined ? undefined : sql<SqlBool>`service_id = ${service}`,
    source === undefined ? undefined : sql<SqlBool>`source_id = ${source}`,
    from === undefined ? undefined : sql<SqlBool>`at >= ${formatInstant(from)}::timestamptz`,
    to === undefined ? undefined : sql<SqlBool>`at < ${formatInstant(to)}::timestamptz`,
    text === undefined ? undefined : containsText(text, sql.ref('summary'), sql.ref('origin')),
  ]
  const filtered = conditions.reduce(
    (query, condition) => (condition ? query.where(condition) : query),
    db.selectFrom('changes').selectAll(),
  )
  const keys = { value: sql.ref('at'), id: sql.ref('id'), toValue: instantOfCursor }
  const rows = await applyPage(filtered, page, keys).execute()
  return pageOf(rows, page, (row) => ({ value: row.at, id: row.id }))
}

/** How long before an incident began a change may have caused it. */
const BEFORE_MS = DAY

/**
 * Changes that an incident may come from: of its services, of what these need, or of none in particular, from a day before it began
 * until it was resolved. Undefined without such an incident.
 */
export async function changeFilterOfIncident(
  db: Kysely<Schema>,
  incident: string,
  { services }: Pick<Directory, 'services'>,
  now: Instant,
): Promise<ChangeFilter | undefined> {
  const row = await db
    .selectFrom('incidents')
    .select(['services', 'occurred_at', 'resolved_at'])
    .where('id', '=', incident)
    .executeTakeFirst()
  if (!row) return undefined
  const from = (row.occurred_at - BEFORE_MS) as Instant
  const own = row.services as ServiceId[]
  const needed = own.flatMap((id) => calcNeeds(id, services))
  return { services: [...new Set([...own, ...needed])], from, to: ((row.resolved_at ?? now) + 1) as Instant }
}
