/** A schedule that is no longer there: what its record says of its past. Nothing of it is calculated, because nothing is left to do so by. */
import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import { calcRecordedShifts, type RecordedShift } from '@tocsin/core/respond/on-call-record.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import { findLastFact, findRecord, listFacts } from './on-call-record.queries.ts'

export interface DeletedSchedule {
  id: ScheduleId
  /** As it was called last. */
  name: string
  deletedAt: Instant
}

/** Of a schedule that is not there, what its record says; undefined where there never was one. */
export async function findDeletedSchedule(db: Kysely<Schema>, id: string): Promise<DeletedSchedule | undefined> {
  const [last, record] = [await findLastFact(db, id), await findRecord(db, id)]
  if (!last || !record) return undefined
  // Deleting it let the record go on from that instant; its last fact is written in the next round.
  return { id: last.schedule, name: last.scheduleName, deletedAt: last.cause === 'deleted' ? last.at : record.until }
}

/** The shifts of [`from`, `to`) as far as they are on record: none before the record began, and none from its end on. */
export async function listDeletedShifts(
  db: Kysely<Schema>,
  { id, deletedAt }: DeletedSchedule,
  from: Instant,
  to: Instant,
): Promise<RecordedShift[]> {
  const facts = await listFacts(db, id, from, to)
  return calcRecordedShifts({ facts, until: deletedAt }, () => [], from, to)
}
