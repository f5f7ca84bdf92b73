/** What came in at a source's door: bodies that were kept, and what was wrong with requests. */
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'

/** Without the bodies themselves, which may be large. */
export async function listDeliveries(db: Kysely<Schema>, source: string, page: Page) {
  const query = db
    .selectFrom('deliveries')
    .select(['id', 'door', 'received_at', 'content_type', 'encoding', 'bytes'])
    .where('source_id', '=', source)
  const keys = { value: sql.ref('received_at'), id: sql.ref('id'), toValue: instantOfCursor }
  const rows = await applyPage(query, page, keys).execute()
  return pageOf(rows, page, (row) => ({ value: row.received_at, id: row.id }))
}

export async function listDoorProblems(db: Kysely<Schema>, source: string, page: Page) {
  const query = db.selectFrom('door_problems').select(['id', 'at', 'problem']).where('source_id', '=', source)
  const keys = { value: sql.ref('at'), id: sql.ref('id'), toValue: instantOfCursor }
  const rows = await applyPage(query, page, keys).execute()
  return pageOf(rows, page, (row) => ({ value: row.at, id: row.id }))
}

/** With its headers, without its body. Undefined when it is unknown or was cleaned up. */
export async function findDelivery(db: Kysely<Schema>, id: string) {
  return db
    .selectFrom('deliveries')
    .select(['id', 'door', 'received_at', 'content_type', 'encoding', 'bytes', 'headers'])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Undefined when it is unknown or was cleaned up. */
export async function findDeliveryBody(db: Kysely<Schema>, id: string) {
  return db.selectFrom('deliveries').select(['body', 'encoding']).where('id', '=', id).executeTakeFirst()
}
