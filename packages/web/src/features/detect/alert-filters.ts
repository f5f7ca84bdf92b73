import type { QueryValue } from '../../api/request.ts'

export const ALERT_STATES = ['firing', 'resolved', 'all'] as const
export type AlertStateFilter = (typeof ALERT_STATES)[number]

export interface AlertFilters {
  state?: AlertStateFilter | undefined
  q?: string | undefined
  source?: string | undefined
}

export function parseAlertFilters(search: Record<string, unknown>): AlertFilters {
  const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : undefined)
  return {
    state: ALERT_STATES.find((state) => state === search.state && state !== 'firing'),
    q: text(search.q),
    source: text(search.source),
  }
}

export function queryOfAlertFilters({ state, q, source }: AlertFilters): Record<string, QueryValue> {
  return { state: state === 'all' ? undefined : (state ?? 'firing'), q, source }
}
