import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import type { StoredBody } from './stored-body.ts'

export interface NewDeadLetter extends StoredBody {
  id: string
  source: string
  door: string
  fingerprint: string
  method: string
  path: string
  query: string
  headers: Record<string, string>
  bytes: number
  error: string
  at: Instant
}

/** Writes one, or counts it when it is there already; the oldest of its source make room. */
export async function saveDeadLetter(db: Kysely<Schema>, letter: NewDeadLetter): Promise<void> {
  const { deadLettersPerSourceMax: countMax, deadLetterBytesPerSourceMax: bytesMax } = LIMITS
  const at = formatInstant(letter.at)
  await sql`with others as (
      select id, row_number() over newest as place, sum(bytes) over newest as total
      from dead_letters where source_id = ${letter.source} and fingerprint <> ${letter.fingerprint}
      window newest as (order by last_at desc, id desc)
    ), old as (
      select d.id from dead_letters d join others o on o.id = d.id
      where o.place >= ${countMax} or o.total > ${bytesMax - letter.bytes} order by d.id for update of d skip locked
    ), gone as (
      delete from dead_letters where id in (select id from old)
    )
    insert into dead_letters (id, source_id, door, fingerprint, method, path, query, headers, encoding, body, bytes, error,
      times, first_at, last_at, replays)
    values (${letter.id}, ${letter.source}, ${letter.door}, ${letter.fingerprint}, ${letter.method}, ${letter.path},
      ${letter.query}, ${JSON.stringify(letter.headers)}::jsonb, ${letter.encoding}, ${letter.body}, ${letter.bytes},
      ${letter.error}, 1, ${at}::timestamptz, ${at}::timestamptz, 0)
    on conflict (source_id, fingerprint) do update set
      times = dead_letters.times + 1, last_at = greatest(dead_letters.last_at, excluded.last_at),
      error = excluded.error, headers = excluded.headers`.execute(db)
}

const SHOWN = [
  'id',
  'door',
  'method',
  'path',
  'headers',
  'encoding',
  'bytes',
  'error',
  'times',
  'first_at',
  'last_at',
  'replays',
  'replayed_at',
] as const

/** The newest first, without their bodies. */
export async function listDeadLetters(db: Kysely<Schema>, source: string, page: Page) {
  const query = db.selectFrom('dead_letters').select(SHOWN).where('source_id', '=', source)
  const keys = { value: sql.ref('last_at'), id: sql.ref('id'), toValue: instantOfCursor }
  const rows = await applyPage(query, page, keys).execute()
  return pageOf(rows, page, (row) => ({ value: row.last_at, id: row.id }))
}

export async function findDeadLetter(db: Kysely<Schema>, source: string, id: string) {
  return db
    .selectFrom('dead_letters')
    .selectAll()
    .where('source_id', '=', source)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** The oldest first: what was said later counts later. */
export async function listDeadLetterIds(db: Kysely<Schema>, source: string): Promise<string[]> {
  const rows = await db
    .selectFrom('dead_letters')
    .select('id')
    .where('source_id', '=', source)
    .orderBy('last_at')
    .orderBy('id')
    .limit(LIMITS.deadLettersPerSourceMax)
    .execute()
  return rows.map(({ id }) => id)
}

/** Whether there was one. */
export async function deleteDeadLetter(db: Kysely<Schema>, source: string, id: string): Promise<boolean> {
  const rows = await db
    .deleteFrom('dead_letters')
    .where('source_id', '=', source)
    .where('id', '=', id)
    .returning('id')
    .execute()
  return rows.length > 0
}

export async function noteFailedReplay(db: Kysely<Schema>, id: string, error: string, at: Instant): Promise<void> {
  await db
    .updateTable('dead_letters')
    .set(({ eb }) => ({ error, replays: eb('replays', '+', 1), replayed_at: formatInstant(at) }))
    .where('id', '=', id)
    .execute()
}
