/** What the address of the list says. Everything is left out that is as the view says, so that links stay short. */

import { PRIORITIES } from '@tocsin/core/kernel/scales.ts'
import { formatIncidentQuery, type IncidentTerm } from '@tocsin/core/record/query/incident-query.ts'
import {
  BUILT_IN_VIEWS,
  type BuiltInView,
  INCIDENT_GROUPINGS,
  INCIDENT_ORDERS,
  type IncidentGrouping,
  type IncidentView,
  type OrderWithDirection,
} from '@tocsin/core/record/query/incident-views.ts'

export interface IncidentFilters {
  /** One of those that everybody has, or the id of a kept one; absent: the first. */
  view?: string | undefined
  /** Instead of what the view says. */
  query?: string | undefined
  order?: OrderWithDirection | undefined
  group?: IncidentGrouping | 'none' | undefined
  /** Short for the active incidents of a service; reading the address turns it into a query. */
  service?: string | undefined
}

const orders = INCIDENT_ORDERS.flatMap((order): OrderWithDirection[] => [order, `-${order}`])

/** Reads the search part of an address; what is unknown is ignored, and links of earlier versions still open. */
export function parseIncidentFilters(search: Record<string, unknown>): IncidentFilters {
  const former = search.query === undefined ? formerQuery(search) : undefined
  return {
    view: former === undefined ? asText(search.view) : undefined,
    query: former ?? (search.query === undefined ? undefined : String(search.query)),
    order: orders.find((order) => order === search.order),
    group: ([...INCIDENT_GROUPINGS, 'none'] as const).find((group) => group === search.group),
  }
}

const formerViews: Record<string, string> = { active: 'is:active', resolved: 'status:resolved', closed: 'is:over' }

/** Addresses once had a parameter for each filter. */
function formerQuery(search: Record<string, unknown>): string | undefined {
  const service = asText(search.service)
  const text = asText(search.q)
  const priorities = PRIORITIES.filter((priority) => asList(search.priority).includes(priority))
  const terms: IncidentTerm[] = [
    ...(priorities.length > 0 ? [valueTerm('priority', priorities)] : []),
    ...(service === undefined ? [] : [valueTerm('service', [service])]),
    ...(text === undefined ? [] : [{ kind: 'text' as const, text, isNegated: false }]),
  ]
  if (terms.length === 0) return search.view === 'closed' ? formerViews.closed : undefined
  const view = formerViews[asText(search.view) ?? 'active']
  return [...(view === undefined ? [] : [view]), formatIncidentQuery(terms)].join(' ')
}

function valueTerm(field: 'priority' | 'service', values: string[]): IncidentTerm {
  return { kind: 'value', field, values, isNegated: false }
}

export function isBuiltIn(view: string): view is BuiltInView {
  return Object.hasOwn(BUILT_IN_VIEWS, view)
}

export const FIRST_VIEW: BuiltInView = 'active'

/** What is listed: the view, with what the address says instead. `isChanged`: it is no longer what the view keeps. */
export function listingOf(
  filters: IncidentFilters,
  kept: IncidentView | undefined,
): IncidentView & { isChanged: boolean } {
  const view = filters.view ?? FIRST_VIEW
  const base: IncidentView = kept ?? BUILT_IN_VIEWS[isBuiltIn(view) ? view : FIRST_VIEW]
  const group = filters.group === undefined ? base.group : filters.group === 'none' ? null : filters.group
  const ungrouped = filters.order ?? (group === base.group ? base.order : '-recorded_at')
  const listing: IncidentView = {
    query: filters.query ?? base.query,
    group,
    // Rows can only stand under headings when they come in the order of these.
    order: group ?? ungrouped,
  }
  const isSame = (['query', 'order', 'group'] as const).every((name) => listing[name] === base[name])
  return { ...listing, isChanged: !isSame }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'string' ? value.split(',') : []
}
