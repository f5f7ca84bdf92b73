import type { OpsgeniePriority, OpsgenieResponder } from './fields.ts'

/**
 * What a request to Opsgenie's Alert API v2 asks for, after opsgenie/opsgenie-oas `swagger.json` and docs.opsgenie.com. Paths stand
 * behind `/v2`, as they came: identifiers may hold an escaped slash. A slash at the end says nothing, the official client for Node
 * writes one everywhere.
 */
export type OpsgenieOperation =
  | { kind: 'create'; alert: NewOpsgenieAlert }
  | { kind: 'list'; query: URLSearchParams }
  | { kind: 'count'; query: URLSearchParams }
  | { kind: 'get'; target: AlertTarget }
  | { kind: 'recipients'; target: AlertTarget }
  | { kind: 'entries'; of: 'note' | 'log'; target: AlertTarget; query: URLSearchParams }
  | { kind: 'request'; requestId: string }
  | { kind: 'change'; target: AlertTarget; change: AlertChange; said: Said }
  | { kind: 'command'; target: AlertTarget; command: AlertCommand; said: Said }
  | { kind: 'ping'; name: string }
  | { kind: 'heartbeat'; name: string }
  | { kind: 'heartbeats' }

/** An alert by its id, its short number or its alias. */
export interface AlertTarget {
  by: 'id' | 'tiny' | 'alias'
  value: string
}

/** Who did it by the sender's words, where, and what they wrote. */
export interface Said {
  user?: string
  source?: string
  note?: string
}

export interface NewOpsgenieAlert extends Said {
  message: string
  alias?: string
  description?: string
  responders: OpsgenieResponder[]
  actions: string[]
  tags: string[]
  details: Record<string, string>
  entity?: string
  priority: OpsgeniePriority
}

/** What changes the alert alone. */
export type AlertChange = { type: 'Close' } | { type: 'Delete' } | WordsChange

export type WordsChange =
  | { type: 'AddTags' | 'RemoveTags'; tags: string[] }
  | { type: 'AddDetails'; details: Record<string, string> }
  | { type: 'RemoveDetails'; keys: string[] }
  | { type: 'UpdateMessage'; message: string }
  | { type: 'UpdateDescription'; description: string }
  | { type: 'UpdatePriority'; priority: OpsgeniePriority }

/** What is said to the incident of the alert. */
export type AlertCommand =
  | { type: 'Acknowledge' | 'UnAcknowledge' | 'AddNote' }
  | { type: 'Snooze'; until: number }
  | { type: 'Assign'; owner: OpsgenieResponder }
  | { type: 'Escalate'; escalation: OpsgenieResponder }
  | { type: 'AddResponder'; responder: OpsgenieResponder }
  | { type: 'ExecuteAction'; action: string }

/** `status` and what is wrong: by field for a body that cannot be used, as a sentence otherwise. */
export interface OpsgenieRefusal {
  status: number
  message: string
  errors?: Record<string, string>
}

export type OperationReading = { operation: OpsgenieOperation } | { refusal: OpsgenieRefusal }

export const UNPROCESSABLE = 'Request body is not processable. Please check the errors.'

export function refuseFields(errors: Record<string, string>): { refusal: OpsgenieRefusal } {
  return { refusal: { status: 422, message: UNPROCESSABLE, errors } }
}
