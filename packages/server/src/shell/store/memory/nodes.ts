import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { NodeRow } from '../store.ts'
import { compareText } from './json-value.ts'
import { lockRow, type Session } from './session.ts'

/** Nodes that are long gone are forgotten; a day is kept for whoever asks what happened. */
const FORGET_AFTER_MS = 86_400_000

export async function writeBeat(session: Session, { name, version, startedAt, seenAt }: NodeRow): Promise<void> {
  const { tables, owner } = session
  await lockRow(session, tables.nodes, name)
  const known = tables.nodes.get(owner, name) ?? { name, version, started_at: startedAt }
  tables.nodes.put(owner, name, { ...known, seen_at: seenAt })
  for (const gone of tables.nodes.select(owner, (row) => row.seen_at < seenAt - FORGET_AFTER_MS)) {
    await lockRow(session, tables.nodes, gone.name)
    tables.nodes.put(owner, gone.name, undefined)
  }
}

export function listAlive({ tables, owner }: Session, deadBefore: Instant): NodeRow[] {
  const alive = tables.nodes.select(owner, (row) => row.seen_at >= deadBefore)
  return alive
    .map((row) => ({
      name: row.name,
      version: row.version,
      startedAt: row.started_at as Instant,
      seenAt: row.seen_at as Instant,
    }))
    .sort((a, b) => compareText(a.name, b.name))
}
