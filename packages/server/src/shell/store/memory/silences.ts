import { compileMatchers, type Matcher } from '@tocsin/core/detect/matcher.ts'
import type { Silence } from '@tocsin/core/detect/placement.ts'
import type { Instant, SilenceId } from '@tocsin/core/kernel/brand.ts'
import type { SilenceChange, SilenceRow } from '../silence-row.ts'
import { throughJson } from './json-value.ts'
import { insertRow, lockRow, type Session } from './session.ts'
import { numberedKey } from './tables.ts'

export function listActiveSilences({ tables, owner }: Session, at: Instant): Silence[] {
  const active = tables.silences.select(owner, (row) => row.starts_at <= at && row.ends_at > at)
  return active.flatMap((row) => {
    const compiled = compileMatchers(row.matchers as Matcher[])
    if ('error' in compiled) return []
    const { matches } = compiled
    return [{ id: row.id as SilenceId, matches, startsAt: row.starts_at as Instant, endsAt: row.ends_at as Instant }]
  })
}

export async function findSilence(session: Session, id: string): Promise<SilenceRow | null> {
  const { tables, owner } = session
  if (!tables.silences.get(owner, id)) return null
  await lockRow(session, tables.silences, id)
  const row = tables.silences.get(owner, id)
  if (!row) return null
  return throughJson({
    id: row.id,
    matchers: row.matchers as Matcher[],
    startsAt: row.starts_at as Instant,
    endsAt: row.ends_at as Instant,
    createdBy: row.created_by,
    comment: row.comment,
    annotations: row.annotations,
    updatedAt: row.updated_at as Instant,
  })
}

export async function saveSilence(session: Session, given: SilenceRow): Promise<void> {
  const { id, matchers, startsAt, endsAt, createdBy, comment, annotations, updatedAt } = throughJson(given)
  await lockRow(session, session.tables.silences, id)
  session.tables.silences.put(session.owner, id, {
    id,
    matchers,
    starts_at: startsAt,
    ends_at: endsAt,
    created_by: createdBy,
    comment,
    annotations,
    updated_at: updatedAt,
  })
}

/** Numbered on from the last one: the silence's row is locked, or nobody else knows it yet. */
export async function insertSilenceChange(session: Session, given: SilenceChange): Promise<void> {
  const { tables, owner } = session
  const { silence, at, act, actor, before, after } = throughJson(given)
  const seq = 1 + tables.silence_changes.select(owner, (row) => row.silence_id === silence).length
  const row = { silence_id: silence, seq, at, act, actor, before, after }
  await insertRow(session, tables.silence_changes, numberedKey(silence, seq), row)
}
