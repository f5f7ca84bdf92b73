/**
 * Writes down who is on call, when it happens. Whoever holds the record of a schedule writes its facts, in one transaction with how
 * far the record goes: two nodes write each once, and one that was down finds where the record stopped. An edit first writes what
 * was until then, in its own transaction, and lets the record go on from its instant: so that nothing of the past is ever
 * calculated from what came later.
 */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { endOnCallRecord, type OnCallFact, planOnCallFacts } from '@tocsin/core/respond/on-call-record.ts'
import type { Kysely } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'
import type { EngineDeps } from '../../shell/engine/deps.ts'
import type { Loop, Round } from '../../shell/engine/loop.ts'
import { transact } from '../../shell/engine/transact.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { connectionOf } from '../../shell/store/sql-store.ts'
import { StoreConflict } from '../../shell/store/store.ts'
import { namesOf } from '../directory-names.ts'
import {
  beginMissingRecords,
  claimDueRecords,
  findLastFact,
  hastenCalendarRecords,
  insertFacts,
  listDependentSchedules,
  nextRecordDue,
  type OnCallRecord,
  type StoredOnCallFact,
  saveRecord,
  touchRecords,
} from './on-call-record.queries.ts'

const RECORDS_PER_ROUND = 50
const RECORDS_PER_EDIT_MAX = 10_000

export const ON_CALL_LOOP = 'on-call'

/** The loop of a node that keeps the record. */
export function createOnCallLoop(deps: EngineDeps): Loop {
  let begunFor = -1
  return {
    name: ON_CALL_LOOP,
    async round(): Promise<Round> {
      const { version } = deps.directory.latest()
      const round = await transact(deps, async (unit) => {
        const db = connectionOf(unit.tx)
        if (begunFor !== version) {
          await beginMissingRecords(db, unit.at)
          await hastenCalendarRecords(db, unit.at)
        }
        const records = await claimDueRecords(db, unit.at, RECORDS_PER_ROUND)
        // An edit may have been committed between the reading of the directory and the lock, and its instant is in the record.
        if (records.length > 0 && (await unit.tx.directoryVersion()) !== unit.directory.version)
          throw new StoreConflict('the configuration changed meanwhile')
        for (const record of records) await bringUpToDate(db, unit.directory, record, unit.at)
        const due = await nextRecordDue(db)
        return { isMore: records.length === RECORDS_PER_ROUND, dueAt: due === null ? null : due + 1 }
      })
      begunFor = version
      return round
    },
  }
}

/**
 * Called in the transaction of a change, before anything of it is written: what was until `at` is written down, and from then on the
 * record of the schedule, and of those in which it or a team may stand for people, follows what the change brings.
 */
export async function keepOnCallRecord(
  db: Kysely<Schema>,
  { kind, id, at, isNew }: { kind: 'schedule' | 'team'; id: string; at: Instant; isNew: boolean },
): Promise<void> {
  if (isNew) return kind === 'schedule' ? touchRecords(db, [id], at) : undefined
  const due = await claimDueRecords(db, at, RECORDS_PER_EDIT_MAX, true)
  const directory = due.length > 0 ? await loadDirectory(db) : undefined
  for (const record of due) if (directory) await bringUpToDate(db, directory, record, at)
  const dependent = await listDependentSchedules(db, kind)
  await touchRecords(db, kind === 'schedule' ? [...new Set([id, ...dependent])] : dependent, at)
}

async function bringUpToDate(
  db: Kysely<Schema>,
  directory: Directory,
  record: OnCallRecord,
  now: Instant,
): Promise<void> {
  const last = await findLastFact(db, record.schedule)
  const so = { until: record.until, ...(last && { last }) }
  const schedule = directory.schedules.get(record.schedule)
  if (!schedule) {
    const end = endOnCallRecord(so, now)
    if (end) await insertFacts(db, [storedOf(end, { directory, now, record, name: last?.scheduleName })])
    return saveRecord(db, { ...record, until: now, due: null })
  }
  const { facts, due } = planOnCallFacts(directory, schedule, so, now)
  await insertFacts(
    db,
    facts.map((fact) => storedOf(fact, { directory, now, record, name: schedule.name })),
  )
  await saveRecord(db, { ...record, until: now, due })
}

interface Writing {
  directory: Directory
  now: Instant
  record: OnCallRecord
  name: string | undefined
}

function storedOf(fact: OnCallFact, { directory, now, record, name }: Writing): StoredOnCallFact {
  const names = namesOf(directory)
  return {
    ...fact,
    schedule: record.schedule,
    scheduleName: name ?? record.schedule,
    people: fact.people.map((person) => ({ ...person, name: names.user(person.user).name })),
    recordedAt: now,
    configurationVersion: directory.version,
  }
}
