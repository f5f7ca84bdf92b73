import type { Directory } from '../people/directory.ts'
import type { IncidentEventType, WebhookId } from '../people/webhook.ts'
import type { Actor } from './actor.ts'
import type { DurationMs, IncidentId, Instant, PageId, ReportId, UserId } from './brand.ts'
import type { Rejection, RejectionCode } from './codes.ts'
import type { NewFact, PlannedContact, TargetReason } from './fact.ts'
import type { Reason } from './reason.ts'
import type { Urgency } from './scales.ts'
import type { AskExpression } from './subject.ts'

/** What a command brings along: the instant, who asks, and the configuration as of that instant. */
export interface Context {
  at: Instant
  actor: Actor
  directory: Directory
  /** Evaluates an expression of a policy: the core knows no language. */
  ask?: AskExpression
  /** Of steps whose targets take turns: how many have been taken, by the step's key. */
  turns?: ReadonlyMap<string, number>
  /** Letters and digits that nobody can guess, others each time. */
  chance?: () => string
}

/** Facts (perhaps none) and why, or a rejection. */
export type Decision =
  /** `wakes`: what is looked at again though nothing happened, so that no fact asks for it. */
  { facts: NewFact[]; because: Reason; wakes?: WakeEffect[] } | { rejected: Rejection }

export function decided(because: Reason, ...facts: NewFact[]): Decision {
  return { facts, because }
}

export function nothing(because: Reason): Decision {
  return { facts: [], because }
}

export function rejected(code: RejectionCode, facts?: Rejection['facts']): Decision {
  return { rejected: facts ? { code, facts } : { code } }
}

/** Wakes are commands that wait: at `due` the body comes back as a command of the same name. */
export type Wake =
  | { kind: 'EscalationStepDue'; run: number; pass: number; step: number }
  | { kind: 'ExhaustedRepeatDue'; run: number; round: number }
  | { kind: 'NotificationRuleDue'; user: UserId; run: number; index: number }
  | { kind: 'SnoozeDue'; until: Instant }
  | { kind: 'AcknowledgementDue'; until: Instant }
  /** Some time of a criterion has come, or that by which it was expected to be resolved. */
  | { kind: 'CriteriaDue' }
  | { kind: 'QuietPeriodDue'; until: Instant }

export type SendClass = 'page' | 'chat' | 'status' | 'digest' | 'sync' | 'report'

/** What people who were paged for an incident are told, so that nobody waits for what is over. */
export type NoticeEvent = 'acknowledged' | 'mitigated' | 'resolved' | 'declined' | 'merged'

/** What became of the message that took a page along. `together`: with how many others. */
export interface CarriedBy {
  page: PageId
  providerRef?: string
  together?: number
  instead?: { code: string; cause: string }
  failure?: { code: string; retry: 'now' | 'later' | 'never'; cause: string; retryAfterMs?: number }
}

/** A message to a person about an incident, as the outbox keeps it: sending needs nothing but this and the channel's secrets. */
export interface PersonMessage {
  kind: 'page' | 'notice'
  page: PageId
  incident: IncidentId
  user: UserId
  target: PlannedContact
  urgency: Urgency
  title: string
  priority: string
  services: string[]
  because: Reason
  why?: TargetReason
  signalReceivedAt: Instant
  requestedAt: Instant
  /** When its step or rule was due, which is before it was asked for when whoever looks what is due came late. */
  dueAt?: Instant
  /** The call that the signal itself caused, at once: what the paging meter measures. Later steps and rules wait by design. */
  isFirstCall: boolean
  /** The link to the call in which people meet over it. */
  bridge?: string
  /** A page of this run has reached them before: limits per person may send it by another way. */
  mayBeLimited?: true
  /** Pages with the same word go out as one message that names all of their incidents. */
  gather?: string
  /** A message of another page with that word had this one in it, and was handed over, or failed. */
  carriedBy?: CarriedBy
  /** Somebody asked for it to see it come: it waits for no others. */
  goesAlone?: true
  /** It followed another page in a burst, and waits since then to go together with others. */
  heldSince?: Instant
  /** How often it was taken up and found that it has to wait: none of these was an attempt. */
  holds?: number
  /** The page whose message is to have this one in it, while that one is under way. */
  bundledIn?: PageId
  /** It goes at the head of those that wait with it, and in no other's message. */
  leads?: true
  /** A mail to somebody without an account who reported it; then `user` is nobody. */
  report?: { id: ReportId; locale: 'en' | 'ja'; name?: string }
  /** Of a notice: what happened, and by whom. */
  notice?: { event: NoticeEvent; by?: string; into?: IncidentId }
}

/** Words to a person that belong to no incident, e.g. a digest or a shift that moved. Complete: they were written when it was queued. */
export interface Letter {
  kind: 'letter'
  page: PageId
  user: UserId
  target: PlannedContact
  /** One line. */
  subject: string
  /** Sentences, one per line, in the reader's language. */
  lines: string[]
  /** Where the console shows what it is about: a path, e.g. `/on-call`. */
  view: string
  /** It asks its reader for a shift: a link in it answers that request without a login, until then. */
  asks?: { request: string; until: Instant }
  requestedAt: Instant
}

/** Something happened to an incident that receivers outside want to know. What they are told is made of the facts up to `version`. */
export interface EventNotice {
  kind: 'event'
  incident: IncidentId
  event: IncidentEventType
  /** The fact that it is. */
  fact: number
  /** The last fact that was written together with it: the incident is told as it was then. */
  version: number
  webhooks: readonly WebhookId[]
}

/** Something happened that the chat channel of an incident has to show. What it shows is made of the facts when it is looked at. */
export interface ChannelNotice {
  kind: 'channel'
  incident: IncidentId
  /** The last fact that was written. */
  version: number
}

/** It was taken or is over: messages with buttons that were delivered before are edited, whoever's they are and whoever did it. */
export interface ButtonsNotice {
  kind: 'buttons'
  incident: IncidentId
  notice: NonNullable<PersonMessage['notice']>
  /** They are still called: what they were sent stays as it is. */
  asked: readonly UserId[]
}

/** To somebody, through one of their channels. */
export type MessageToPerson = PersonMessage | Letter

/**
 * What the outbox keeps. Decisions about incidents send {@link PersonMessage}s; everything else that people are told is a letter, and
 * what other systems are told an event, what the channel of an incident shows a channel notice, and what becomes of buttons a buttons notice.
 */
export type OutboxMessage = MessageToPerson | EventNotice | ChannelNotice | ButtonsNotice

export type WakeEffect = { kind: 'wake'; key: string; due: Instant; wake: Wake }

/** What must happen outside the decision. The shell writes all of it in the transaction of the facts. */
export type Effect<Command> =
  | WakeEffect
  | { kind: 'cancel_wake'; key: string }
  /** `delayMs`: nobody begins it before. */
  | { kind: 'send'; class: SendClass; key: string; message: PersonMessage; delayMs?: DurationMs }
  /** Sends that nobody has begun are dropped; one in flight is left to end. */
  | { kind: 'cancel_send'; key: string }
  | { kind: 'command'; command: Command; part: Extract<Actor, { kind: 'system' }>['part'] }
