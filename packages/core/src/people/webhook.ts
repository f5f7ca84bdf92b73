/** Receivers outside that are told what happens to incidents, as the configuration says. */
import type { Brand, ServiceId, TeamId } from '../kernel/brand.ts'
import type { Priority } from '../kernel/scales.ts'

export type WebhookId = Brand<string, 'WebhookId'>

/** What can be told. The names are public: they are added to, and never change their meaning. */
export const INCIDENT_EVENTS = [
  'incident.opened',
  'incident.updated',
  'incident.priority_changed',
  'incident.acknowledged',
  'incident.escalated',
  'incident.unanswered',
  'incident.assigned',
  'incident.snoozed',
  'incident.noted',
  'incident.mitigated',
  'incident.restored',
  'incident.resolved',
  'incident.reopened',
  'incident.closed',
  'incident.declined',
  'incident.merged',
  'incident.unmerged',
] as const
export type IncidentEventType = (typeof INCIDENT_EVENTS)[number]

/** What decisions need of a webhook; where it leads and how it is signed is for those who send. Empty lists: all. */
export interface Webhook {
  id: WebhookId
  isActive: boolean
  events: readonly IncidentEventType[]
  services: readonly ServiceId[]
  teams: readonly TeamId[]
  priorities: readonly Priority[]
}
