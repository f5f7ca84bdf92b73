import { assert } from '@tocsin/core/kernel/assert.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { storableJson } from '../sql/storable-json.ts'
import { type AcceptBatch, type Accepted, type AcceptSignal, StoreConflict, type Transition } from '../store.ts'
import { compareText, isSameJson } from './json-value.ts'
import { insertRow, lockRow, type Session } from './session.ts'
import { identityKey, numberedKey, type Row } from './tables.ts'

type AlertRow = Row<'alerts'>

interface Written {
  row: AlertRow
  delivery: string | null
  isFirst: boolean
}

export async function acceptBatch(session: Session, given: AcceptBatch): Promise<Accepted[]> {
  const batch: AcceptBatch = JSON.parse(storableJson(given))
  const { tables, owner } = session
  await keepBeats(session, batch.beats)
  const known = batch.signals.filter(
    ({ source, signal }) => signal.state === 'firing' || tables.alerts.get(owner, identityKey(source, signal.key)),
  )
  const ordered = known.sort((a, b) => compareText(a.source, b.source) || compareText(a.signal.key, b.signal.key))
  const written = new Map<string, Written>()
  for (const each of ordered) {
    const identity = identityKey(each.source, each.signal.key)
    assert(!written.has(identity), `a batch names ${identity} once`)
    const row = await acceptSignal(session, identity, each)
    written.set(identity, { row, delivery: each.delivery ?? null, isFirst: each.isFirst === true })
  }
  await keepHistory(session, batch, [...written.values()])
  await acceptOthers(session, batch)
  return given.signals.map(({ source, signal }): Accepted => {
    const row = written.get(identityKey(source, signal.key))?.row
    if (!row) return { source, key: signal.key, transition: 'ignored' }
    return { source, key: signal.key, alert: row.id as AlertId, transition: row.transition as Transition }
  })
}

async function acceptSignal(session: Session, identity: string, accepted: AcceptSignal): Promise<AlertRow> {
  const { tables, owner } = session
  await lockRow(session, tables.alerts, identity)
  const before = tables.alerts.get(owner, identity)
  const row = before ? updateAlert(before, accepted) : newAlert(accepted)
  if (!before) {
    const other = tables.identityOfAlert.get(row.id)
    if (other !== undefined && other !== identity) throw new StoreConflict(`duplicate key ${row.id}`)
    tables.identityOfAlert.set(row.id, identity)
  }
  tables.alerts.put(owner, identity, row)
  return row
}

function newAlert({ newId, source, signal, repeats, receivedAt, delivery }: AcceptSignal): AlertRow {
  return {
    id: newId,
    source_id: source,
    key: signal.key,
    state: signal.state,
    episode: 1,
    seq: 1,
    transition: signal.state === 'firing' ? 'fired' : 'ignored',
    title: signal.title,
    description: signal.description ?? null,
    severity: signal.severity,
    labels: signal.labels,
    annotations: signal.annotations,
    link: signal.link ?? null,
    record_only: recordOnlyOf(signal),
    delivery_id: delivery ?? null,
    started_at: startOf(signal, receivedAt),
    ended_at: endOf(signal),
    expires_at: signal.expiresAt ?? null,
    first_seen_at: receivedAt,
    last_seen_at: receivedAt,
    received_at: receivedAt,
    repeats,
  }
}

function recordOnlyOf(signal: AcceptSignal['signal']): string | null {
  return signal.isTest ? 'test_notification' : (signal.recordOnly ?? null)
}

/** Nothing begins after it was heard of, whatever the sender's clock says. */
function startOf(signal: AcceptSignal['signal'], receivedAt: Instant): Instant {
  return signal.startedAt !== undefined && signal.startedAt < receivedAt ? signal.startedAt : receivedAt
}

/** Only a recovery that names both ends of its episode can be told from one that comes too late. */
function endOf(signal: AcceptSignal['signal']): Instant | null {
  return signal.startedAt === undefined ? null : (signal.endedAt ?? null)
}

function calcTransition(before: AlertRow, signal: AcceptSignal['signal']): Transition {
  const isFiring = before.state === 'firing'
  switch (signal.state) {
    case 'acknowledged':
      return isFiring ? 'acknowledged' : 'ignored'
    case 'resolved': {
      if (!isFiring) return 'repeated'
      const ended = endOf(signal)
      return ended !== null && ended < before.started_at ? 'ignored' : 'cleared'
    }
    case 'firing': {
      if (!isFiring) return 'fired'
      if (before.severity !== signal.severity) return 'changed'
      if (before.expires_at === null && signal.expiresAt !== undefined) return 'changed'
      return hasSameWords(before, signal) ? 'repeated' : 'updated'
    }
  }
}

function hasSameWords(before: AlertRow, signal: AcceptSignal['signal']): boolean {
  return (
    before.title === signal.title &&
    before.description === (signal.description ?? null) &&
    isSameJson(before.annotations, signal.annotations) &&
    isSameJson(before.labels, signal.labels)
  )
}

function updateAlert(before: AlertRow, { signal, repeats, receivedAt, delivery }: AcceptSignal): AlertRow {
  const transition = calcTransition(before, signal)
  const isNew = transition !== 'repeated' && transition !== 'ignored'
  return {
    ...before,
    ...(signal.state === 'firing' && {
      title: signal.title,
      description: signal.description ?? null,
      severity: signal.severity,
      labels: signal.labels,
      annotations: signal.annotations,
      record_only: recordOnlyOf(signal),
      expires_at: laterExpiry(before, signal.expiresAt ?? null),
    }),
    ...(transition === 'fired' && {
      state: 'firing',
      episode: before.episode + 1,
      started_at: startOf(signal, receivedAt),
      received_at: receivedAt,
      ended_at: null,
    }),
    ...(transition === 'cleared' && { state: 'resolved', ended_at: endOf(signal) ?? receivedAt }),
    ...(isNew && { seq: before.seq + 1, delivery_id: delivery ?? null }),
    transition,
    link: signal.link ?? before.link,
    last_seen_at: receivedAt,
    repeats: before.repeats + repeats,
  }
}

/** Of one episode the latest promise counts; no promise at all lasts for ever. */
function laterExpiry(before: AlertRow, expiresAt: number | null): number | null {
  if (before.state !== 'firing' || before.expires_at === null || expiresAt === null) return expiresAt
  return Math.max(before.expires_at, expiresAt)
}

async function keepHistory(session: Session, batch: AcceptBatch, written: Written[]): Promise<void> {
  const { tables } = session
  const fresh = written.filter(({ row }) => row.transition !== 'repeated' && row.transition !== 'ignored')
  for (const { row, delivery, isFirst } of fresh) {
    await insertRow(session, tables.signals, numberedKey(row.id, row.seq), {
      ...historyOf(row, row.last_seen_at),
      because: null,
      delivery_id: delivery,
    })
    if (row.transition !== 'updated')
      await addWork(session, row, row.last_seen_at, isFirst && row.transition === 'fired')
  }
  const named = new Set(fresh.map(({ delivery }) => delivery))
  for (const { id, source, door, receivedAt, mustKeep, contentType, encoding, body, ...rest } of batch.deliveries) {
    if (!mustKeep && !named.has(id)) continue
    const row = {
      id,
      source_id: source,
      door,
      received_at: receivedAt,
      content_type: contentType,
      encoding,
      body,
      bytes: rest.bytes,
      headers: rest.headers ?? null,
    }
    await insertRow(session, tables.deliveries, id, row)
  }
}

function historyOf(row: AlertRow, at: number): Omit<Row<'signals'>, 'because' | 'delivery_id'> {
  const { id, seq, transition, episode, title, severity } = row
  return { alert_id: id, seq, kind: transition, episode, at, title, severity }
}

function addWork(session: Session, { id, seq }: AlertRow, since: number, isFirst = false): Promise<void> {
  const row = { alert_id: id, seq, since, rank: isFirst ? 0 : 1 }
  return insertRow(session, session.tables.alert_work, numberedKey(id, seq), row)
}

async function acceptOthers(session: Session, { changes, beats }: AcceptBatch): Promise<void> {
  const { tables } = session
  for (const { id, source, service, at, summary, origin, links, details, delivery } of changes) {
    await insertRow(session, tables.changes, id, {
      id,
      source_id: source,
      service_id: service ?? null,
      at,
      summary,
      origin: origin ?? null,
      links,
      details: (details ?? null) as Row<'changes'>['details'],
      delivery_id: delivery,
    })
  }
  for (const [source, ofSource] of beatsBySource(beats))
    await armBeat(session, source, Math.min(...ofSource.map((beat) => beat.due)))
}

/** Before everything else: whoever looks whether they are late holds their rows. */
async function keepBeats(session: Session, beats: AcceptBatch['beats']): Promise<void> {
  const { tables, owner } = session
  for (const [source, ofSource] of beatsBySource(beats)) {
    await lockRow(session, tables.heartbeats, source)
    const before = tables.heartbeats.get(owner, source)?.last_beat_at ?? 0
    const last = Math.max(before, ...ofSource.map((beat) => beat.at))
    tables.heartbeats.put(owner, source, { source_id: source, last_beat_at: last })
  }
}

function beatsBySource(beats: AcceptBatch['beats']): [SourceId, AcceptBatch['beats']][] {
  return [...Map.groupBy(beats, (beat) => beat.source)].sort(([a], [b]) => compareText(a, b))
}

/** The wake that comes first finds out by itself when the next is due. */
async function armBeat(session: Session, source: SourceId, due: number): Promise<void> {
  const { tables, owner } = session
  const key = `beat:${source}`
  const known = tables.wakes.get(owner, key)
  if (known && known.due <= due) return
  await lockRow(session, tables.wakes, key)
  const armed = tables.wakes.get(owner, key)
  if (armed && armed.due <= due) return
  const row = armed ?? { key, kind: 'HeartbeatDue', subject: source, body: {}, attempts: 0, last_error: null }
  tables.wakes.put(owner, key, { ...row, due })
}

/** See {@link StoreTx.expireAlerts}; its first statement. Locks in the order in which the doors do. */
export async function clearExpired(session: Session, ids: readonly AlertId[], now: Instant): Promise<void> {
  const { tables, owner } = session
  const named = new Set<string>(ids)
  const rows = tables.alerts
    .select(owner, (row) => named.has(row.id))
    .sort((a, b) => compareText(a.source_id, b.source_id) || compareText(a.key, b.key))
  for (const { id, source_id: source, key } of rows) {
    const identity = identityKey(source, key)
    await lockRow(session, tables.alerts, identity)
    const before = tables.alerts.get(owner, identity)
    if (before?.state !== 'firing' || before.expires_at === null || before.expires_at > now) continue
    const row = {
      ...before,
      state: 'resolved',
      transition: 'cleared',
      seq: before.seq + 1,
      ended_at: before.expires_at,
    }
    tables.alerts.put(owner, identity, row)
    await insertRow(session, tables.signals, numberedKey(id, row.seq), {
      ...historyOf(row, now),
      because: 'expired_without_repeat',
      delivery_id: null,
    })
    await addWork(session, row, now)
  }
}

/** See {@link StoreTx.expireAlerts}; its second statement. */
export function listFiring(session: Session, ids: readonly AlertId[]): { alert: AlertId; expiresAt?: Instant }[] {
  const wanted = new Set<string>(ids)
  return session.tables.alerts
    .select(session.owner, (row) => wanted.has(row.id) && row.state === 'firing')
    .sort((a, b) => compareText(a.id, b.id))
    .map((row) => ({
      alert: row.id as AlertId,
      ...(row.expires_at !== null && { expiresAt: row.expires_at as Instant }),
    }))
}

/** See {@link StoreTx.lockLastBeats}. */
export async function lockLastBeats(session: Session, sources: readonly SourceId[]): Promise<Map<SourceId, Instant>> {
  const { tables, owner } = session
  const beats = new Map<SourceId, Instant>()
  for (const source of [...sources].sort(compareText)) {
    if (!tables.heartbeats.get(owner, source)) continue
    await lockRow(session, tables.heartbeats, source)
    const row = tables.heartbeats.get(owner, source)
    if (row) beats.set(source, row.last_beat_at as Instant)
  }
  return beats
}
