/**
 * What receivers outside are told of facts: which of them are events, and who wants to know. Much of a timeline is our own affair
 * (pages, attempts, wakes) and is told nobody.
 */
import type { IncidentState } from './incident-state.ts'
import type { TeamId } from './kernel/brand.ts'
import type { EventNotice } from './kernel/decision.ts'
import type { Fact, FactType } from './kernel/fact.ts'
import type { Directory } from './people/directory.ts'
import type { IncidentEventType, Webhook } from './people/webhook.ts'

const EVENT_OF: { readonly [Type in FactType]?: IncidentEventType } = {
  IncidentOpened: 'incident.opened',
  IncidentEdited: 'incident.updated',
  ServicesAffected: 'incident.updated',
  SeverityAssessed: 'incident.updated',
  ScopeAssessed: 'incident.updated',
  CategorySet: 'incident.updated',
  PriorityAssessed: 'incident.priority_changed',
  IncidentAcknowledged: 'incident.acknowledged',
  StepFired: 'incident.escalated',
  EscalationExhausted: 'incident.unanswered',
  OwnerAssigned: 'incident.assigned',
  IncidentSnoozed: 'incident.snoozed',
  NoteAdded: 'incident.noted',
  IncidentMitigated: 'incident.mitigated',
  ServiceRestored: 'incident.restored',
  IncidentResolved: 'incident.resolved',
  IncidentReopened: 'incident.reopened',
  IncidentClosed: 'incident.closed',
  IncidentDeclined: 'incident.declined',
  IncidentMerged: 'incident.merged',
  IncidentUnmerged: 'incident.unmerged',
}

/** What the opening says already. */
const WITHIN_OPENING: readonly IncidentEventType[] = ['incident.updated', 'incident.priority_changed']

/**
 * The events of facts that were written together, for those who want them. `state` is what the facts led to. Tests page their own
 * person and nobody else, so they are told nobody.
 */
export function listIncidentEvents(facts: readonly Fact[], state: IncidentState, directory: Directory): EventNotice[] {
  const { webhooks = [] } = directory
  if (webhooks.length === 0 || state.record.testOf !== undefined) return []
  const wanting = webhooks.filter((webhook) => concerns(webhook, state, directory))
  if (wanting.length === 0) return []
  const isOpening = facts.some(({ type }) => type === 'IncidentOpened')
  return facts.flatMap((fact): EventNotice[] => {
    const event = eventOf(fact, isOpening)
    if (event === undefined) return []
    const ids = wanting.filter(({ events }) => events.length === 0 || events.includes(event)).map(({ id }) => id)
    if (ids.length === 0) return []
    return [{ kind: 'event', incident: state.id, event, fact: fact.version, version: state.version, webhooks: ids }]
  })
}

/** The first step of a first pass is the page that the opening causes, and no escalation. */
function eventOf(fact: Fact, isOpening: boolean): IncidentEventType | undefined {
  if (fact.type === 'StepFired' && fact.step === 0 && fact.pass === 0) return undefined
  const event = EVENT_OF[fact.type]
  return event !== undefined && isOpening && WITHIN_OPENING.includes(event) ? undefined : event
}

/** Its priority, one of its services and one of its teams are among those that the webhook names; what names none wants all. */
function concerns({ isActive, services, teams, priorities }: Webhook, state: IncidentState, directory: Directory) {
  if (!isActive) return false
  if (priorities.length > 0 && !priorities.includes(state.priority.priority)) return false
  if (services.length > 0 && !state.record.services.some((id) => services.includes(id))) return false
  return teams.length === 0 || teamsOf(state, directory).some((id) => teams.includes(id))
}

/** The team that a rule gave it to, else the owners of its services. */
function teamsOf({ record }: IncidentState, { services }: Directory): TeamId[] {
  if (record.team !== undefined) return [record.team]
  return record.services.flatMap((id) => services.get(id)?.team ?? [])
}
