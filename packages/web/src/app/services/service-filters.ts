import type { Service } from '../../api/types.ts'

export const SERVICE_STATES = ['all', 'burning', 'unowned', 'inactive'] as const

export interface ServiceFilters {
  q?: string | undefined
  state?: (typeof SERVICE_STATES)[number] | undefined
}

export function parseServiceFilters(search: Record<string, unknown>): ServiceFilters {
  return {
    q: typeof search.q === 'string' && search.q.trim() !== '' ? search.q : undefined,
    state: SERVICE_STATES.find((state) => state === search.state && state !== 'all'),
  }
}

/**
 * What is wanted, what burns first: by the gravest priority, then by the number of open incidents, then by name. Inactive ones come
 * last, unless they are what is asked for.
 */
export function chooseServices(services: readonly Service[], { q, state }: ServiceFilters): Service[] {
  const words = q?.trim().toLowerCase() ?? ''
  return services
    .filter(({ id, name, description }) => `${id} ${name} ${description ?? ''}`.toLowerCase().includes(words))
    .filter((service) => isIn(service, state))
    .toSorted(
      (a, b) =>
        Number(b.active) - Number(a.active) ||
        (a.worst_priority ?? 'P9').localeCompare(b.worst_priority ?? 'P9') ||
        b.open_incidents - a.open_incidents ||
        a.name.localeCompare(b.name),
    )
}

function isIn({ active, open_incidents, team, policy }: Service, state: ServiceFilters['state']): boolean {
  switch (state) {
    case 'burning':
      return open_incidents > 0
    case 'unowned':
      return active && (team === undefined || policy === undefined)
    case 'inactive':
      return !active
    default:
      return true
  }
}
