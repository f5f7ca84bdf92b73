import { formatTimelineFilter, parseTimelineFilter } from '../../features/record/timeline-filter.ts'
import { parseAt } from '../../features/respond/why-paged-search.ts'

/** What stands in the address of an incident's page. */
export interface IncidentSearch {
  /** The person about whom is asked why they were paged, or were not. */
  why?: string | undefined
  /** As it was at that instant, RFC 3339; absent: now. */
  at?: string | undefined
  /** Which entries of its timeline are shown; absent: all. */
  show?: string | undefined
}

/** What is unknown is ignored. */
export function parseIncidentSearch({ why, at, show }: Record<string, unknown>): IncidentSearch {
  return {
    why: typeof why === 'string' && why !== '' ? why : undefined,
    at: parseAt(at),
    show: formatTimelineFilter(parseTimelineFilter(show)),
  }
}
