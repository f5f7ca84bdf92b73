import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import { boolArray, float8Array, int4Array, jsonbArray, textArray, uuidArray } from '../../database/binary-arrays.ts'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { AcceptBatch, Accepted, AcceptSignal, Delivery, Transition } from '../store.ts'
import { storableJson } from './storable-json.ts'

/**
 * One statement for everything that one flush of the doors holds, because the number of round trips and the reading of what is
 * sent is what ingest costs. The condition's row says what the signal did to it (`transition`), and the rest of the statement
 * follows that word: bodies and history rows are kept for what brought something new, the matcher gets what changes an incident.
 * Rows are written in the order of their identity, so that two nodes never wait for each other in a circle.
 *
 * Beats come before it: whoever looks whether they are late holds their rows, and has committed the alert by the time at which
 * the statement looks for what to clear. A batch with beats is therefore a transaction.
 */
export async function acceptBatch(db: Kysely<Schema>, batch: AcceptBatch): Promise<AcceptedRow[]> {
  if (batch.beats.length > 0) await keepBeats(db, batch.beats)
  const { rows } = await (batch.changes.length === 0 && batch.beats.length === 0
    ? sql<AcceptedRow>`${HOT} ${acceptSignals(batch)} ${OUTCOME}`
    : sql<AcceptedRow>`${HOT} ${acceptSignals(batch)}, ${acceptOthers(batch)} ${OUTCOME}`
  ).execute(db)
  return rows
}

/** The row of a condition that a batch spoke of. What was ignored because nobody knows it has none. */
export interface AcceptedRow {
  source_id: string
  key: string
  id: string
  seq: number
  transition: Transition
}

export function mergeOutcomes(signals: readonly AcceptSignal[], rows: readonly AcceptedRow[]): Accepted[] {
  const byIdentity = new Map(rows.map((row) => [identityOf(row.source_id, row.key), row]))
  return signals.map(({ source, signal }) => {
    const row = byIdentity.get(identityOf(source, signal.key))
    if (!row) return { source, key: signal.key, transition: 'ignored' }
    return { source, key: signal.key, alert: row.id as AlertId, transition: row.transition }
  })
}

/** Source ids hold no line end, so that no two identities are one text. */
export function identityOf(source: string, key: string): string {
  return `${source}\n${key}`
}

/** The parameters of `s`, in the order of its columns. */
function signalColumns(signals: readonly AcceptSignal[]) {
  const textsOf = (read: (signal: Signal) => string | undefined): Buffer =>
    textArray(signals.map(({ signal }) => read(signal)))
  const instantsOf = (read: (each: AcceptSignal) => number | undefined): Buffer => float8Array(signals.map(read))
  return sql.join([
    sql`${uuidArray(signals.map(({ newId }) => newId))}::uuid[]`,
    sql`${textArray(signals.map(({ source }) => source))}::text[]`,
    sql`${textsOf(({ key }) => key)}::text[]`,
    sql`${textsOf(({ state }) => state)}::text[]`,
    sql`${textsOf(({ title }) => title)}::text[]`,
    sql`${textsOf(({ description }) => description)}::text[]`,
    sql`${textsOf(({ severity }) => severity)}::text[]`,
    sql`${jsonbArray(signals.map(({ signal }) => storableJson(signal.labels)))}::jsonb[]`,
    sql`${jsonbArray(signals.map(({ signal }) => storableJson(signal.annotations)))}::jsonb[]`,
    sql`${textsOf(({ link }) => link)}::text[]`,
    sql`${textsOf(recordOnlyOf)}::text[]`,
    sql`${uuidArray(signals.map(({ delivery }) => delivery))}::uuid[]`,
    sql`${instantsOf(startOf)}::float8[]`,
    sql`${instantsOf(endOf)}::float8[]`,
    sql`${instantsOf(({ signal }) => signal.expiresAt)}::float8[]`,
    sql`${instantsOf(({ receivedAt }) => receivedAt)}::float8[]`,
    sql`${int4Array(signals.map(({ repeats }) => repeats))}::int[]`,
  ])
}

/** They are few: most alerts that fire belong to something that others told of a moment ago. */
function firstColumns(signals: readonly AcceptSignal[]) {
  const firsts = signals.filter(({ isFirst }) => isFirst)
  const keys = textArray(firsts.map(({ signal }) => signal.key))
  return sql`${textArray(firsts.map(({ source }) => source))}::text[], ${keys}::text[]`
}

export function recordOnlyOf(signal: Signal): string | undefined {
  return signal.isTest ? 'test_notification' : signal.recordOnly
}

/** A clock that runs ahead, or an end that stands for the beginning: nothing begins after it was heard of. */
function startOf({ signal, receivedAt }: AcceptSignal): number {
  return Math.min(signal.startedAt ?? receivedAt, receivedAt)
}

/** Only a recovery that names both ends of its episode can be told from one that comes too late. */
function endOf({ signal }: AcceptSignal): number | undefined {
  return signal.startedAt === undefined ? undefined : signal.endedAt
}

function deliveryColumns(deliveries: readonly Delivery[]) {
  const textsOf = (read: (delivery: Delivery) => string): Buffer => textArray(deliveries.map(read))
  return sql.join([
    sql`${uuidArray(deliveries.map(({ id }) => id))}::uuid[]`,
    sql`${textsOf(({ source }) => source)}::text[]`,
    sql`${textsOf(({ door }) => door)}::text[]`,
    sql`${float8Array(deliveries.map(({ receivedAt }) => receivedAt))}::float8[]`,
    sql`${textsOf(({ contentType }) => contentType)}::text[]`,
    sql`${textsOf(({ encoding }) => encoding)}::text[]`,
    sql`${textsOf(({ body }) => body)}::text[]`,
    sql`${int4Array(deliveries.map(({ bytes }) => bytes))}::int[]`,
    sql`${textArray(deliveries.map(({ headers }) => headers && JSON.stringify(headers)))}::text[]`,
    sql`${boolArray(deliveries.map(({ mustKeep }) => mustKeep))}::bool[]`,
  ])
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

function acceptSignals({ signals, deliveries }: AcceptBatch) {
  return sql`with s as materialized (
    select * from unnest(${signalColumns(signals)}) as x(
      id, source, key, state, title, description, severity, labels, annotations, link, record_only, delivery, started, ended,
      expires, at, n)
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
      select true as is_known from alerts k where s.state <> 'firing' and k.source_id = s.source and k.key = s.key limit 1
    ) known on true
    where s.state = 'firing' or known.is_known
    order by source, s.key
    on conflict (source_id, key) do update set ${AFTERWARDS}
    returning a.id, a.source_id, a.key, a.transition, a.seq, a.episode, a.title, a.severity, a.last_seen_at, a.delivery_id
  ), firsts as materialized (
    select source, key from unnest(${firstColumns(signals)}) as f(source, key)
  ), fresh as (
    select * from written where transition not in ('repeated', 'ignored')
  ), history as (
    insert into signals (alert_id, seq, kind, episode, at, title, severity, delivery_id)
    select id, seq, transition, episode, last_seen_at, title, severity, delivery_id from fresh
  ), work as (
    insert into alert_work (alert_id, seq, since, rank)
    select id, seq, last_seen_at,
      case when transition = 'fired' and (source_id, key) in (select source, key from firsts) then 0 else 1 end
    from fresh where transition <> 'updated'
  ), bodies as (
    insert into deliveries (id, source_id, door, received_at, content_type, encoding, body, bytes, headers)
    select d.id, d.source, d.door, to_timestamp(d.at / 1000), d.content_type, d.encoding, d.body, d.bytes, d.headers::jsonb
    from unnest(${deliveryColumns(deliveries)}) as d(
      id, source, door, at, content_type, encoding, body, bytes, headers, must_keep)
    where d.must_keep or d.id in (select delivery_id from fresh)
  )`
}

async function keepBeats(db: Kysely<Schema>, beats: AcceptBatch['beats']): Promise<void> {
  await sql`${HOT} insert into heartbeats as h (source_id, last_beat_at)
    select source, max(to_timestamp(at / 1000))
    from jsonb_to_recordset(${JSON.stringify(beats)}::jsonb) as b(source text, at float8)
    group by source order by source
    on conflict (source_id) do update set last_beat_at = greatest(h.last_beat_at, excluded.last_beat_at)`.execute(db)
}

/** What comes seldom is sent as JSON. */
function acceptOthers(batch: AcceptBatch) {
  const changes = storableJson(batch.changes)
  const beats = JSON.stringify(batch.beats)
  return sql`happened as (
    insert into changes (id, source_id, service_id, at, summary, origin, links, details, delivery_id)
    select id, source, service, to_timestamp(at / 1000), summary, origin, links, details, delivery
    from jsonb_to_recordset(${changes}::jsonb) as c(
      id uuid, source text, service text, at float8, summary text, origin text, links jsonb, details jsonb, delivery uuid)
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

const OUTCOME = sql`select source_id, key, id, seq, transition from written`

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

/** See {@link StoreTx.lockLastBeats}. */
export async function lockLastBeats(db: Kysely<Schema>, sources: readonly SourceId[]): Promise<Map<SourceId, Instant>> {
  if (sources.length === 0) return new Map()
  const rows = await db
    .selectFrom('heartbeats')
    .selectAll()
    .where('source_id', 'in', [...sources])
    .orderBy('source_id')
    .forUpdate()
    .execute()
  return new Map(rows.map((row) => [row.source_id as SourceId, row.last_beat_at as Instant]))
}
