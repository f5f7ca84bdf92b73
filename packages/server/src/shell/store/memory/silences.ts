import { compileMatchers, type Matcher } from '@tocsin/core/detect/matcher.ts'
import type { Silence } from '@tocsin/core/detect/placement.ts'
import type { Instant, SilenceId } from '@tocsin/core/kernel/brand.ts'
import type { SilenceRow } from '../store.ts'
import { throughJson } from './json-value.ts'
import { lockRow, type Session } from './session.ts'

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
