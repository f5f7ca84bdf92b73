/** What goes on in a call of the hot line, on the timeline. */
import type { Instant, ReportId } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { transact } from '../../shell/engine/transact.ts'
import type { CallbackLink } from '../../shell/secrets/callback-links.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import type { CallbackDeps } from './callback-deps.ts'

/**
 * What came of a step of a call is said once, also when Twilio asks again because our answer was lost: a call is one reporter.
 *
 * @param also writes what follows from it, in the transaction of the note
 */
export async function noteOnce(
  { db, engine }: CallbackDeps,
  link: CallbackLink,
  text: string,
  also?: (db: Kysely<Schema>, at: Instant) => Promise<void>,
): Promise<void> {
  const reporter = link.person as unknown as ReportId
  const known = await db
    .selectFrom('facts')
    .select('version')
    .where('stream', '=', link.incident)
    .where('type', '=', 'NoteAdded')
    .where(sql<string>`actor ->> 'id'`, '=', reporter)
    .where(sql<string>`data ->> 'text'`, '=', text)
    .executeTakeFirst()
  if (known) return
  await transact(engine, async (unit) => {
    await unit.load([link.incident])
    unit.run(link.incident, { type: 'AddNote', text }, { kind: 'reporter', id: reporter })
    await also?.(connectionOf(unit.tx), unit.at)
  })
}
