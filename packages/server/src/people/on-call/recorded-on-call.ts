/** Who was on call, out of the record where there is one, and calculated where there is none: before it began, and in the future. */
import type { Instant, ScheduleId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcShifts } from '@tocsin/core/respond/on-call.ts'
import { calcRecordedShifts, type RecordedShift } from '@tocsin/core/respond/on-call-record.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import {
  findRecord,
  listFacts,
  listFactsAt,
  listFactsOf,
  listRecords,
  listRecordsOf,
  type OnCallRecord,
  type StoredOnCallFact,
} from './on-call-record.queries.ts'

type Db = Kysely<Schema>

/** What the record says of an instant, for one schedule. */
export interface RecordedOnCall {
  fact: StoredOnCallFact
  /** At most two, in order. */
  following: StoredOnCallFact[]
}

/** The record of an instant that is past, by schedule; those of which it says nothing are missing. */
export async function listRecordedAt(db: Db, at: Instant, now: Instant): Promise<Map<ScheduleId, RecordedOnCall>> {
  if (at > now) return new Map()
  const records = new Map((await listRecords(db)).map((record) => [record.schedule, record]))
  const found = (await listFactsAt(db, at)).filter(({ fact }) => {
    const record = records.get(fact.schedule)
    return record !== undefined && fact.cause !== 'deleted' && at < holdsUntil(record, now)
  })
  return new Map(found.map((each) => [each.fact.schedule, each]))
}

/** The same of one schedule: what was written down of an instant that is past. */
export async function findRecordedAt(
  db: Db,
  schedule: string,
  at: Instant,
  now: Instant,
): Promise<StoredOnCallFact | undefined> {
  const record = at > now ? undefined : await findRecord(db, schedule)
  if (!record || at >= holdsUntil(record, now)) return undefined
  const fact = (await listFacts(db, schedule, at, (at + 1) as Instant)).findLast((each) => each.at <= at)
  return fact?.cause === 'deleted' ? undefined : fact
}

/** The shifts of [`from`, `to`), recorded ones first and calculated ones after them. */
export async function listShifts(
  { db, directory, now }: { db: Db; directory: Directory; now: Instant },
  schedule: Schedule,
  from: Instant,
  to: Instant,
): Promise<RecordedShift[]> {
  const calculate = (start: Instant, end: Instant) => calcShifts(directory, schedule, start, end)
  if (from >= now) return calculate(from, to)
  const record = await findRecord(db, schedule.id)
  if (!record) return calculate(from, to)
  const until = holdsUntil(record, now)
  const facts = await listFacts(db, schedule.id, from, to < until ? to : until)
  return calcRecordedShifts({ facts, until }, calculate, from, to)
}

/** The same of many at once, in their order, in two queries. */
export async function listShiftsOfMany(
  { db, directory, now }: { db: Db; directory: Directory; now: Instant },
  schedules: readonly Schedule[],
  { from, to }: { from: Instant; to: Instant },
): Promise<RecordedShift[][]> {
  const stored =
    from < now
      ? await listRecordsOf(
          db,
          schedules.map(({ id }) => id),
        )
      : []
  const records = new Map(stored.map((each) => [each.schedule, each]))
  const found = records.size === 0 ? [] : await listFactsOf(db, [...records.keys()], { from, to })
  const facts = Map.groupBy(found, ({ schedule }) => schedule)
  return schedules.map((schedule) => {
    const calculate = (start: Instant, end: Instant) => calcShifts(directory, schedule, start, end)
    const record = records.get(schedule.id)
    if (!record) return calculate(from, to)
    const until = holdsUntil(record, now)
    const known = (facts.get(schedule.id) ?? []).filter(({ at }) => at < until)
    return calcRecordedShifts({ facts: known, until }, calculate, from, to)
  })
}

/** The last fact holds as long as no other one is due. */
function holdsUntil({ due }: OnCallRecord, now: Instant): Instant {
  return due === null ? now : (Math.min(due, now) as Instant)
}
