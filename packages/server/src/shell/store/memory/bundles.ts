/** Pages of a burst in the outbox in memory: what `respond/gather/bundle.queries.ts` asks of the database, statement by statement. */
import type { Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { CarriedBy, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { RecentPages } from '@tocsin/core/respond/bundling.ts'
import { compareText, throughJson } from './json-value.ts'
import { lockRow, type Session } from './session.ts'
import type { Row } from './tables.ts'

type OutboxRow = Row<'outbox'>

/** The statements that bundling makes outside of transactions. */
export interface MemoryBundles {
  findRecentPages(message: PersonMessage, since: Instant): Promise<RecentPages>
  lead(message: PersonMessage): Promise<boolean>
  takeAlong(message: PersonMessage, word: string, max: number): Promise<PersonMessage[]>
  markCarried(pages: readonly PageId[], by: CarriedBy, at: Instant): Promise<void>
}

type Alone = <T>(label: string, body: (session: Session) => Promise<T> | T) => Promise<T>

export function memoryBundles(alone: Alone): MemoryBundles {
  return {
    findRecentPages: (message, since) =>
      alone('findRecentPages', (session) => findRecentPages(session, message, since)),
    lead: (message) => alone('lead', (session) => lead(session, message)),
    takeAlong: (message, word, max) => alone('takeAlong', (session) => takeAlong(session, message, word, max)),
    markCarried: (pages, by, at) => alone('markCarried', (session) => markCarried(session, pages, by, at)),
  }
}

function messageOf({ message }: OutboxRow): PersonMessage {
  return message as PersonMessage
}

function findRecentPages({ tables, owner }: Session, asking: PersonMessage, since: Instant): RecentPages {
  const ofContact = tables.outbox.select(owner, (row) => {
    const { user, target, goesAlone } = messageOf(row)
    const isSame = row.class === 'page' && user === asking.user && target.contact === asking.target.contact
    return isSame && row.incident_id !== asking.incident && goesAlone === undefined
  })
  const handedOver = ofContact.flatMap(({ state, ended_at: endedAt, last_error: error }) =>
    state === 'done' && endedAt !== null && endedAt > since && !error?.startsWith('undelivered:') ? [endedAt] : [],
  )
  return {
    isUnderWay: ofContact.some((row) => isWaitedFor(row, asking)),
    ...(handedOver.length > 0 && { handedOverAt: Math.max(...handedOver) as Instant }),
  }
}

/** One that was asked for before, or that has the page that asks in its message: that one also when somebody has answered it meanwhile. */
function isWaitedFor(row: OutboxRow, { page, requestedAt, bundledIn }: PersonMessage): boolean {
  if (!isUnderWay(row) || messageOf(row).carriedBy) return false
  const order = row.requested_at - requestedAt || compareText(row.key, page)
  return row.key === bundledIn || (row.state === 'pending' && order < 0)
}

function isUnderWay({ state, leased_by: node }: OutboxRow): boolean {
  return (state === 'pending' || state === 'cancelled') && node !== null
}

async function lead(session: Session, { page, bundledIn }: PersonMessage): Promise<boolean> {
  const { tables, owner } = session
  const mayLead = (row: OutboxRow | undefined): row is OutboxRow =>
    row?.state === 'pending' && messageOf(row).carriedBy === undefined && messageOf(row).bundledIn === bundledIn
  if (!mayLead(tables.outbox.get(owner, page))) return false
  await lockRow(session, tables.outbox, page)
  const row = tables.outbox.get(owner, page)
  if (!mayLead(row)) return false
  tables.outbox.put(owner, page, { ...row, message: { ...messageOf(row), leads: true } })
  return true
}

async function takeAlong(
  session: Session,
  { page, incident }: PersonMessage,
  word: string,
  max: number,
): Promise<PersonMessage[]> {
  const { tables, owner } = session
  const mayGo = (row: OutboxRow): boolean =>
    isFree(row) &&
    row.class === 'page' &&
    messageOf(row).gather === word &&
    row.key !== page &&
    row.incident_id !== incident &&
    !isInAnother(session, row, page)
  const chosen = tables.outbox.select(owner, mayGo).sort(byRequest).slice(0, max)
  // Locked in the order of their keys; what changed while it was waited for is left out.
  for (const { key } of chosen.toSorted((a, b) => compareText(a.key, b.key))) await lockRow(session, tables.outbox, key)
  const taken = chosen.flatMap(({ key }) => {
    const row = tables.outbox.get(owner, key)
    return row && isFree(row) ? [row] : []
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
function isInAnother({ tables, owner }: Session, row: OutboxRow, page: string): boolean {
  const { bundledIn } = messageOf(row)
  const other = bundledIn === undefined || bundledIn === page ? undefined : tables.outbox.get(owner, bundledIn)
  return other !== undefined && isUnderWay(other)
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
