import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { AcceptBatch, Accepted, AcceptSignal, Transition } from '../store.ts'
import { storableJson } from './storable-json.ts'

/**
 * One statement for everything that one flush of the doors holds, because the number of round trips and of parameters is what
 * ingest costs. The condition's row says what the signal did to it (`transition`), and the rest of the statement follows that
 * word: bodies and history rows are kept for what brought something new, the matcher gets what changes an incident.
 * Rows are written in the order of their identity, so that two nodes never wait for each other in a circle.
 */
export async function acceptBatch(db: Kysely<Schema>, batch: AcceptBatch): Promise<Accepted[]> {
  const signals = storableJson(batch.signals.map(signalRow))
  const deliveries = storableJson(batch.deliveries.map((each) => ({ ...each, at: each.receivedAt })))
  const changes = storableJson(batch.changes)
  const beats = JSON.stringify(batch.beats)
  const isPlain = batch.changes.length === 0 && batch.beats.length === 0
  const result = await (isPlain
    ? sql<AcceptedRow>`${HOT} ${acceptSignals(signals, deliveries)} ${OUTCOME}`
    : sql<AcceptedRow>`${HOT} ${acceptSignals(signals, deliveries)}, ${acceptOthers(changes, beats)} ${OUTCOME}`
  ).execute(db)
  return mergeOutcomes(batch.signals, result.rows)
}

interface AcceptedRow {
  source_id: string
  key: string
  id: string
  transition: Transition
}

function signalRow({ newId, source, signal, repeats, receivedAt, delivery }: AcceptSignal): object {
  const isWholeEpisode = signal.startedAt !== undefined && signal.endedAt !== undefined
  return {
    id: newId,
    source,
    key: signal.key,
    state: signal.state,
    title: signal.title,
    description: signal.description,
    severity: signal.severity,
    labels: signal.labels,
    annotations: signal.annotations,
    link: signal.link,
    record_only: signal.isTest ? 'test_notification' : signal.recordOnly,
    delivery,
    // A clock that runs ahead, or an end that stands for the beginning: nothing begins after it was heard of.
    started: Math.min(signal.startedAt ?? receivedAt, receivedAt),
    // Only a recovery that names both ends of its episode can be told from one that comes too late.
    ended: isWholeEpisode ? signal.endedAt : undefined,
    expires: signal.expiresAt,
    at: receivedAt,
    n: repeats,
  }
}

/** What a signal does to a condition that is known: `a` is the row before, `excluded` the signal. */
const TRANSITION = sql`case excluded.state
  when 'acknowledged' then case a.state when 'firing' then 'acknowledged' else 'ignored' end
  when 'resolved' then case
    when a.state = 'resolved' then 'repeated'
    when excluded.ended_at < a.started_at then 'ignored'
    else 'cleared' end
  else case
    when a.state = 'resolved' then 'fired'
    when a.severity <> excluded.severity then 'changed'
    when a.expires_at is null and excluded.expires_at is not null then 'changed'
    when (a.title, a.description, a.annotations, a.labels)
      is distinct from (excluded.title, excluded.description, excluded.annotations, excluded.labels) then 'updated'
    else 'repeated' end
  end`

/** The row after it. `t` is worked out once a row, by the sub-select. Words are taken from what fires only. */
const AFTERWARDS = sql`(transition, seq, state, episode, title, description, severity, labels, annotations, link, record_only,
    delivery_id, started_at, received_at, ended_at, expires_at, last_seen_at, repeats) = (
  select t,
    a.seq + case when t in ('repeated', 'ignored') then 0 else 1 end,
    case t when 'fired' then 'firing' when 'cleared' then 'resolved' else a.state end,
    a.episode + case t when 'fired' then 1 else 0 end,
    case when fires then excluded.title else a.title end,
    case when fires then excluded.description else a.description end,
    case when fires then excluded.severity else a.severity end,
    case when fires then excluded.labels else a.labels end,
    case when fires then excluded.annotations else a.annotations end,
    coalesce(excluded.link, a.link),
    case when fires then excluded.record_only else a.record_only end,
    case when t in ('repeated', 'ignored') then a.delivery_id else excluded.delivery_id end,
    case t when 'fired' then excluded.started_at else a.started_at end,
    case t when 'fired' then excluded.received_at else a.received_at end,
    case t when 'fired' then null when 'cleared' then coalesce(excluded.ended_at, excluded.last_seen_at) else a.ended_at end,
    case when not fires then a.expires_at
      when t = 'fired' or a.expires_at is null or excluded.expires_at is null then excluded.expires_at
      else greatest(a.expires_at, excluded.expires_at) end,
    excluded.last_seen_at,
    a.repeats + excluded.repeats
  from (select ${TRANSITION} as t, excluded.state = 'firing' as fires) w)`

function acceptSignals(signals: string, deliveries: string) {
  return sql`with s as materialized (
    select * from jsonb_to_recordset(${signals}::jsonb) as x(
      id uuid, source text, key text, state text, title text, description text, severity text, labels jsonb, annotations jsonb,
      link text, record_only text, delivery uuid, started float8, ended float8, expires float8, at float8, n int)
  ), written as (
    insert into alerts as a (
      id, source_id, key, state, episode, seq, transition, title, description, severity, labels, annotations, link, record_only,
      delivery_id, started_at, ended_at, expires_at, first_seen_at, last_seen_at, received_at, repeats)
    select s.id, source, s.key, s.state, 1, 1, case s.state when 'firing' then 'fired' else 'ignored' end, s.title, s.description,
      s.severity, s.labels, s.annotations, s.link, s.record_only, delivery, to_timestamp(started / 1000),
      to_timestamp(ended / 1000), to_timestamp(expires / 1000), to_timestamp(at / 1000), to_timestamp(at / 1000),
      to_timestamp(at / 1000), n
    from s
    -- What we do not know cannot recover. The look-up is per row, by the index, however large the table is.
    left join lateral (
      select true as is_known from alerts k where k.source_id = s.source and k.key = s.key limit 1
    ) known on s.state <> 'firing'
    where s.state = 'firing' or known.is_known
    order by source, s.key
    on conflict (source_id, key) do update set ${AFTERWARDS}
    returning a.id, a.source_id, a.key, a.transition, a.seq, a.episode, a.title, a.severity, a.last_seen_at
  ), fresh as (
    select w.*, s.delivery from written w join s on s.source = w.source_id and s.key = w.key
    where w.transition not in ('repeated', 'ignored')
  ), history as (
    insert into signals (alert_id, seq, kind, episode, at, title, severity, delivery_id)
    select id, seq, transition, episode, last_seen_at, title, severity, delivery from fresh
  ), work as (
    insert into alert_work (alert_id, seq, since) select id, seq, last_seen_at from fresh where transition <> 'updated'
  ), bodies as (
    insert into deliveries (id, source_id, door, received_at, content_type, encoding, body, bytes)
    select d.id, d.source, d.door, to_timestamp(d.at / 1000), d."contentType", d.encoding, d.body, d.bytes
    from jsonb_to_recordset(${deliveries}::jsonb) as d(
      id uuid, source text, door text, at float8, "contentType" text, encoding text, body text, bytes int, "mustKeep" boolean)
    where d."mustKeep" or exists (select 1 from fresh f where f.delivery = d.id)
  )`
}

function acceptOthers(changes: string, beats: string) {
  return sql`happened as (
    insert into changes (id, source_id, service_id, at, summary, origin, links, details, delivery_id)
    select id, source, service, to_timestamp(at / 1000), summary, origin, links, details, delivery
    from jsonb_to_recordset(${changes}::jsonb) as c(
      id uuid, source text, service text, at float8, summary text, origin text, links jsonb, details jsonb, delivery uuid)
  ), beaten as (
    insert into heartbeats as h (source_id, last_beat_at)
    select source, max(to_timestamp(at / 1000)) from jsonb_to_recordset(${beats}::jsonb) as b(source text, at float8)
    group by source order by source
    on conflict (source_id) do update set last_beat_at = greatest(h.last_beat_at, excluded.last_beat_at)
  ), armed as (
    -- A look that is armed already is left alone, also by the lock that a conflict takes: whoever carries it out holds that,
    -- and waits for the alert that the beat clears.
    insert into wakes as w (key, kind, subject, due, body)
    select 'beat:' || source, 'HeartbeatDue', source, due, '{}'
    from (
      select source, min(to_timestamp(due / 1000)) as due from jsonb_to_recordset(${beats}::jsonb) as r(source text, due float8)
      group by source
    ) b
    where not exists (select 1 from wakes k where k.key = 'beat:' || b.source and k.due <= b.due) order by source
    on conflict (key) do update set due = excluded.due where excluded.due < w.due
  )`
}

const OUTCOME = sql`select source_id, key, id, transition from written`

function mergeOutcomes(signals: AcceptSignal[], rows: AcceptedRow[]): Accepted[] {
  const byIdentity = new Map(rows.map((row) => [`${row.source_id}\n${row.key}`, row]))
  return signals.map(({ source, signal }) => {
    const row = byIdentity.get(`${source}\n${signal.key}`)
    if (!row) return { source, key: signal.key, transition: 'ignored' }
    return { source, key: signal.key, alert: row.id as AlertId, transition: row.transition }
  })
}

/** See {@link StoreTx.expireAlerts}. Locks in the order in which the doors do. */
export async function expireAlerts(
  db: Kysely<Schema>,
  ids: readonly AlertId[],
  now: Instant,
): Promise<{ alert: AlertId; expiresAt?: Instant }[]> {
  const at = formatInstant(now)
  await sql`with cleared as (
    update alerts set state = 'resolved', transition = 'cleared', seq = seq + 1, ended_at = expires_at
    where id in (select id from alerts where id = any(${[...ids]}::uuid[]) order by source_id, key for update)
      and state = 'firing' and expires_at <= ${at}::timestamptz
    returning id, seq, episode, title, severity
  ), history as (
    insert into signals (alert_id, seq, kind, because, episode, at, title, severity)
    select id, seq, 'cleared', 'expired_without_repeat', episode, ${at}::timestamptz, title, severity from cleared
  )
  insert into alert_work (alert_id, seq, since) select id, seq, ${at}::timestamptz from cleared`.execute(db)
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('alerts')
    .select(['id', 'expires_at'])
    .where('id', 'in', [...ids])
    .where('state', '=', 'firing')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    alert: row.id as AlertId,
    ...(row.expires_at !== null && { expiresAt: row.expires_at as Instant }),
  }))
}

export async function findLastBeats(db: Kysely<Schema>, sources: readonly SourceId[]): Promise<Map<SourceId, Instant>> {
  if (sources.length === 0) return new Map()
  const rows = await db
    .selectFrom('heartbeats')
    .selectAll()
    .where('source_id', 'in', [...sources])
    .execute()
  return new Map(rows.map((row) => [row.source_id as SourceId, row.last_beat_at as Instant]))
}
