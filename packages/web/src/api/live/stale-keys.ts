import { keys } from '../keys.ts'
import type { StreamEvent } from './event-stream.ts'

/** `isExact`: the entry alone, not what lies below it. */
export interface StaleKey {
  key: readonly unknown[]
  isExact: boolean
}

/**
 * What one event makes stale. A list is stale as a whole (its order may change); of an incident only what its facts touch:
 * its alerts are left alone when nothing was attached or cleared.
 */
export function staleKeys(event: StreamEvent): StaleKey[] {
  const told = parse(event.data)
  switch (event.type) {
    case 'incident':
      return told.id === undefined ? [] : ofIncident(told.id, told.types)
    case 'presence':
      return told.id === undefined ? [] : [stale(keys.incidentPresence(told.id))]
    case 'alert':
      return [stale(keys.alerts), stale(keys.firstRun), ...ofAlert(told.id)]
    case 'config':
      return [keys.configuration, keys.onCall, keys.people, keys.session, keys.home, keys.tasks, keys.firstRun].map(
        (key) => stale(key),
      )
    default:
      return []
  }
}

/** Of many at once the server names none. */
function ofAlert(id: string | undefined): StaleKey[] {
  if (id === undefined) return []
  return id === '*' ? [stale(keys.anyAlert)] : [stale(keys.alert(id), true)]
}

const ofAlerts = new Set([
  ...['IncidentOpened', 'AlertsAttached', 'AlertsCleared'],
  ...['IncidentMerged', 'IncidentAbsorbed', 'IncidentUnmerged', 'IncidentSplitOff'],
])

function ofIncident(id: string, types: readonly string[]): StaleKey[] {
  const touchesAlerts = types.length === 0 || types.some((type) => ofAlerts.has(type))
  return [
    stale(keys.home),
    stale(keys.tasks),
    stale(keys.incidents),
    stale(keys.incident(id), true),
    stale(keys.incidentFacts(id)),
    ...(touchesAlerts ? [stale(keys.incidentAlerts(id))] : []),
  ]
}

function stale(key: readonly unknown[], isExact = false): StaleKey {
  return { key, isExact }
}

function parse(data: string): { id: string | undefined; types: string[] } {
  try {
    const { id, types } = JSON.parse(data) as { id?: unknown; types?: unknown }
    return {
      id: typeof id === 'string' ? id : undefined,
      types: Array.isArray(types) ? types.filter((type) => typeof type === 'string') : [],
    }
  } catch {
    return { id: undefined, types: [] }
  }
}
