/** The scales of the brief. Words: what a source says (`SourceSeverity`) becomes the incident's `Severity`, which with `Scope` gives `Priority`. */
export const SOURCE_SEVERITIES = ['critical', 'high', 'medium', 'low', 'info', 'unknown'] as const
export type SourceSeverity = (typeof SOURCE_SEVERITIES)[number]

export const SEVERITIES = ['high', 'medium', 'low'] as const
export type Severity = (typeof SEVERITIES)[number]

export const SCOPES = ['individual', 'department', 'company_wide'] as const
export type Scope = (typeof SCOPES)[number]

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const
export type Priority = (typeof PRIORITIES)[number]

/** How loudly a page asks: each person has rules per urgency. */
export const URGENCIES = ['high', 'low'] as const
export type Urgency = (typeof URGENCIES)[number]

export const INCIDENT_TYPES = ['operational', 'security', 'customer_service'] as const
export type IncidentType = (typeof INCIDENT_TYPES)[number]

/** L1 service desk, L2 technical team, L3 architect or vendor, then management. */
export const LEVELS = ['L1', 'L2', 'L3', 'management'] as const
export type Level = (typeof LEVELS)[number]

/** What somebody who cannot solve it asks for. */
export type LevelNeeded = Exclude<Level, 'L1'> | 'vendor'

export const STATUSES = [
  'open',
  'acknowledged',
  'mitigated',
  'verifying',
  'resolved',
  'closed',
  'declined',
  'merged',
] as const
export type Status = (typeof STATUSES)[number]

const WORKING: readonly Status[] = ['open', 'acknowledged', 'mitigated', 'verifying']

/** Somebody still has to do something, or the quiet period runs: alerts of the group join it. */
export function isWorking(status: Status): boolean {
  return WORKING.includes(status)
}

/** Closed for good: only a command that reopens may change that (law 7). */
export function isFinal(status: Status): boolean {
  return status === 'closed' || status === 'declined' || status === 'merged'
}
