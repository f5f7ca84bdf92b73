/** Pages in the outbox that go out together. */
import type { PageId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

/** More than anybody reads in one message; the others go in the next one. */
const GATHERED_MAX = 200

/** Those that nobody has sent yet, in the order in which they were asked for. */
export async function listGathered(db: Kysely<Schema>, gather: string): Promise<PersonMessage[]> {
  const { rows } = await sql<{ message: PersonMessage }>`select message from outbox
    where class = 'digest' and state = 'pending' and message ->> 'gather' = ${gather} and message -> 'carriedBy' is null
    order by requested_at, key limit ${GATHERED_MAX}`.execute(db)
  return rows.map(({ message }) => message)
}

/** Whoever takes them up finds that they have gone out. */
export async function markCarried(
  db: Kysely<Schema>,
  pages: readonly PageId[],
  carriedBy: NonNullable<PersonMessage['carriedBy']>,
): Promise<void> {
  await sql`update outbox set message = message || ${JSON.stringify({ carriedBy })}::jsonb
    where key in (select key from outbox where key = any(${[...pages]}::text[]) and state = 'pending' order by key for update)`.execute(
    db,
  )
}
