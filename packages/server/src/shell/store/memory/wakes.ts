import { assert } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { ClaimedWake, WakeKind, WakeRow } from '../store.ts'
import { earliest } from './alert-work.ts'
import { compareText, throughJson } from './json-value.ts'
import { lockRow, type Session } from './session.ts'
import type { Row } from './tables.ts'

export async function saveWakes(session: Session, given: readonly WakeRow[]): Promise<void> {
  const { tables, owner } = session
  const rows = throughJson(given).toSorted((a, b) => compareText(a.key, b.key))
  assert(new Set(rows.map((row) => row.key)).size === rows.length, 'wakes that are saved at once have different keys')
  for (const { key, kind, subject, due, body } of rows) {
    await lockRow(session, tables.wakes, key)
    const value = (body ?? null) as Row<'wakes'>['body']
    tables.wakes.put(owner, key, { key, kind, subject, due, body: value, attempts: 0, last_error: null })
  }
}

export async function deleteWakes(session: Session, keys: readonly string[]): Promise<void> {
  const { tables, owner } = session
  for (const key of [...new Set(keys)].sort(compareText)) {
    if (!tables.wakes.get(owner, key)) continue
    await lockRow(session, tables.wakes, key)
    tables.wakes.put(owner, key, undefined)
  }
}

export function claimWakes({ tables, owner }: Session, now: Instant, limit: number): ClaimedWake[] {
  const due = tables.wakes
    .select(owner, (row) => row.due <= now)
    .sort((a, b) => a.due - b.due || compareText(a.key, b.key))
  const claimed: ClaimedWake[] = []
  for (const { key, kind, subject, due: dueAt, body, attempts } of due) {
    if (claimed.length >= limit) break
    if (!tables.wakes.tryLock(owner, key)) continue
    claimed.push(throughJson({ key, kind: kind as WakeKind, subject, due: dueAt as Instant, body, attempts }))
  }
  return claimed
}

export async function postponeWake(session: Session, key: string, due: Instant, error: string): Promise<void> {
  const { tables, owner } = session
  if (!tables.wakes.get(owner, key)) return
  await lockRow(session, tables.wakes, key)
  const row = tables.wakes.get(owner, key)
  if (row) tables.wakes.put(owner, key, { ...row, due, attempts: row.attempts + 1, last_error: error })
}

export function nextWakeDue({ tables, owner }: Session): Instant | null {
  return earliest(tables.wakes.select(owner, () => true).map((row) => row.due))
}
