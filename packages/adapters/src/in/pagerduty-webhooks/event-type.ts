import type { SignalState } from '@tocsin/core/detect/signal.ts'

/** The events that say by their name what became of an incident; of the others its status does. */
export const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['incident.triggered', 'firing'],
  ['incident.reopened', 'firing'],
  ['incident.unacknowledged', 'firing'],
  ['incident.acknowledged', 'acknowledged'],
  ['incident.resolved', 'resolved'],
])

/** What a subscription needs, so that nothing is missed that is read here. */
export const EVENT_TYPES: readonly string[] = [...STATES.keys(), 'incident.priority_updated', 'incident.escalated']
