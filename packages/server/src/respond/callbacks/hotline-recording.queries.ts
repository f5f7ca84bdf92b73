/** The messages of callers in the database: each once, until it is kept with its incident or given up. */
import type { IncidentId, Instant, ReportId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
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

/** Takes what is due, the oldest first, until `leasedUntil`: a crash gives it back. */
export async function claimRecordings(
  db: Db,
  { now, leasedUntil, limit }: { now: Instant; leasedUntil: Instant; limit: number },
): Promise<Recording[]> {
  const { rows } = await sql<Recording>`
    update hotline_recordings set due_at = ${formatInstant(leasedUntil)}::timestamptz, attempts = attempts + 1
    where path = any(array(select path from hotline_recordings where due_at <= ${formatInstant(now)}::timestamptz
      order by due_at, path limit ${limit} for update skip locked))
    returning *`.execute(db)
  return rows
}

/** When the next one is due; null: none waits. */
export async function nextRecordingDue(db: Db): Promise<Instant | null> {
  const { rows } = await sql<{ due: number | null }>`
    select min(due_at) as due from hotline_recordings where due_at is not null`.execute(db)
  return (rows[0]?.due ?? null) as Instant | null
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
