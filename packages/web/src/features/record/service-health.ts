import { queryOptions } from '@tanstack/react-query'
import { PRIORITIES, type Priority } from '@tocsin/core/kernel/scales.ts'
import { keys } from '../../api/keys.ts'
import { getJson } from '../../api/request.ts'
import type { Incident } from '../../api/types.ts'

/** The gravest open incidents; what is beyond two hundred is counted as part of them. */
const query = { query: 'is:active', order: 'priority', limit: 200 } as const

export const healthQuery = queryOptions({
  queryKey: keys.incidentList(query),
  queryFn: ({ signal }) => getJson('/incidents', { query, signal }),
  select: ({ items }) => healthByService(items),
})

/** How many open incidents each service has, and their gravest priority. */
export function healthByService(
  incidents: readonly Pick<Incident, 'services' | 'priority'>[],
): Map<string, { openCount: number; worst: Priority | null }> {
  const health = new Map<string, { openCount: number; worst: Priority | null }>()
  for (const { services, priority } of incidents) {
    for (const { id } of services) {
      const { openCount, worst } = health.get(id) ?? { openCount: 0, worst: null }
      const isWorse = worst === null || PRIORITIES.indexOf(priority) < PRIORITIES.indexOf(worst)
      health.set(id, { openCount: openCount + 1, worst: isWorse ? priority : worst })
    }
  }
  return health
}
