/** What the response wants to happen when something became a fact: steps and rules armed, pages sent, others called off. */

import type { DurationMs, Instant, PageId, UserId } from '../kernel/brand.ts'
import type { Effect, NoticeEvent, PersonMessage, SendClass } from '../kernel/decision.ts'
import type { Fact, FactOf, Head, PagedPerson, PlannedContact } from '../kernel/fact.ts'
import { SECOND } from '../kernel/instant.ts'
import type { CriteriaCommand } from './criteria.ts'
import type { EscalationCommand } from './escalation.ts'
import { armNext, hurry } from './next-move.ts'
import type { PagingCommand } from './paging.ts'
import { isPlace, parsePlace } from './place.ts'
import type { RepairCommand } from './repair.ts'
import type { ResponseState } from './response.ts'
import type { TakingCommand } from './taking.ts'
import { ackKey, armAcknowledgement, armCriteria, callOffCriteria, ruleKey } from './timers.ts'

export type RespondCommand = EscalationCommand | PagingCommand | TakingCommand | CriteriaCommand | RepairCommand
type RespondEffect = Effect<RespondCommand>

export interface ReactionInput {
  before: ResponseState
  after: ResponseState
  headBefore: Head
  head: Head
  fact: Fact
  /** Names for messages: the shell's directory knows them. */
  serviceNames: string[]
  actorName: string
  isActive: (user: UserId) => boolean
}

export function reactResponse(input: ReactionInput): RespondEffect[] {
  const { fact, head, after } = input
  switch (fact.type) {
    case 'IncidentOpened':
      return [start('incident_opened')]
    case 'IncidentReopened':
      return [start('incident_reopened')]
    case 'SnoozeEnded':
      return [start('snooze_ended')]
    case 'PriorityAssessed':
      return isLouderThanPaged(input) ? [start('urgency_raised')] : []
    case 'EscalationStarted':
      return [...armNext(after, fact, head), ...armCriteria(after, head, fact.at)]
    case 'StepSkipped':
    case 'StepHeld':
      return armNext(after, fact, head)
    case 'ProgressReported':
      return [...(fact.expectedAt === undefined ? [] : armCriteria(after, head, fact.at)), ...renew(after, fact)]
    case 'NoteAdded':
    case 'SeverityAssessed':
    case 'ScopeAssessed':
    case 'CategorySet':
    case 'BridgeSet':
      return renew(after, fact)
    case 'PagingRepaired':
      return repair(input, fact)
    case 'StepFired':
    case 'EscalationExhausted':
      return [
        ...armNext(after, fact, head),
        ...fact.people.flatMap((person) => armRules(head, person, fact.run, fact)),
        ...hurry(after),
      ]
    case 'ResponderPaged':
      return armRules(head, fact.person, after.runsCount, fact)
    case 'PageRequested':
      return [sendPage(input, fact)]
    case 'PersonUnreachable':
      return hurry(after)
    case 'IncidentSnoozed':
      return [
        { kind: 'wake', key: `${head.id}:snooze`, due: fact.until, wake: { kind: 'SnoozeDue', until: fact.until } },
      ]
    case 'IncidentUnmerged':
      // Of the others the time may have come while it was part of another incident: nobody asked them then.
      return fact.status === 'open' ? [start('unmerged_by_hand')] : [...armCriteria(after, head, fact.at), ASK_CRITERIA]
    case 'IncidentAcknowledged':
      return [...armAcknowledgement(after, head), ...(fact.stillNeeded ? [] : tell(input, 'acknowledged'))]
    case 'AcknowledgementAdded':
      return [...armAcknowledgement(after, head), ...(fact.stillNeeded > 0 ? [] : tell(input, 'acknowledged'))]
    case 'AcknowledgementRenewed':
      return armAcknowledgement(after, head)
    case 'IncidentMitigated':
      return tell(input, 'mitigated')
    case 'IncidentResolved':
      return tell(input, 'resolved')
    case 'IncidentDeclined':
      return tell(input, 'declined')
    case 'IncidentMerged':
      return tell(input, 'merged')
    default:
      return []
  }
}

/** Somebody was paged quietly for what is urgent now. Before the first page nothing is lost: it will be loud. */
function isLouderThanPaged({ headBefore, head, after }: ReactionInput): boolean {
  const { escalation } = after
  if (headBefore.urgency !== 'low' || head.urgency !== 'high' || !escalation?.next) return false
  return escalation.lastStep !== null || escalation.isHeld === true
}

/** Work of a person makes the acknowledgement last longer, where it would end by itself. */
function renew({ ackUntil }: ResponseState, { actor }: Fact): RespondEffect[] {
  if (ackUntil === undefined || actor.kind !== 'user') return []
  return [{ kind: 'command', part: 'escalation', command: { type: 'RenewAcknowledgement', by: actor.id } }]
}

function start(because: Extract<EscalationCommand, { type: 'StartEscalation' }>['because']): RespondEffect {
  return { kind: 'command', part: 'escalation', command: { type: 'StartEscalation', because } }
}

/**
 * Whatever the state before waited for and the state after does not: wakes and sends that nobody has begun are dropped.
 * Asked once a decision and carried out ahead of its reactions, so that nothing that they arm anew is dropped again.
 */
export function callOffResponse(
  before: ResponseState,
  after: ResponseState,
  head: Head,
  facts: readonly Fact[],
): RespondEffect[] {
  const effects: RespondEffect[] = []
  if (before.escalation?.next && !after.escalation?.next)
    effects.push({ kind: 'cancel_wake', key: `${head.id}:escalation` })
  if (before.hold && !after.hold) effects.push({ kind: 'cancel_wake', key: `${head.id}:snooze` })
  if (before.ackUntil !== undefined && after.ackUntil !== before.ackUntil)
    effects.push({ kind: 'cancel_wake', key: ackKey(head) })
  effects.push(...callOffCriteria(before, after, head))
  for (const [user, run] of Object.entries(before.runs)) {
    const now = after.runs[user as UserId]
    if (now?.run === run.run && now.pass === run.pass) continue
    for (const index of run.left)
      effects.push({ kind: 'cancel_wake', key: ruleKey(head, user as UserId, run.run, index) })
  }
  const ended = facts.flatMap((fact) => (fact.type === 'PageAttempted' ? [fact.page] : []))
  for (const page of Object.keys(before.openPages) as PageId[]) {
    if (!after.openPages[page] && !ended.includes(page)) effects.push({ kind: 'cancel_send', key: page })
  }
  return effects
}

const ASK_CRITERIA: RespondEffect = { kind: 'command', part: 'escalation', command: { type: 'AskCriteria' } }

/** What was lost is written once more, under the same keys: whoever did get it does not get it twice. */
function repair(input: ReactionInput, fact: FactOf<'PagingRepaired'>): RespondEffect[] {
  const { after, head } = input
  const { lost } = fact
  const rules = (lost.rules ?? []).flatMap(({ user, index }): RespondEffect[] => {
    const run = after.runs[user]
    const due = run?.plan[index]?.dueAt
    if (!run || due === undefined) return []
    const wake = { kind: 'NotificationRuleDue', user, run: run.run, index } as const
    return [{ kind: 'wake', key: ruleKey(head, user, run.run, index), due, wake }]
  })
  const pages = (lost.pages ?? []).flatMap((page): RespondEffect[] => {
    const open = after.openPages[page]
    if (!open) return []
    const message = messageOf(input, 'page', page, open.user, open.target)
    const why = after.runs[open.user]?.why
    return [{ kind: 'send', class: 'page', key: page, message: { ...message, ...(why && { why }) } }]
  })
  const until = after.hold?.until
  const snooze: RespondEffect[] =
    lost.hold && until !== undefined
      ? [{ kind: 'wake', key: `${head.id}:snooze`, due: until, wake: { kind: 'SnoozeDue', until } }]
      : []
  return [
    ...(lost.next ? armNext(after, fact, head) : []),
    ...(lost.ack ? armAcknowledgement(after, head) : []),
    ...(lost.criteria ? [...armCriteria(after, head, fact.at), ASK_CRITERIA] : []),
    ...snooze,
    ...rules,
    ...pages,
  ]
}

function armRules(head: Head, person: PagedPerson, run: number, fact: Fact): RespondEffect[] {
  return person.plan.flatMap((rule, index): RespondEffect[] =>
    rule.dueAt <= fact.at
      ? []
      : [
          {
            kind: 'wake',
            key: ruleKey(head, person.user, run, index),
            due: rule.dueAt,
            wake: { kind: 'NotificationRuleDue', user: person.user, run, index },
          },
        ],
  )
}

/** Long enough for all incidents whose hour has come to have asked for their place in a digest. */
const GATHER_MS = (30 * SECOND) as DurationMs

function sendPage(input: ReactionInput, fact: FactOf<'PageRequested'>): RespondEffect {
  const message = messageOf(input, 'page', fact.page, fact.user, fact.target)
  const digest = fact.because === 'in_digest' && { class: 'digest' as const, delayMs: GATHER_MS }
  return {
    ...{ kind: 'send', class: 'page', key: fact.page },
    ...digest,
    message: {
      ...message,
      ...(digest && { gather: `digest/${fact.user}/${fact.target.contact}` }),
      ...{ urgency: fact.urgency, why: fact.why, isFirstCall: isFirstCall(input, fact) },
      ...wasDue(input, fact),
      ...(mayBeLimited(input, fact) && { mayBeLimited: true }),
      ...(input.head.testOf && { goesAlone: true }),
    },
  }
}

/** Of a step or a later rule that was taken up late: when it was due. Everything else is due when it is asked for. */
function wasDue(
  { before }: ReactionInput,
  { user, target, because, at }: FactOf<'PageRequested'>,
): { dueAt?: Instant } {
  const rules = because === 'rule_due' ? (before.runs[user]?.plan ?? []) : []
  const times = rules.filter(({ contact }) => contact === target.contact).map((rule) => rule.dueAt)
  const isOfStep = AT_ONCE.includes(because) && before.escalation?.next
  const due = isOfStep ? before.escalation?.next?.dueAt : times.findLast((time) => time <= at)
  return due !== undefined && due < at ? { dueAt: due } : {}
}

/** Whoever was reached before has heard of it. What goes out until then is kept back by no limit, whatever it goes by. */
function mayBeLimited({ before }: ReactionInput, { user, because }: FactOf<'PageRequested'>): boolean {
  if (because === 'limit_waived' || isPlace(user)) return false
  return before.runs[user]?.isReached === true
}

const AT_ONCE: readonly Fact['because'][] = [
  'rule_immediate',
  'no_rule_all_contacts',
  'no_rule_mail',
  'no_rule_at_this_hour',
]

/** Of the first step of the first pass after an incident opened, when that step waits for nothing. */
function isFirstCall({ before, after, headBefore }: ReactionInput, fact: FactOf<'PageRequested'>): boolean {
  const { escalation } = after
  if (before.escalation?.isHeld) return false
  if (escalation?.run !== 1 || escalation.pass !== 0 || escalation.lastStep !== 0) return false
  return AT_ONCE.includes(fact.because) && escalation.policy.steps[0]?.afterMs === 0 && headBefore.status === 'open'
}

/** Those who were paged hear that somebody took it, or that it is over; who did it knows. */
function tell(input: ReactionInput, event: NoticeEvent): RespondEffect[] {
  const { before, fact, head, isActive } = input
  const by = personWhoActed(fact)
  const into = fact.type === 'IncidentMerged' ? fact.into : undefined
  const notice = { event, ...(input.actorName && { by: input.actorName }), ...(into && { into }) }
  return Object.entries(before.told).flatMap(([user, target]): RespondEffect[] => {
    if (user === by || !(isActive(user as UserId) || parsePlace(user)?.kind === 'channel')) return []
    const page = `${head.id}/n${fact.version}-${user}` as PageId
    const sendClass: SendClass = 'status'
    return [
      {
        kind: 'send',
        class: sendClass,
        key: page,
        message: { ...messageOf(input, 'notice', page, user as UserId, target), notice },
      },
    ]
  })
}

/** They know already. */
function personWhoActed(fact: Fact): UserId | undefined {
  if ('by' in fact && fact.by) return fact.by
  return fact.actor.kind === 'user' ? fact.actor.id : undefined
}

function messageOf(
  input: ReactionInput,
  kind: PersonMessage['kind'],
  page: PageId,
  user: UserId,
  target: PlannedContact,
): PersonMessage {
  const { head, fact, serviceNames } = input
  return {
    kind,
    page,
    incident: head.id,
    user,
    target,
    urgency: head.urgency,
    title: head.title,
    priority: head.priority,
    services: serviceNames,
    because: fact.because,
    signalReceivedAt: head.signalReceivedAt,
    requestedAt: fact.at,
    isFirstCall: false,
    ...(head.bridge !== undefined && { bridge: head.bridge }),
  }
}
