/** Pictures and files in notes, in the database with everything else: one backup has all of it. */
import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import type { FileType } from './file-type.ts'

export interface NewAttachment {
  id: string
  incident: IncidentId
  name: string
  mediaType: FileType
  content: Uint8Array
  uploadedBy: string
  at: Instant
}

export interface Attachment {
  name: string
  mediaType: string
  content: Buffer
}

/** As JSON of a backup a part is twice as long. */
const PART_BYTES = 64 * 1024

/** Writes it, unless the incident does not exist or holds `max` already. */
export async function insertAttachment(
  db: Kysely<Schema>,
  attachment: NewAttachment,
  max: number,
): Promise<'written' | 'no_incident' | 'full'> {
  return db.transaction().execute((trx) => insertAttachmentWithin(trx, attachment, max))
}

/** The same in a transaction that somebody else began. */
export async function insertAttachmentWithin(
  trx: Kysely<Schema>,
  { id, incident, name, mediaType, content, uploadedBy, at }: NewAttachment,
  max: number,
): Promise<'written' | 'no_incident' | 'full'> {
  // Whoever else attaches something to it waits, so that the limit holds.
  const { rows } = await sql`select 1 from incidents where id = ${incident} for no key update`.execute(trx)
  if (rows.length === 0) return 'no_incident'
  const { count } = await trx
    .selectFrom('attachments')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('incident_id', '=', incident)
    .executeTakeFirstOrThrow()
  if (Number(count) >= max) return 'full'
  await trx
    .insertInto('attachments')
    .values({
      ...{ id, incident_id: incident, name, media_type: mediaType, bytes: content.length },
      ...{ uploaded_by: uploadedBy, uploaded_at: formatInstant(at) },
    })
    .execute()
  for (let part = 0; part * PART_BYTES < content.length; part++) {
    const piece = Buffer.from(content.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
    await trx.insertInto('attachment_parts').values({ attachment_id: id, part, content: piece }).execute()
  }
  return 'written'
}

export async function findAttachment(
  db: Kysely<Schema>,
  incident: string,
  id: string,
): Promise<Attachment | undefined> {
  const found = await db
    .selectFrom('attachments')
    .select(['name', 'media_type'])
    .where('id', '=', id)
    .where('incident_id', '=', incident)
    .executeTakeFirst()
  if (!found) return undefined
  const parts = await db
    .selectFrom('attachment_parts')
    .select('content')
    .where('attachment_id', '=', id)
    .orderBy('part')
    .execute()
  return { name: found.name, mediaType: found.media_type, content: Buffer.concat(parts.map(({ content }) => content)) }
}

const PER_STATEMENT = 100

/** Pictures that were uploaded before an instant and that no note shows: somebody thought better of it. */
export async function deleteUnusedAttachments(db: Kysely<Schema>, before: string): Promise<number> {
  const { rows } = await sql`delete from attachments where id = any(array(
      select a.id from attachments a where a.uploaded_at < ${before}::timestamptz
        and not exists (select 1 from facts f where f.stream = a.incident_id and f.type in ('NoteAdded', 'NoteEdited')
          and position(a.id::text in f.data->>'text') > 0)
      limit ${PER_STATEMENT})) returning 1`.execute(db)
  return rows.length
}
