/** The messages of callers in the database: each once, until it is kept with its incident or given up. */
import type { IncidentId, Instant, ReportId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Kysely, Selectable } from 'kysely'
import { claimDueRows, nextDueRow } from '../../shell/database/due-rows.ts'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>
export type Recording = Selectable<Schema['hotline_recordings']>

export interface NewRecording {
  path: string
  address: string
  incident: IncidentId
  reporter: ReportId
  seconds: number
}

/** It is due at once. What was told before stays as it is. */
export async function insertRecording(
  db: Db,
  { path, address, incident, reporter, seconds }: NewRecording,
  at: Instant,
): Promise<void> {
  const now = formatInstant(at)
  await db
    .insertInto('hotline_recordings')
    .values({
      ...{ path, address, incident_id: incident, reporter, seconds },
      ...{ told_at: now, due_at: now, attempts: 0, problem: null },
    })
    .onConflict((conflict) => conflict.column('path').doNothing())
    .execute()
}

export function claimRecordings(
  db: Db,
  claim: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<Recording[]> {
  return claimDueRows(db, { table: 'hotline_recordings', key: 'path' }, claim)
}

export function nextRecordingDue(db: Db): Promise<Instant | null> {
  return nextDueRow(db, 'hotline_recordings')
}

/**
 * Nothing is left to be done. In the transaction of what is said of it on the timeline.
 *
 * @param ofAttempt it ends with this attempt alone, and not when somebody else has begun another by now
 * @returns false when it was over already: whoever was slower than another says nothing
 */
export async function endRecording(
  db: Db,
  path: string,
  { problem, ofAttempt }: { problem: string | null; ofAttempt?: number },
): Promise<boolean> {
  const ended = await db
    .updateTable('hotline_recordings')
    .set({ due_at: null, problem })
    .where('path', '=', path)
    .where('due_at', 'is not', null)
    .$if(ofAttempt !== undefined, (query) => query.where('attempts', '=', ofAttempt as number))
    .returning('path')
    .executeTakeFirst()
  return ended !== undefined
}

/** Why it ended without its message being kept, where that shows only after it has ended. */
export async function explainEnd(db: Db, path: string, problem: string): Promise<void> {
  await db.updateTable('hotline_recordings').set({ problem }).where('path', '=', path).execute()
}

/** It is tried again, unless somebody else has it by now. */
export async function postponeRecording(
  db: Db,
  { path, attempts }: Pick<Recording, 'path' | 'attempts'>,
  { dueAt, problem }: { dueAt: Instant; problem: string },
): Promise<void> {
  await db
    .updateTable('hotline_recordings')
    .set({ due_at: formatInstant(dueAt), problem })
    .where('path', '=', path)
    .where('attempts', '=', attempts)
    .where('due_at', 'is not', null)
    .execute()
}
