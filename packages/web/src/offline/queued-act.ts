/** What was pressed while the line was down, and what is to become of it. Pure: the store and the sending are beside it. */

export type ActKind = 'acknowledge' | 'escalate'

export interface QueuedAct {
  /** One for each person, incident and kind: who presses twice means it once. */
  id: string
  kind: ActKind
  /** Who pressed. Absent with `link`, which names the person itself. */
  person?: string
  incident: string
  title: string
  body?: object
  /** The signed address out of a notification, which acts without a login. */
  link?: string
  queuedAt: number
  state: ActState
}

/** `waiting`: for the line. `asks`: too old to be sent without a word. `signed_out`: for its owner. */
export type ActState = 'waiting' | 'asks' | 'signed_out' | { done: ActOutcome }

/** `sent`: it holds. `taken`: somebody else was faster. `over`: nothing is left to take. */
export type ActOutcome =
  | { outcome: 'sent' }
  | { outcome: 'over' }
  | { outcome: 'taken'; by: string }
  | { outcome: 'refused'; message: string }

/**
 * An acknowledge that is older asks again instead of being sent. Steps of an escalation are five minutes apart by default: after ten,
 * others were called, and whoever pressed may be asleep again in the belief that it was taken. Taking it then, silently, would stop the
 * calls for an incident on which nobody works.
 */
export const ACT_AGE_MS_MAX = 10 * 60_000

export function actId({ kind, person, incident }: Pick<QueuedAct, 'kind' | 'person' | 'incident'>): string {
  return [person ?? 'link', incident, kind].join('/')
}

export function isTooOld({ queuedAt }: Pick<QueuedAct, 'queuedAt'>, nowMs: number): boolean {
  return nowMs - queuedAt > ACT_AGE_MS_MAX
}

/** An act is queued when its answer did not come; the server had taken it up to this long before. */
const FIRED_EARLY_MS = 20_000

/** Of an incident, as far as it matters here. */
export interface IncidentNow {
  status: string
  owner: { id: string; name: string } | null
  actions: Readonly<Record<string, { allowed: boolean }>>
  escalation?: { ladder: readonly { step: number; fired_at: string | null }[] } | null
}

const OVER: readonly string[] = ['resolved', 'closed', 'declined', 'merged']

/**
 * Whether an act is still to be sent, or what became of it meanwhile. What is allowed is the server's word; an escalation is not sent
 * where somebody else has begun to work, nor again where its step has fired since: the answer alone was lost.
 */
export function judgeAct(
  act: Pick<QueuedAct, 'kind' | 'body' | 'queuedAt'>,
  personId: string,
  incident: IncidentNow,
): 'send' | ActOutcome {
  const { status, owner, actions } = incident
  if (OVER.includes(status)) return { outcome: 'over' }
  if (act.kind === 'escalate' && hasFiredSince(act, incident)) return { outcome: 'sent' }
  const isOthers = status !== 'open' && owner !== null && owner.id !== personId
  if (act.kind === 'escalate') return isOthers ? { outcome: 'taken', by: owner.name } : 'send'
  if (actions.acknowledge?.allowed) return 'send'
  return isOthers ? { outcome: 'taken', by: owner.name } : { outcome: 'sent' }
}

function hasFiredSince({ body, queuedAt }: Pick<QueuedAct, 'body' | 'queuedAt'>, { escalation }: IncidentNow): boolean {
  const step = body && 'step' in body ? body.step : undefined
  const firedAt = escalation?.ladder.find((rung) => rung.step === step)?.fired_at
  return typeof firedAt === 'string' && Date.parse(firedAt) >= queuedAt - FIRED_EARLY_MS
}
