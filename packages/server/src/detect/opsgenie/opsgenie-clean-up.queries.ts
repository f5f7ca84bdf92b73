/** What is too old of what Opsgenie's clients know, in pieces; each returns how many rows went. */
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

/** Closed alerts, with their notes and log lines. */
export async function deleteOldOpsgenieAlerts(db: Kysely<Schema>, before: string, limit: number): Promise<number> {
  const { rows } = await sql`with old as (
      select id from opsgenie_alerts where closed_at < ${before}::timestamptz limit ${limit} for update skip locked
    ), entries as (delete from opsgenie_entries where opsgenie_alert_id in (select id from old))
    delete from opsgenie_alerts where id in (select id from old) returning 1`.execute(db)
  return rows.length
}

export async function deleteOldOpsgenieRequests(db: Kysely<Schema>, before: string, limit: number): Promise<number> {
  const { rows } = await sql`delete from opsgenie_requests where id = any(array(
      select id from opsgenie_requests where requested_at < ${before}::timestamptz limit ${limit} for update skip locked))
    returning 1`.execute(db)
  return rows.length
}
