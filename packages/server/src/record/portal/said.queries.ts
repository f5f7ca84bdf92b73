import type { IncidentId, Instant, ReportId } from '@tocsin/core/kernel/brand.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

export interface SaidWord {
  at: Instant
  text: string
}

const SAID_MAX = 50
const PICTURE = /!\[[^[\]\n]{0,200}\]\([^()\s]{0,200}\)/g

/** What somebody wrote about their report, oldest first; pictures are told by a sign. */
export async function listSaid(
  db: Kysely<Schema>,
  incidents: readonly IncidentId[],
  report: ReportId,
): Promise<SaidWord[]> {
  const { rows } = await sql<{ at: number; text: string }>`
    select at, data->>'text' as text from facts
     where stream = any(${incidents}::text[]) and type in ('ReportAdded', 'NoteAdded', 'FixJudged')
       and actor->>'kind' = 'reporter' and actor->>'id' = ${report} and data->>'text' is not null
     order by at, version limit ${SAID_MAX}`.execute(db)
  return rows.map(({ at, text }) => ({ at: at as Instant, text: text.replace(PICTURE, '🖼') }))
}
