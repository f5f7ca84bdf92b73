/** How services are now: what is open on each, how grave that is, and when something last came in for it. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Priority } from '@tocsin/core/kernel/scales.ts'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'

export interface ServiceFigures {
  /** Incidents that somebody still has to work on; tests are left out. */
  open_incidents: number
  worst_priority: Priority | null
  last_signal_at: Instant | null
}

export const NO_FIGURES: ServiceFigures = { open_incidents: 0, worst_priority: null, last_signal_at: null }

/**
 * Of every service that has any, in one statement: open incidents come from the index of what is worked on (its condition is written out: only then
 * the planner sees it), the last signals from what the
 * doors counted. Priorities are called so that the first in the alphabet is the gravest.
 */
export async function loadServiceFigures(db: Kysely<Schema>): Promise<Map<string, ServiceFigures>> {
  const { rows } = await serviceFiguresQuery().execute(db)
  return new Map(rows.map(({ id, ...figures }) => [id, figures]))
}

/** Apart, so that its plan can be looked at. */
export function serviceFiguresQuery() {
  return sql<ServiceFigures & { id: string }>`
    select id, coalesce(open_incidents, 0) as open_incidents, worst_priority, last_signal_at
    from (
      select service as id, count(*) as open_incidents, min(priority) as worst_priority
      from incidents, unnest(services) as service
      where status in ('open', 'acknowledged', 'mitigated', 'verifying') and not is_test
      group by service
    ) working
    full join (
      select service_id as id, max(last_signal_at) as last_signal_at
      from source_activity where service_id <> '' group by service_id
    ) seen using (id)`
}
