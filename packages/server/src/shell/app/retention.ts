/** The daily clean-up: what is older than its retention goes, in small pieces, so that nothing waits for it. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import type { Retention } from '../config/options.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { Schema } from '../database/schema.ts'

const ROWS_PER_STATEMENT = 1_000

type Deletion = (db: Kysely<Schema>, before: string) => Promise<number>

/** An alert goes with its history and its placement; one that still fires, or whose incident is not over, stays. */
const deleteAlerts: Deletion = async (db, before) => {
  const { rows } = await sql<{ id: string }>`with old as (
      select a.id from alerts a left join placements p on p.alert_id = a.id left join incidents i on i.id = p.incident_id
      where a.state = 'resolved' and a.last_seen_at < ${before}::timestamptz
        and (i.id is null or i.status in ('closed', 'declined', 'merged'))
      limit ${ROWS_PER_STATEMENT} for update of a skip locked
    ), history as (delete from signals where alert_id in (select id from old)
    ), places as (delete from placements where alert_id in (select id from old))
    delete from alerts where id in (select id from old) returning id`.execute(db)
  return rows.length
}

const deleteIncidents: Deletion = async (db, before) => {
  const { rows } = await sql<{ id: string }>`with old as (
      select id from incidents where status in ('closed', 'declined', 'merged') and closed_at < ${before}::timestamptz
      limit ${ROWS_PER_STATEMENT} for update skip locked
    ), timelines as (delete from facts where stream in (select id from old)
    ), sends as (delete from outbox where incident_id in (select id from old) and state <> 'pending')
    delete from incidents where id in (select id from old) returning id`.execute(db)
  return rows.length
}

function deleteByAge(
  table: 'deliveries' | 'changes' | 'outbox' | 'door_problems',
  key: string,
  column: string,
): Deletion {
  return async (db, before) => {
    const { rows } = await sql`delete from ${sql.table(table)} where ${sql.ref(key)} in (
      select ${sql.ref(key)} from ${sql.table(table)} where ${sql.ref(column)} < ${before}::timestamptz limit ${ROWS_PER_STATEMENT})
      returning 1`.execute(db)
    return rows.length
  }
}

const DELETIONS: Record<keyof Retention, Deletion[]> = {
  deliveriesMs: [deleteByAge('deliveries', 'id', 'received_at'), deleteByAge('door_problems', 'id', 'at')],
  alertsMs: [deleteAlerts],
  sendsMs: [deleteByAge('outbox', 'key', 'ended_at')],
  changesMs: [deleteByAge('changes', 'id', 'at')],
  incidentsMs: [deleteIncidents],
}

/** Deletes what is too old and returns how many rows went, by kind. */
export async function cleanUp(db: Kysely<Schema>, retention: Retention, now: Instant): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {}
  for (const [kind, deletions] of Object.entries(DELETIONS)) {
    const keepMs = retention[kind as keyof Retention]
    if (keepMs === undefined) continue
    const before = formatInstant((now - keepMs) as Instant)
    deleted[kind] = 0
    for (const deletion of deletions) {
      for (let rows = ROWS_PER_STATEMENT; rows === ROWS_PER_STATEMENT; deleted[kind] += rows) {
        rows = await withPriority('slow', () => deletion(db, before))
      }
    }
  }
  return deleted
}
