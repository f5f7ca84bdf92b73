/** Changes to pages that are loaded already: rows are renewed where they stand. */
import type { OrderWithDirection } from '@tocsin/core/record/query/incident-views.ts'
import type { Incident } from '../../../api/types.ts'
import { groupOf } from './list-items.ts'

export interface ListedPage {
  items: Incident[]
  next: string | null
}

/** The rows as they are now; undefined when none of them stands on these pages. */
export function renewRows<Page extends ListedPage>(
  pages: readonly Page[],
  fresh: readonly Incident[],
): Page[] | undefined {
  const byId = new Map(fresh.map((incident) => [incident.id, incident]))
  let isAny = false
  const renewed = pages.map((page) => {
    if (!page.items.some(({ id }) => byId.has(id))) return page
    isAny = true
    return { ...page, items: page.items.map((incident) => byId.get(incident.id) ?? incident) }
  })
  return isAny ? renewed : undefined
}

export function dropRows<Page extends ListedPage>(pages: readonly Page[], gone: ReadonlySet<string>): Page[] {
  return pages.map((page) =>
    page.items.some(({ id }) => gone.has(id)) ? { ...page, items: page.items.filter(({ id }) => !gone.has(id)) } : page,
  )
}

/**
 * Whether an incident belongs behind the last row that is loaded: it comes with its page, and is nothing new to tell of. In orders
 * that are asked for rarely it counts as new, which at worst tells of it twice.
 */
export function isBehind(incident: Incident, last: Incident, order: OrderWithDirection): boolean {
  const isOlder = incident.recorded_at < last.recorded_at
  if (order === '-recorded_at') return isOlder
  if (order !== 'priority' && order !== 'status' && order !== 'service') return false
  const [own, lasts] = [groupOf(incident, order), groupOf(last, order)]
  return own > lasts || (own === lasts && isOlder)
}

/** What the answer about some ids means for the rows that are loaded. */
export function compareRows(
  loaded: ReadonlySet<string>,
  asked: readonly string[],
  found: readonly Incident[],
): { gone: string[]; newcomers: string[] } {
  const matching = new Set(found.map(({ id }) => id))
  return {
    gone: asked.filter((id) => loaded.has(id) && !matching.has(id)),
    newcomers: [...matching].filter((id) => !loaded.has(id)),
  }
}
