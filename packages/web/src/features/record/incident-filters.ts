import { isFinal, isWorking, PRIORITIES, type Priority, STATUSES, type Status } from '@tocsin/core/kernel/scales.ts'
import type { QueryValue } from '../../api/request.ts'

/** What the address of the list says; everything is left out that is as usual, so that links stay short. */
export const VIEWS = ['active', 'resolved', 'closed', 'all'] as const
export type View = (typeof VIEWS)[number]
export const ORDERS = ['-recorded_at', 'priority'] as const
export type Order = (typeof ORDERS)[number]

export interface IncidentFilters {
  view?: View | undefined
  priority?: Priority[] | undefined
  q?: string | undefined
  service?: string | undefined
  order?: Order | undefined
}

/** Reads the search part of an address; what is unknown is ignored, so that an old link still opens. */
export function parseIncidentFilters(search: Record<string, unknown>): IncidentFilters {
  const priorities = PRIORITIES.filter((priority) => asList(search.priority).includes(priority))
  return {
    view: VIEWS.find((view) => view === search.view && view !== 'active'),
    priority: priorities.length > 0 ? priorities : undefined,
    q: asText(search.q),
    service: asText(search.service),
    order: ORDERS.find((order) => order === search.order && order !== '-recorded_at'),
  }
}

const statusesOf: Record<View, readonly Status[] | undefined> = {
  active: STATUSES.filter(isWorking),
  resolved: ['resolved'],
  closed: STATUSES.filter(isFinal),
  all: undefined,
}

/** The filters as the API asks for them. */
export function queryOfFilters(filters: IncidentFilters): Record<string, QueryValue> {
  return {
    status: statusesOf[filters.view ?? 'active']?.join(','),
    priority: filters.priority?.join(','),
    q: filters.q,
    service: filters.service,
    order: filters.order ?? '-recorded_at',
  }
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  return typeof value === 'string' ? value.split(',') : []
}
