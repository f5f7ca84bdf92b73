import { type Kysely, sql } from 'kysely'
import type { Schema } from '../database/schema.ts'

interface Counts {
  causes_firing: number
  muted: number
}

/**
 * What inhibits and what is inhibited now, by rule. A key begins with its kind and its rule, each behind its length; one that was too
 * long for the index says nothing of its rule any more and is left out.
 */
export async function countInhibited(db: Kysely<Schema>): Promise<Map<string, Counts>> {
  const { rows } = await sql<{ key: string; what: keyof Counts; alert: string }>`
    select k.key, 'causes_firing' as what, p.alert_id as alert
      from placements p join alerts a on a.id = p.alert_id and a.state = 'firing', unnest(p.causes) as k(key)
      where p.causes is not null
    union all
    select p.muted_by as key, 'muted' as what, p.alert_id as alert
      from placements p join alerts a on a.id = p.alert_id and a.state = 'firing'
      where p.muted_by like '10:inhibition%'`.execute(db)
  const alerts = new Map<string, Record<keyof Counts, Set<string>>>()
  for (const { key, what, alert } of rows) {
    const rule = ruleOfKey(key)
    if (rule === undefined) continue
    const known = alerts.get(rule) ?? { causes_firing: new Set(), muted: new Set() }
    known[what].add(alert)
    alerts.set(rule, known)
  }
  return new Map(
    [...alerts].map(([rule, { causes_firing, muted }]) => [
      rule,
      { causes_firing: causes_firing.size, muted: muted.size },
    ]),
  )
}

/** `10:inhibition3:any4:rule…` */
function ruleOfKey(key: string): string | undefined {
  const parts: string[] = []
  let rest = key
  while (parts.length < 3) {
    const [head, length] = /^(\d+):/.exec(rest) ?? []
    if (head === undefined) return undefined
    const end = head.length + Number(length)
    parts.push(rest.slice(head.length, end))
    rest = rest.slice(end)
  }
  return parts[0] === 'inhibition' ? parts[2] : undefined
}
