/** How far an incident has come: its status, and when it reached each stage. */
import type { Instant } from '../kernel/brand.ts'
import type { Fact } from '../kernel/fact.ts'
import type { Status } from '../kernel/scales.ts'

/** The instant at which each stage was reached; kept apart, so that each clock can be shown and corrected. */
export interface StageTimes {
  occurred: Instant
  detected: Instant
  recorded: Instant
  classified?: Instant
  prioritised?: Instant
  acknowledged?: Instant
  mitigated?: Instant
  restored?: Instant
  resolved?: Instant
  closed?: Instant
}

/** The only place that sets the status. */
export function evolveStatus(status: Status, fact: Fact): Status {
  switch (fact.type) {
    case 'IncidentAcknowledged':
      return status === 'open' ? 'acknowledged' : status
    // A new run asks for a new acknowledgement.
    case 'EscalationStarted':
      return status === 'acknowledged' || status === 'mitigated' ? 'open' : status
    case 'IncidentMitigated':
      return 'mitigated'
    case 'ServiceRestored':
      return fact.quietUntil ? 'verifying' : status
    case 'IncidentResolved':
      return 'resolved'
    case 'IncidentReopened':
      return 'open'
    case 'IncidentClosed':
      return 'closed'
    case 'IncidentDeclined':
      return 'declined'
    case 'IncidentMerged':
      return 'merged'
    case 'IncidentUnmerged':
      return fact.status
    default:
      return status
  }
}

export function evolveTimes(times: StageTimes, fact: Fact): StageTimes {
  const { at } = fact
  switch (fact.type) {
    case 'CategorySet':
      return { ...times, classified: times.classified ?? at }
    case 'PriorityAssessed':
      return { ...times, prioritised: times.prioritised ?? at }
    case 'IncidentAcknowledged':
      return { ...times, acknowledged: times.acknowledged ?? at }
    case 'IncidentMitigated':
      return { ...times, mitigated: times.mitigated ?? at }
    case 'ServiceRestored':
      return { ...times, restored: at }
    case 'IncidentResolved':
      return { ...times, resolved: at }
    case 'IncidentReopened': {
      const { resolved: _, restored: __, closed: ___, ...rest } = times
      return rest
    }
    case 'IncidentClosed':
    case 'IncidentDeclined':
    case 'IncidentMerged':
      return { ...times, closed: at }
    case 'IncidentUnmerged': {
      const { closed: _, ...rest } = times
      if (fact.status === 'resolved') return rest
      const { resolved: __, restored: ___, ...working } = rest
      return working
    }
    case 'InstantCorrected':
      return { ...times, [fact.stage]: fact.to }
    default:
      return times
  }
}
