/** The daily clean-up: what is older than its retention goes, in small pieces, so that nothing waits for it. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { DAY, formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import { deleteOldOpsgenieAlerts, deleteOldOpsgenieRequests } from '../../detect/opsgenie/opsgenie-clean-up.queries.ts'
import { deleteUnusedAttachments } from '../../record/attachment.queries.ts'
import { deleteExpiredAccess } from '../auth/session.queries.ts'
import type { Retention } from '../config/options.ts'
import { withPriority } from '../database/acquire-priority.ts'
import type { Schema } from '../database/schema.ts'

const ROWS_PER_STATEMENT = 1_000

type Deletion = (db: Kysely<Schema>, before: string) => Promise<number>

/**
 * An alert goes with its history and its placement. One that still fires, whose incident is not over, or that the matcher has not
 * dealt with yet, stays.
 */
const deleteAlerts: Deletion = async (db, before) => {
  const { rows } = await sql<{ id: string }>`with old as (
      select a.id from alerts a left join placements p on p.alert_id = a.id left join incidents i on i.id = p.incident_id
      where a.state = 'resolved' and a.last_seen_at < ${before}::timestamptz
        and not exists (select 1 from alert_work w where w.alert_id = a.id)
        and (i.id is null or i.status in ('closed', 'declined', 'merged'))
      limit ${ROWS_PER_STATEMENT} for update of a skip locked
    ), history as (delete from signals where alert_id in (select id from old)
    ), places as (delete from placements where alert_id in (select id from old)
    ), marks as (delete from alert_noise where alert_id in (select id from old))
    delete from alerts where id in (select id from old) returning id`.execute(db)
  return rows.length
}

/** Of an alert that comes back all the time, and so never goes, this much history is kept however old it is. */
const SIGNALS_KEPT = 1_000

const deleteHistory: Deletion = async (db, before) => {
  const { rows } = await sql`with old as materialized (
      select h.alert_id, h.seq from alerts a
      join lateral (
        select s.alert_id, s.seq from signals s
        where s.alert_id = a.id and s.seq <= a.seq - ${SIGNALS_KEPT} and s.at < ${before}::timestamptz
          and not exists (select 1 from alert_work w where w.alert_id = s.alert_id and w.seq = s.seq)
        limit ${ROWS_PER_STATEMENT}
      ) h on true
      where a.seq > ${SIGNALS_KEPT} limit ${ROWS_PER_STATEMENT}
    ) delete from signals s using old where s.alert_id = old.alert_id and s.seq = old.seq returning 1`.execute(db)
  return rows.length
}

const deleteIncidents: Deletion = async (db, before) => {
  const { rows } = await sql<{ id: string }>`with old as (
      select id from incidents where status in ('closed', 'declined', 'merged') and closed_at < ${before}::timestamptz
      limit ${ROWS_PER_STATEMENT} for update skip locked
    ), timelines as (delete from facts where stream in (select id from old)
    ), pictures as (delete from attachments where incident_id in (select id from old)
    ), rooms as (delete from incident_channels where incident_id in (select id from old)
    ), sends as (delete from outbox where incident_id in (select id from old) and state <> 'pending')
    delete from incidents where id in (select id from old) returning id`.execute(db)
  return rows.length
}

function deleteByAge(
  table:
    | 'deliveries'
    | 'changes'
    | 'outbox'
    | 'door_problems'
    | 'dead_letters'
    | 'access_events'
    | 'webhook_deliveries'
    | 'chat_events'
    | 'hotline_recordings',
  key: string,
  column: string,
): Deletion {
  return async (db, before) => {
    // An array is made once; the planner could run a sub-select again and again, and so past its limit.
    const { rows } = await sql`delete from ${sql.table(table)} where ${sql.ref(key)} = any(array(
      select ${sql.ref(key)} from ${sql.table(table)} where ${sql.ref(column)} < ${before}::timestamptz
      limit ${ROWS_PER_STATEMENT} for update skip locked))
      returning 1`.execute(db)
    return rows.length
  }
}

/** Who signed in a year ago is still asked after an incident that was noticed late. */
const ACCESS_KEPT_MS = 400 * DAY
const deleteAccess = deleteByAge('access_events', 'id', 'last_at')

/** What was let through against a rule of rest is asked for by quarters, and after a year at most. */
const FINDINGS_KEPT_MS = 400 * DAY

const deleteRestFindings: Deletion = async (db, before) => {
  const { rows } = await sql`delete from rest_findings where (user_id, kind, starts_at) in (
    select user_id, kind, starts_at from rest_findings where ends_at < ${before}::timestamptz
    order by ends_at limit ${ROWS_PER_STATEMENT}) returning 1`.execute(db)
  return rows.length
}

/** They are read for the last day alone. */
const HOURS_KEPT_DAYS = 8

const deleteHours: Deletion = async (db, before) => {
  const { rows } = await sql`delete from source_hours
    where hour < ${before}::timestamptz - make_interval(days => ${HOURS_KEPT_DAYS}) returning 1`.execute(db)
  return rows.length
}

const deleteRuleHours: Deletion = async (db, before) => {
  const { rows } = await sql`delete from event_rule_hours
    where hour < ${before}::timestamptz - make_interval(days => ${HOURS_KEPT_DAYS}) returning 1`.execute(db)
  return rows.length
}

/** Nobody sends the same form, or hands over the same mail, after that long; and nobody is kept from mails of the portal for longer. */
const ONCE_KEPT_MS = 30 * DAY

const deleteOnce: Deletion = async (db, before) => {
  const { rows } = await sql`delete from done_once where (purpose, key) in (
    select purpose, key from done_once where at < ${before}::timestamptz limit ${ROWS_PER_STATEMENT}) returning 1`.execute(
    db,
  )
  return rows.length
}

const deletePortalMails: Deletion = async (db, before) => {
  const { rows } = await sql`delete from portal_mails where report_id in (
    select report_id from portal_mails where at < ${before}::timestamptz limit ${ROWS_PER_STATEMENT}) returning 1`.execute(
    db,
  )
  return rows.length
}

const deleteChatEvents = deleteByAge('chat_events', 'event_id', 'received_at')
const deleteRecordings = deleteByAge('hotline_recordings', 'path', 'told_at')

/** Buckets of five minutes are for the graph of a day. */
const FINE_BUCKETS_KEPT_MS = 8 * DAY
const FINE_BUCKET_MS = 300_000

function deleteBuckets(areFine: boolean): Deletion {
  return async (db, before) => {
    const { rows } = await sql`delete from monitor_buckets where (monitor_id, span_ms, at) in (
      select monitor_id, span_ms, at from monitor_buckets
      where ${areFine ? sql`span_ms = ${FINE_BUCKET_MS}` : sql`span_ms > ${FINE_BUCKET_MS}`} and at < ${before}::timestamptz
      limit ${ROWS_PER_STATEMENT}) returning 1`.execute(db)
    return rows.length
  }
}

const DELETIONS: Record<keyof Retention, Deletion[]> = {
  deliveriesMs: [
    deleteByAge('deliveries', 'id', 'received_at'),
    deleteByAge('door_problems', 'id', 'at'),
    deleteByAge('dead_letters', 'id', 'last_at'),
    (db, before) => deleteOldOpsgenieRequests(db, before, ROWS_PER_STATEMENT),
    deleteHours,
    deleteRuleHours,
  ],
  alertsMs: [deleteAlerts, deleteHistory, (db, before) => deleteOldOpsgenieAlerts(db, before, ROWS_PER_STATEMENT)],
  sendsMs: [deleteByAge('outbox', 'key', 'ended_at'), deleteByAge('webhook_deliveries', 'id', 'requested_at')],
  changesMs: [deleteByAge('changes', 'id', 'at')],
  incidentsMs: [deleteIncidents],
  monitoringMs: [deleteBuckets(false)],
}

/**
 * Deletes what is too old, and what gave access and has expired; returns how many rows went, by kind. A kind that fails does not
 * keep the others: what failed is thrown at the end. Ends early, between two statements, when `stopping` aborts.
 */
export async function cleanUp(
  db: Kysely<Schema>,
  retention: Retention,
  now: Instant,
  stopping: AbortSignal,
): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {}
  const failures: unknown[] = []
  const attempt = async (kind: string, work: () => Promise<number>): Promise<void> => {
    try {
      deleted[kind] = (deleted[kind] ?? 0) + (await withPriority('slow', work))
    } catch (error) {
      failures.push(error)
    }
  }
  for (const [kind, deletions] of Object.entries(DELETIONS)) {
    const keepMs = retention[kind as keyof Retention]
    if (keepMs === undefined) continue
    const before = formatInstant((now - keepMs) as Instant)
    for (const deletion of deletions) await attempt(kind, () => deleteAll(db, before, deletion, stopping))
  }
  await attempt('access', () => deleteExpiredAccess(db, now))
  const longAgo = formatInstant((now - ACCESS_KEPT_MS) as Instant)
  await attempt('access', () => deleteAll(db, longAgo, deleteAccess, stopping))
  const findings = formatInstant((now - FINDINGS_KEPT_MS) as Instant)
  await attempt('rest', () => deleteAll(db, findings, deleteRestFindings, stopping))
  const fine = formatInstant((now - FINE_BUCKETS_KEPT_MS) as Instant)
  await attempt('monitoring', () => deleteAll(db, fine, deleteBuckets(true), stopping))
  const once = formatInstant((now - ONCE_KEPT_MS) as Instant)
  for (const deletion of [deleteOnce, deletePortalMails, deleteChatEvents, deleteRecordings])
    await attempt('once', () => deleteAll(db, once, deletion, stopping))
  const unused = formatInstant((now - DAY) as Instant)
  await attempt('attachments', () => deleteUnusedAttachments(db, unused))
  if (failures.length > 0) throw new AggregateError(failures, `the clean-up failed: ${failures.map(String).join('; ')}`)
  return deleted
}

async function deleteAll(
  db: Kysely<Schema>,
  before: string,
  deletion: Deletion,
  stopping: AbortSignal,
): Promise<number> {
  let count = 0
  for (let rows = ROWS_PER_STATEMENT; rows === ROWS_PER_STATEMENT && !stopping.aborted; count += rows)
    rows = await deletion(db, before)
  return count
}
