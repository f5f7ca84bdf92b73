/** What was known of schedules when somebody last looked. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { CoverageProblem } from '@tocsin/core/respond/coverage.ts'
import type { Gap } from '@tocsin/core/respond/on-call.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { timestamptz } from '../../shell/database/timestamptz.ts'

type Db = Kysely<Schema>

export interface ScheduleWatch {
  schedule: string
  /** Of everything that was looked at. */
  fingerprint: string
  lookedAt: Instant
  /** Problems before this were looked for. */
  horizon: Instant
  problems: CoverageProblem[]
  nextShifts: Record<UserId, Gap>
}

/** Locks it; undefined when there is none, or another node holds it (`isHeld`). */
export async function claimWatch(
  db: Db,
  schedule: string,
): Promise<{ watch: ScheduleWatch | undefined; isHeld: boolean }> {
  const { rows } = await sql<Selectable<Schema['on_call_watch']>>`
    select * from on_call_watch where schedule_id = ${schedule} for update skip locked`.execute(db)
  const [row] = rows
  if (row) return { watch: watchOf(row), isHeld: false }
  const there = await db
    .selectFrom('on_call_watch')
    .select('schedule_id')
    .where('schedule_id', '=', schedule)
    .executeTakeFirst()
  return { watch: undefined, isHeld: there !== undefined }
}

/** False: another node was faster. */
export async function saveWatch(db: Db, watch: ScheduleWatch, isNew: boolean): Promise<boolean> {
  const row = {
    fingerprint: watch.fingerprint,
    looked_at: formatInstant(watch.lookedAt),
    horizon_at: formatInstant(watch.horizon),
    problems: JSON.stringify(watch.problems),
    next_shifts: JSON.stringify(watch.nextShifts),
  }
  if (!isNew) {
    await db.updateTable('on_call_watch').set(row).where('schedule_id', '=', watch.schedule).execute()
    return true
  }
  const written = await db
    .insertInto('on_call_watch')
    .values({ schedule_id: watch.schedule, ...row })
    .onConflict((conflict) => conflict.doNothing())
    .returning('schedule_id')
    .execute()
  return written.length === 1
}

export async function listFingerprints(db: Db): Promise<Map<string, { fingerprint: string; lookedAt: Instant }>> {
  const rows = await db.selectFrom('on_call_watch').select(['schedule_id', 'fingerprint', 'looked_at']).execute()
  return new Map(
    rows.map((row) => [row.schedule_id, { fingerprint: row.fingerprint, lookedAt: row.looked_at as Instant }]),
  )
}

/** Who changed a schedule last, after an instant; undefined where it was somebody else's doing, e.g. a team's. */
export async function findLastChange(
  db: Db,
  schedule: string,
  since: Instant,
): Promise<{ actor: object; at: Instant } | undefined> {
  const row = await db
    .selectFrom('config_history')
    .select(['actor', 'at'])
    .where('kind', '=', 'schedule')
    .where('id', '=', schedule)
    .where('at', '>=', timestamptz(since))
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { actor: row.actor, at: row.at as Instant }
}

function watchOf(row: Selectable<Schema['on_call_watch']>): ScheduleWatch {
  return {
    schedule: row.schedule_id,
    fingerprint: row.fingerprint,
    lookedAt: row.looked_at as Instant,
    horizon: row.horizon_at as Instant,
    problems: row.problems as CoverageProblem[],
    nextShifts: row.next_shifts as Record<UserId, Gap>,
  }
}
