import type { Monitor } from '../../../api/types.ts'

export const MONITOR_STATES = ['all', 'bad', 'off'] as const
export const MONITOR_LAYERS = ['infrastructure', 'application', 'business'] as const

export interface MonitorFilters {
  q?: string | undefined
  state?: (typeof MONITOR_STATES)[number] | undefined
  layer?: (typeof MONITOR_LAYERS)[number] | undefined
}

export function parseMonitorFilters(search: Record<string, unknown>): MonitorFilters {
  return {
    q: typeof search.q === 'string' && search.q.trim() !== '' ? search.q : undefined,
    state: MONITOR_STATES.find((state) => state === search.state && state !== 'all'),
    layer: MONITOR_LAYERS.find((layer) => layer === search.layer),
  }
}

const RANK: Record<string, number> = { critical: 0, warning: 1, pending: 2, ok: 3, off: 4 }

/** What is wanted, what is down first, then by name. */
export function chooseMonitors(monitors: readonly Monitor[], { q, state, layer }: MonitorFilters): Monitor[] {
  const words = q?.trim().toLowerCase() ?? ''
  return monitors
    .filter((each) =>
      `${each.id} ${each.name} ${each.kind} ${JSON.stringify(each.settings)}`.toLowerCase().includes(words),
    )
    .filter((each) => layer === undefined || each.layer === layer)
    .filter(({ level }) =>
      state === 'bad' ? level === 'critical' || level === 'warning' : state !== 'off' || level === 'off',
    )
    .toSorted((a, b) => (RANK[a.level] ?? 2) - (RANK[b.level] ?? 2) || a.name.localeCompare(b.name))
}

/** What is checked, in a few words. */
export function targetOf({ kind, settings }: Pick<Monitor, 'kind' | 'settings'>): string {
  const { url, host, port, name, type, query, source } = settings as Record<string, string | number | undefined>
  if (kind === 'http') return String(url ?? '')
  if (kind === 'dns') return `${type ?? 'A'} ${name ?? ''}`
  if (kind === 'metric') return `${source ?? ''}: ${query ?? ''}`
  return port === undefined ? String(host ?? '') : `${host}:${port}`
}
