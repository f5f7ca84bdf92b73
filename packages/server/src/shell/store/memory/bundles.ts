/** Pages of a burst in the outbox in memory: what `respond/gather/bundle.queries.ts` asks of the database, statement by statement. */
import type { Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { CarriedBy, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { RecentPages } from '@tocsin/core/respond/bundling.ts'
import { NODE_DEAD_AFTER_MS } from '../../engine/node-loop.ts'
import { compareText, throughJson } from './json-value.ts'
import { lockRow, type Session } from './session.ts'
import type { Row } from './tables.ts'

type OutboxRow = Row<'outbox'>

interface Times {
  since: Instant
  at: Instant
}

interface Which {
  word: string
  max: number
  at: Instant
}

/** The statements that bundling makes outside of transactions. */
export interface MemoryBundles {
  findRecentPages(message: PersonMessage, times: Times): Promise<RecentPages>
  lead(message: PersonMessage): Promise<boolean>
  takeAlong(message: PersonMessage, which: Which): Promise<PersonMessage[]>
  markCarried(pages: readonly PageId[], by: CarriedBy, at: Instant): Promise<void>
}

type Alone = <T>(label: string, body: (session: Session) => Promise<T> | T) => Promise<T>

export function memoryBundles(alone: Alone): MemoryBundles {
  return {
    findRecentPages: (message, times) =>
      alone('findRecentPages', (session) => findRecentPages(session, message, times)),
    lead: (message) => alone('lead', (session) => lead(session, message)),
    takeAlong: (message, which) => alone('takeAlong', (session) => takeAlong(session, message, which)),
    markCarried: (pages, by, at) => alone('markCarried', (session) => markCarried(session, pages, by, at)),
  }
}

function messageOf({ message }: OutboxRow): PersonMessage {
  return message as PersonMessage
}

function findRecentPages(session: Session, asking: PersonMessage, { since, at }: Times): RecentPages {
  const { tables, owner } = session
  const ofContact = tables.outbox.select(owner, (row) => {
    const { user, target, goesAlone } = messageOf(row)
    const isSame = row.class === 'page' && user === asking.user && target.contact === asking.target.contact
    return isSame && row.incident_id !== asking.incident && goesAlone === undefined
  })
  const handedOver = ofContact.flatMap(({ state, ended_at: endedAt, last_error: error }) =>
    state === 'done' && endedAt !== null && endedAt > since && !error?.startsWith('undelivered:') ? [endedAt] : [],
  )
  const leader = asking.bundledIn === undefined ? undefined : tables.outbox.get(owner, asking.bundledIn)
  const isInAnother = leader !== undefined && isUnderWay(session, leader, at) && !messageOf(leader).carriedBy
  return {
    isUnderWay: ofContact.some((row) => isEarlierUnderWay(row, asking)),
    ...(isInAnother && { isInAnother }),
    ...(handedOver.length > 0 && { handedOverAt: Math.max(...handedOver) as Instant }),
  }
}

function isEarlierUnderWay(row: OutboxRow, { page, requestedAt }: PersonMessage): boolean {
  if (row.state !== 'pending' || row.leased_by === null || messageOf(row).carriedBy) return false
  return (row.requested_at - requestedAt || compareText(row.key, page)) < 0
}

/** Also when somebody has answered it meanwhile. */
function isUnderWay({ tables, owner }: Session, { state, leased_by: node, due }: OutboxRow, at: Instant): boolean {
  if (node === null || state === 'pending') return node !== null
  const seenAt = tables.nodes.get(owner, node)?.seen_at
  return state === 'cancelled' && due > at && seenAt !== undefined && seenAt >= at - NODE_DEAD_AFTER_MS
}

async function lead(session: Session, { page, bundledIn }: PersonMessage): Promise<boolean> {
  const { tables, owner } = session
  const mayLead = (row: OutboxRow | undefined): row is OutboxRow =>
    row?.state === 'pending' && messageOf(row).carriedBy === undefined && messageOf(row).bundledIn === bundledIn
  if (!mayLead(tables.outbox.get(owner, page))) return false
  await lockRow(session, tables.outbox, page)
  const row = tables.outbox.get(owner, page)
  if (!mayLead(row)) return false
  const { bundledIn: _, ...message } = messageOf(row)
  tables.outbox.put(owner, page, { ...row, message: { ...message, leads: true } })
  return true
}

async function takeAlong(
  session: Session,
  { page, incident }: PersonMessage,
  { word, max, at }: Which,
): Promise<PersonMessage[]> {
  const { tables, owner } = session
  const mayGo = (row: OutboxRow): boolean =>
    isFree(row) &&
    row.class === 'page' &&
    messageOf(row).gather === word &&
    row.key !== page &&
    row.incident_id !== incident &&
    !isInAnother(session, row, { page, at })
  const chosen = tables.outbox.select(owner, mayGo).sort(byRequest).slice(0, max)
  // Locked in the order of their keys; what changed while it was waited for is left out.
  for (const { key } of chosen.toSorted((a, b) => compareText(a.key, b.key))) await lockRow(session, tables.outbox, key)
  const taken = chosen.flatMap(({ key, message }) => {
    const row = tables.outbox.get(owner, key)
    const other = row && messageOf(row).bundledIn
    const isTaken = other !== undefined && other !== (message as PersonMessage).bundledIn
    return row && !isTaken && isFree(row) ? [row] : []
  })
  for (const row of taken)
    tables.outbox.put(owner, row.key, { ...row, message: { ...messageOf(row), bundledIn: page as PageId } })
  return throughJson(taken.map((row): PersonMessage => ({ ...messageOf(row), bundledIn: page as PageId })))
}

function isFree(row: OutboxRow): boolean {
  const { leads, carriedBy } = messageOf(row)
  return row.state === 'pending' && (row.leased_by === null || leads === undefined) && carriedBy === undefined
}

/** A message that is under way has it in it already. */
function isInAnother(session: Session, row: OutboxRow, { page, at }: { page: string; at: Instant }): boolean {
  const { bundledIn } = messageOf(row)
  const other =
    bundledIn === undefined || bundledIn === page ? undefined : session.tables.outbox.get(session.owner, bundledIn)
  return other !== undefined && isUnderWay(session, other, at)
}

function byRequest(a: OutboxRow, b: OutboxRow): number {
  return a.requested_at - b.requested_at || compareText(a.key, b.key)
}

async function markCarried(
  session: Session,
  pages: readonly PageId[],
  carriedBy: CarriedBy,
  at: Instant,
): Promise<void> {
  const { tables, owner } = session
  const isThere = (row: OutboxRow | undefined): row is OutboxRow =>
    row?.state === 'pending' || row?.state === 'cancelled'
  for (const key of [...new Set<string>(pages)].sort(compareText)) {
    if (!isThere(tables.outbox.get(owner, key))) continue
    await lockRow(session, tables.outbox, key)
    const row = tables.outbox.get(owner, key)
    if (!isThere(row)) continue
    const due = row.leased_by === null ? at : row.due
    tables.outbox.put(owner, key, { ...row, due, message: { ...messageOf(row), carriedBy: throughJson(carriedBy) } })
  }
}
