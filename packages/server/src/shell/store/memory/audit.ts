import { headOf } from '@tocsin/core/incident-head.ts'
import type { IncidentState } from '@tocsin/core/incident-state.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { isWorking } from '@tocsin/core/kernel/scales.ts'
import { listAwaited } from '@tocsin/core/respond/awaited.ts'
import type { AuditTx, EndedSend, Suspects, SuspectsAsk } from '../audit-tx.ts'
import { compareText, throughJson } from './json-value.ts'
import type { MemoryTransaction, Session } from './session.ts'

export function auditTx(begun: MemoryTransaction): AuditTx {
  const run = begun.statement.bind(begun)
  return {
    findSuspects: (ask) => run('findSuspects', (session) => findSuspects(session, ask)),
    listPresent: (wakes, sends) => run('listPresent', (session) => listPresent(session, wakes, sends)),
    listEnded: (sends) => run('listEnded', (session) => listEnded(session, sends)),
    countOverdue: (before) => run('countOverdue', (session) => countOverdue(session, before)),
  }
}

/** In the database this is a rough question that the index answers; here it is the exact one. */
function findSuspects(session: Session, { after, limit, now, askedSince }: SuspectsAsk): Suspects {
  const { tables, owner } = session
  const states = tables.incidents
    .select(owner, ({ id }) => compareText(id, after) > 0)
    .map(({ state }) => throughJson(state as IncidentState))
    .filter(({ status }) => isWorking(status))
    .sort((a, b) => compareText(a.id, b.id))
    .slice(0, limit)
  const ids = states.filter((state) => isSuspect(session, state, now, askedSince)).map(({ id }) => id)
  return { ids, next: states.length < limit ? null : (states.at(-1)?.id ?? null) }
}

function isSuspect({ tables, owner }: Session, state: IncidentState, now: Instant, askedSince: Instant): boolean {
  const { escalation, hold } = state.response
  if (state.status === 'open' && !escalation?.next && !hold) return true
  return listAwaited(state.response, headOf(state), now, askedSince).some(({ kind, key }) =>
    kind === 'wake' ? !tables.wakes.get(owner, key) : tables.outbox.get(owner, key)?.state !== 'pending',
  )
}

function listPresent({ tables, owner }: Session, wakes: readonly string[], sends: readonly string[]): Set<string> {
  return new Set([
    ...wakes.filter((key) => tables.wakes.get(owner, key)),
    ...sends.filter((key) => tables.outbox.get(owner, key)?.state === 'pending'),
  ])
}

function listEnded({ tables, owner }: Session, sends: readonly string[]): EndedSend[] {
  return sends.toSorted(compareText).flatMap((key) => {
    const row = tables.outbox.get(owner, key)
    if (!row || row.state === 'pending') return []
    return [{ key, attempts: row.attempts, isHandedOver: row.state === 'done' }]
  })
}

function countOverdue({ tables, owner }: Session, before: Instant): { wakes: number; pages: number } {
  const isOverduePage = (row: { class: string; state: string; due: number }) =>
    row.class === 'page' && row.state === 'pending' && row.due < before
  return {
    wakes: tables.wakes.select(owner, ({ due }) => due < before).length,
    pages: tables.outbox.select(owner, isOverduePage).length,
  }
}
