import type { AlertId, Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, sql } from 'kysely'
import { HOT } from '../../database/hot-statements.ts'
import type { Schema } from '../../database/schema.ts'
import type { AlertTexts, RuleTx } from '../rule-tx.ts'

export function ruleTx(db: Kysely<Schema>): RuleTx {
  return {
    recheckRuled: (due) => recheckRuled(db, due),
    loadAlertTexts: (ids) => loadAlertTexts(db, ids),
  }
}

/** Locked in the order in which everybody locks placements. */
async function recheckRuled(db: Kysely<Schema>, due: Instant): Promise<void> {
  await sql`update placements set check_at = ${formatInstant(due)}::timestamptz where alert_id in (
    select alert_id from placements p where rule_id is not null and incident_id is null
      and exists (select 1 from alerts a where a.id = p.alert_id and a.state = 'firing')
    order by alert_id for update)`.execute(db)
}

interface TextRow {
  id: string
  description: string | null
  annotations: Record<string, string>
  link: string | null
}

async function loadAlertTexts(db: Kysely<Schema>, ids: readonly AlertId[]): Promise<Map<AlertId, AlertTexts>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<TextRow>`${HOT} select id, description, annotations, link from alerts
    where id = any(${[...ids]}::uuid[])`.execute(db)
  return new Map(
    rows.map(({ id, description, annotations, link }) => [
      id as AlertId,
      { annotations, ...(description !== null && { description }), ...(link !== null && { link }) },
    ]),
  )
}
