import type { IncidentId, Instant } from '@tocsin/core/kernel/brand.ts'
import type { OutboxMessage, PersonMessage, SendClass } from '@tocsin/core/kernel/decision.ts'
import { type ClaimedSend, channelOf, type SendClaim, type SendEnd, type SendEnding, type SendRow } from '../sends.ts'
import { earliest } from './alert-work.ts'
import { compareText, throughJson } from './json-value.ts'
import { insertUnlessThere, lockRow, type Session } from './session.ts'
import type { Row } from './tables.ts'

type OutboxRow = Row<'outbox'>

export async function addSends(session: Session, given: readonly SendRow[]): Promise<void> {
  for (const row of throughJson(given).toSorted((a, b) => compareText(a.key, b.key))) {
    await insertUnlessThere(session, session.tables.outbox, row.key, {
      key: row.key,
      class: row.class,
      channel: channelOf(row.message),
      incident_id: row.incident ?? null,
      state: 'pending',
      due: row.due,
      leased_by: null,
      attempts: 0,
      message: row.message,
      requested_at: row.requestedAt,
      ended_at: null,
      provider_ref: null,
      last_error: null,
      provider: null,
    })
  }
}

/** What is under way keeps its lease, so that its end can still be written down. */
export async function cancelSends(session: Session, keys: readonly string[], at: Instant): Promise<void> {
  const { tables, owner } = session
  for (const key of [...new Set(keys)].sort(compareText)) {
    if (tables.outbox.get(owner, key)?.state !== 'pending') continue
    await lockRow(session, tables.outbox, key)
    const row = tables.outbox.get(owner, key)
    if (row?.state === 'pending') tables.outbox.put(owner, key, { ...row, state: 'cancelled', ended_at: at })
  }
}

export function claimSends({ tables, owner }: Session, claim: SendClaim): ClaimedSend[] {
  const due = tables.outbox
    .select(owner, (row) => row.class === claim.class && row.state === 'pending' && row.due <= claim.now)
    .sort((a, b) => a.due - b.due || compareText(a.key, b.key))
  const claimed: ClaimedSend[] = []
  const underWay = new Map(Object.entries(claim.underWay))
  for (const row of due) {
    if (claimed.length >= claim.limit) break
    const before = underWay.get(row.channel) ?? 0
    if (before >= claim.channelMax || !tables.outbox.tryLock(owner, row.key)) continue
    underWay.set(row.channel, before + 1)
    const attempt = row.attempts + 1
    tables.outbox.put(owner, row.key, { ...row, due: claim.leasedUntil, leased_by: claim.node, attempts: attempt })
    claimed.push({
      key: row.key,
      class: claim.class,
      due: row.due as Instant,
      message: throughJson(row.message as OutboxMessage),
      requestedAt: row.requested_at as Instant,
      attempt,
      ...(row.incident_id && { incident: row.incident_id as IncidentId }),
    })
  }
  return claimed
}

export async function endSends(session: Session, endings: readonly SendEnding[], at: Instant): Promise<Set<string>> {
  const ours = new Set<string>()
  for (const ending of endings.toSorted((a, b) => compareText(a.key, b.key)))
    if (await endSend(session, ending, at)) ours.add(ending.key)
  return ours
}

/**
 * The attempt's number is the fence: whoever claimed later counted on. What a provider took is over all the same. What waits is free from
 * then on, so that its end, when it is told once more for want of an answer, is told to nobody.
 */
async function endSend(session: Session, { key, attempt, how }: SendEnding, at: Instant): Promise<boolean> {
  const { tables, owner } = session
  const isOurs = (row: OutboxRow | undefined): row is OutboxRow =>
    row !== undefined &&
    (row.attempts === attempt || (how.kind === 'done' && row.attempts > attempt)) &&
    isUnderWay(row) &&
    (how.kind !== 'held' || row.leased_by !== null)
  if (!isOurs(tables.outbox.get(owner, key))) return false
  await lockRow(session, tables.outbox, key)
  const row = tables.outbox.get(owner, key)
  if (!isOurs(row)) return false
  tables.outbox.put(owner, key, { ...row, ...ended(how, at, row.message), leased_by: null })
  return true
}

/** One that was cancelled meanwhile may still say how it ended. */
function isUnderWay(row: OutboxRow): boolean {
  return row.state === 'pending' || (row.state === 'cancelled' && row.leased_by !== null)
}

function ended(how: SendEnd, at: Instant, message: OutboxRow['message']): Partial<OutboxRow> {
  switch (how.kind) {
    case 'held': {
      const held = { ...(message as PersonMessage), ...how.mark }
      return { due: held.carriedBy ? at : how.due, message: held }
    }
    case 'retry': {
      const { carriedBy: _, bundledIn: __, leads: ___, ...rest } = message as PersonMessage
      return { due: how.due, last_error: how.error, provider: how.provider ?? null, message: rest }
    }
    case 'done':
      return {
        ...{ state: 'done', ended_at: at, provider_ref: how.providerRef ?? null, provider: how.provider ?? null },
        ...(how.error !== undefined && { last_error: how.error }),
      }
    case 'dead':
      return { state: 'dead', ended_at: at, last_error: how.error, provider: how.provider ?? null }
  }
}

export function nextSendDue(
  { tables, owner }: Session,
  sendClass: SendClass,
  fullChannels: readonly string[],
): Instant | null {
  const pending = tables.outbox.select(
    owner,
    (row) => row.class === sendClass && row.state === 'pending' && !fullChannels.includes(row.channel),
  )
  return earliest(pending.map((row) => row.due))
}

/** Gives back what nodes that fell silent had leased; tells how many sends that were. */
export function freeSends({ tables, owner }: Session, aliveNodes: ReadonlySet<string>, now: Instant): number {
  const orphaned = tables.outbox.select(
    owner,
    (row) => row.state === 'pending' && row.leased_by !== null && !aliveNodes.has(row.leased_by),
  )
  return giveBack({ tables, owner }, orphaned, now)
}

export interface SendRelease {
  class: SendClass
  node: string
  now: Instant
  except: readonly string[]
}

export function releaseSends({ tables, owner }: Session, release: SendRelease): void {
  const leased = tables.outbox.select(
    owner,
    (row) =>
      row.class === release.class &&
      row.state === 'pending' &&
      row.leased_by === release.node &&
      !release.except.includes(row.key),
  )
  giveBack({ tables, owner }, leased, release.now)
}

/** Those that somebody else holds are left out. */
function giveBack({ tables, owner }: Pick<Session, 'tables' | 'owner'>, rows: OutboxRow[], now: Instant): number {
  const free = rows.filter((row) => tables.outbox.tryLock(owner, row.key))
  for (const row of free) tables.outbox.put(owner, row.key, { ...row, due: now, leased_by: null })
  return free.length
}
