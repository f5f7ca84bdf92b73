/** The timeline in plain English: one sentence for every kind of fact, complete by the compiler. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { PageId } from '@tocsin/core/kernel/brand.ts'
import type { Fact, FactOf, FactType, PagedPerson, StageInstant } from '@tocsin/core/kernel/fact.ts'
import { isOverLimit } from '@tocsin/core/respond/message-limit.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { reasonWords } from './reason-words.ts'
import { quotedAuthor, ROOM_SENTENCES } from './room-sentences.ts'
import { type SentenceContext, who } from './sentence-context.ts'
import {
  capital,
  count,
  cut,
  endWords,
  evidenceWords,
  formatUtc,
  keptWords,
  list,
  lostWords,
  neededWords,
} from './sentence-words.ts'

type SentenceOf = { [Type in FactType]: (fact: FactOf<Type>, context: SentenceContext) => string }

export function formatFact(fact: Fact, context: SentenceContext): string {
  const format = SENTENCES[fact.type] as (fact: Fact, context: SentenceContext) => string
  return format(fact, context)
}

const SENTENCES: SentenceOf = {
  IncidentOpened: (fact, context) => `${openedBy(fact, context)}: “${cut(fact.title)}”.`,
  AlertsAttached: ({ alerts }) =>
    alerts.length === 1
      ? `The alert “${cut(alerts[0]?.title ?? '')}” belongs to it.`
      : `${alerts.length} alerts belong to it: ${list(alerts.map(({ title }) => `“${cut(title)}”`))}.`,
  AlertsCleared: ({ alerts, firingLeft, because }) =>
    `${count(alerts.length, 'alert')} ${because === 'expired_without_repeat' ? 'ended without being repeated' : 'recovered'}; ${firingLeft === 0 ? 'none still fires' : `${firingLeft} still ${firingLeft === 1 ? 'fires' : 'fire'}`}.`,
  GroupReleased: groupReleased,
  FlappingNoted: ({ changes, withinMs, stableMs }) =>
    `It flaps: ${changes} changes within ${formatDuration(withinMs)}. It is not over before it stayed clear for ${formatDuration(stableMs)}.`,
  FlappingEnded: () => 'It flaps no longer: it has fired without a break.',
  NoteAdded: (fact, context) =>
    `${fact.from ? `${quotedAuthor(fact.from, context)} in Slack` : `${who(fact.actor, context)} noted`}: ${cut(fact.text)}`,
  NoteEdited: (fact, context) => `${who(fact.actor, context)} changed a note to: ${cut(fact.text)}`,
  NoteDeleted: (fact, context) => `${who(fact.actor, context)} deleted a note.`,
  ReportAdded: (fact, context) =>
    `${who(fact.actor, context)} reported it: ${list(fact.symptoms.map((symptom) => symptom.replace('_', ' ')))}${fact.text ? `. ${cut(fact.text)}` : '.'}${fact.needsTriage ? ' Nobody has looked at it yet.' : ''}`,
  ReportVerified: (fact, context) => `${who(fact.actor, context)} proved the mail address.`,
  FixJudged: (fact, context) =>
    `${who(fact.actor, context)} says that it ${fact.isFixed ? 'works again' : 'does not work yet'}${fact.text ? `: ${cut(fact.text)}` : '.'}`,
  IncidentEdited: (fact, context) => `${who(fact.actor, context)} changed ${edited(fact)}.`,
  InstantCorrected: (fact, context) =>
    `${who(fact.actor, context)} corrected when it ${STAGE_WORDS[fact.stage]} to ${formatUtc(fact.to)}: ${cut(fact.reason)}`,
  ServicesAffected: ({ services }, { names }) =>
    `${list(services.map((id) => names.service(id).name))} ${services.length === 1 ? 'is' : 'are'} affected too.`,
  SeverityAssessed: (fact, context) => `The severity is ${fact.severity}${set(fact, context)}.`,
  ScopeAssessed: (fact, context) => `The scope is ${fact.scope.replace('_', '-')}${set(fact, context)}.`,
  CategorySet: (fact, context) =>
    fact.category.length === 0
      ? `${who(fact.actor, context)} took the category away.`
      : `The category is ${fact.category.join(' / ')}${set(fact, context)}.`,
  PriorityAssessed: (fact, context) =>
    fact.overrideReason === undefined
      ? `The priority is ${fact.priority}, ${fact.urgency} urgency${reasonWords(fact.because)}.`
      : `${who(fact.actor, context)} set the priority to ${fact.priority}: ${cut(fact.overrideReason)}`,
  EscalationStarted: (fact) =>
    `The escalation of “${fact.policy.name}” began with step ${fact.firstStep + 1}${reasonWords(fact.because)}.`,
  StepFired: stepFired,
  StepSkipped: ({ step, because }) => `Step ${step + 1} was left out${reasonWords(because)}.`,
  StepHeld: stepHeld,
  CriterionMet: ({ name, to, evidence }) =>
    `It needs ${to === 'management' ? 'management' : to}: ${cut(name)} (${evidenceWords(evidence)}).`,
  ProgressReported: progressReported,
  PagingRepaired: ({ lost }) => `What was to come had been lost and was written anew: ${lostWords(lost)}.`,
  EscalationExhausted: ({ round, people }, context) =>
    `Nobody answered the whole policy${round > 1 ? `, call ${round}` : ''}: ${people.length === 0 ? 'there is nobody else to call' : `${list(people.map((person) => paged(person, context)))} were called`}.`,
  ResponderPaged: (fact, context) =>
    `${who(fact.actor, context)} asked for ${context.names.user(fact.person.user).name}.`,
  ResponderJoined: ({ user }, { names }) => `${names.user(user).name} joined.`,
  PageRequested: ({ user, target, because }, { names }) =>
    `A page to ${names.user(user).name} by ${target.channel} was ordered${reasonWords(because)}.`,
  PageAttempted: pageAttempted,
  PersonUnreachable: ({ user, because }, { names }) =>
    `${names.user(user).name} cannot be reached${reasonWords(because)}.`,
  PageDelivered: ({ page }, context) => `${capital(pageWords(page, context))} was delivered.`,
  IncidentAcknowledged: ({ by, actor, stillNeeded, until, untilClear }, context) =>
    `${by ? context.names.user(by).name : who(actor, context)} acknowledged it${via(actor)}${neededWords(stillNeeded)}${untilClear ? ', until it clears' : ''}${endWords(until)}.`,
  AcknowledgementAdded: ({ by, actor, stillNeeded, until }, context) =>
    `${context.names.user(by).name} acknowledged it too${via(actor)}${neededWords(stillNeeded)}${endWords(until)}.`,
  AcknowledgementRenewed: ({ by, actor, until }, context) =>
    `${by ? context.names.user(by).name : who(actor, context)} is still on it; unless somebody says so again or it is worked around, it is paged anew at ${formatUtc(until)}.`,
  OwnerAssigned: ({ user, actor }, context) => `${who(actor, context)} gave it to ${context.names.user(user).name}.`,
  LevelReached: ({ level }) => `It is at level ${level === 'management' ? 'management' : level}.`,
  IncidentSnoozed: ({ actor, until, reason }, context) =>
    `${who(actor, context)} put it off until ${formatUtc(until)}${reason ? `: ${cut(reason)}` : '.'}`,
  SnoozeEnded: () => 'It is no longer put off.',
  IncidentMitigated: ({ actor, workaround }, context) =>
    `${who(actor, context)} applied a workaround: ${cut(workaround)}`,
  ServiceRestored: ({ quietUntil, because }) =>
    `The service is restored${reasonWords(because)}${quietUntil ? `; unless it comes back, the incident is resolved at ${formatUtc(quietUntil)}` : ''}.`,
  IncidentResolved: (fact, context) => resolved(fact, context),
  IncidentReopened: (fact, context) =>
    fact.actor.kind === 'user' || fact.actor.kind === 'key'
      ? `${who(fact.actor, context)} reopened it.`
      : `It was reopened${reasonWords(fact.because)}.`,
  ...ROOM_SENTENCES,
  IncidentClosed: ({ by, actor, reason }, context) =>
    `${by ? context.names.user(by).name : who(actor, context)} closed it: ${cut(reason)}`,
  IncidentDeclined: ({ by, actor, reason }, context) =>
    `${by ? context.names.user(by).name : who(actor, context)} declined it as a service request: ${cut(reason)}`,
  IncidentMerged: ({ by, actor, into, reason }, context) =>
    `${by ? context.names.user(by).name : who(actor, context)} merged it into ${into}, where it goes on; nobody is paged for this one any more${why(reason)}`,
  IncidentAbsorbed: absorbed,
  IncidentUnmerged: ({ actor, from, status, reason }, context) =>
    `${who(actor, context)} took it out of ${from}; it is ${status} again${why(reason)}`,
  IncidentSplitOff: ({ actor, to, alerts, reason }, context) =>
    `${who(actor, context)} took ${to} out of it again${alerts.length > 0 ? ` with ${count(alerts.length, 'alert')}` : ''}${why(reason)}`,
}

const STAGE_WORDS: Record<StageInstant, string> = {
  occurred: 'began',
  detected: 'was detected',
  acknowledged: 'was acknowledged',
  mitigated: 'was worked around',
  resolved: 'was resolved',
}

function openedBy(fact: FactOf<'IncidentOpened'>, context: SentenceContext): string {
  if (fact.because === 'test_requested') return `${who(fact.actor, context)} asked for a test`
  if (fact.because === 'reported') return `${who(fact.actor, context)} reported a problem`
  if (fact.because === 'declared_by_hand') return `${who(fact.actor, context)} declared the incident`
  const again = fact.recurrenceOf ? `, again after ${fact.recurrenceOf}` : ''
  const source = fact.source ? `An alert of ${context.names.source(fact.source).name}` : who(fact.actor, context)
  return `${source} opened the incident${again}`
}

function edited(fact: FactOf<'IncidentEdited'>): string {
  const { title, description, symptoms } = fact
  const parts = [
    ...(title === undefined ? [] : [`the title to “${cut(title)}”`]),
    ...(description === undefined ? [] : ['the description']),
    ...(symptoms === undefined ? [] : ['the symptoms']),
  ]
  return list(parts)
}

/** Opened again by hand it has no claim on its group: a newer incident of it may exist by now. */
function groupReleased({ because }: FactOf<'GroupReleased'>): string {
  return because === 'group_window_passed' || because === 'new_group'
    ? `Further alerts of its group open a new incident${reasonWords(because)}.`
    : 'Further alerts of its group join the newest incident of the group.'
}

function absorbed(fact: FactOf<'IncidentAbsorbed'>, context: SentenceContext): string {
  const { from, title, firing, cleared, responders, reason, actor } = fact
  const alerts = firing.length + cleared.length
  const brought = [
    ...(alerts > 0 ? [count(alerts, 'alert')] : []),
    ...responders.map((user) => context.names.user(user).name),
  ]
  const along = brought.length > 0 ? `; with it came ${list(brought)}` : ''
  return `${who(actor, context)} merged ${from} “${cut(title)}” into it${along}${why(reason)}`
}

/** What somebody gave as their reason, and the end of the sentence. */
function why(reason: string | undefined): string {
  return reason ? `: ${cut(reason)}` : '.'
}

/** `, set by Ana` or why it was computed. */
function set(fact: Fact, context: SentenceContext): string {
  return fact.because === 'set_by_hand' ? `, said ${who(fact.actor, context)}` : reasonWords(fact.because)
}

function stepFired(fact: FactOf<'StepFired'>, context: SentenceContext): string {
  const called = fact.people.filter(({ plan }) => plan.length > 0).map((person) => paged(person, context))
  const left = fact.skipped.map(({ user, because }) => `${context.names.user(user).name}${reasonWords(because)}`)
  const pass = fact.pass > 0 ? ` of pass ${fact.pass + 1}` : ''
  const whom = called.length > 0 ? `paged ${list(called)}` : 'paged nobody anew'
  const not = left.length > 0 ? `; not ${list(left)}` : ''
  return `Step ${fact.step + 1}${pass} ${whom}${reasonWords(fact.because)}${not}.`
}

function stepHeld({ step, until, whom, because }: FactOf<'StepHeld'>, { names }: SentenceContext): string {
  const people = list(whom.map((user) => names.user(user).name))
  const isOne = whom.length === 1
  const why =
    because === 'held_quiet_hours'
      ? `${isOne ? 'has' : 'have'} quiet hours`
      : because === 'kept_for_digest'
        ? `${isOne ? 'reads' : 'read'} that in a digest`
        : `${isOne ? 'is' : 'are'} not at work before`
  return `Step ${step + 1} waits until ${formatUtc(until)}: it is not urgent, and ${people} ${why}.`
}

function paged(person: PagedPerson, context: SentenceContext): string {
  const { gapIn } = person.why
  const words = `${pagedAs(person, context)}${keptWords(person)}`
  return gapIn === undefined ? words : `${words}, because nobody was on call in ${context.names.schedule(gapIn).name}`
}

function pagedAs({ user, why }: PagedPerson, { names }: SentenceContext): string {
  const { name } = names.user(user)
  switch (why.kind) {
    case 'schedule':
      return `${name} (${why.isNext ? 'next on call' : 'on call'} in ${names.schedule(why.id ?? '').name}${why.override ? ' by an override' : ''})`
    case 'team':
      return `${name} (of ${names.team(why.id ?? '').name})`
    case 'admin':
      return `${name} (an admin)`
    case 'vendor':
    case 'channel':
    case 'user':
      return name
  }
}

function progressReported(fact: FactOf<'ProgressReported'>, context: SentenceContext): string {
  const { expectedAt, cause, needs, isImpactGrowing, by, actor } = fact
  const parts = [
    ...(expectedAt === undefined ? [] : [`it should be resolved by ${formatUtc(expectedAt)}`]),
    ...(cause === undefined ? [] : [`the cause is known: ${cut(cause)}`]),
    ...(needs === undefined ? [] : [`it needs ${needs === 'vendor' ? 'a vendor' : needs}`]),
    ...(isImpactGrowing === undefined
      ? []
      : [`the impact on customers is ${isImpactGrowing ? '' : 'no longer '}growing`]),
  ]
  return `${by ? context.names.user(by).name : who(actor, context)} says: ${list(parts)}.`
}

function pageAttempted({ page, attempt, result }: FactOf<'PageAttempted'>, context: SentenceContext): string {
  const words = capital(pageWords(page, context))
  switch (result.outcome) {
    case 'handed_over':
      return `${words} was handed over${attempt > 1 ? ` at attempt ${attempt}` : ''}${together(result.together)}${byTheSecond(result.instead)}${usualWords(result.wordsProblem)}.`
    case 'held':
      return `${words} waits until ${formatUtc(result.until)} to go together with others: it followed another page in a burst.`
    case 'will_retry':
      return `${words} failed (attempt ${attempt}) and is tried again at ${formatUtc(result.retryAt)}: ${cut(result.cause)}`
    case 'gave_up':
      if (isOverLimit(result)) return `${words} was kept back and goes by another way: ${cut(result.cause)}`
      return `${words} was given up after ${count(attempt, 'attempt')}: ${cut(result.cause)}`
  }
}

function together(others = 0): string {
  return others > 0
    ? `, bundled with ${others === 1 ? 'the page of another incident' : `the pages of ${others} other incidents`}`
    : ''
}

function byTheSecond(instead: { code: string; cause: string } | undefined): string {
  return instead ? ` by the second provider, because the first failed (${cut(instead.cause)})` : ''
}

function usualWords(problem: { template: string; problem: string } | undefined): string {
  return problem
    ? `, in the usual words, because the template ${problem.template} failed (${cut(problem.problem)})`
    : ''
}

function pageWords(id: PageId, { page, names }: SentenceContext): string {
  const known = page(id)
  return known ? `the page to ${names.user(known.user).name} by ${known.target.channel}` : `the page ${id}`
}

function resolved({ by, actor, note, because }: FactOf<'IncidentResolved'>, context: SentenceContext): string {
  const isByHand = by !== undefined || actor.kind === 'user' || actor.kind === 'key'
  const words = isByHand
    ? `${by ? context.names.user(by).name : who(actor, context)} resolved it${via(actor)}`
    : `It is resolved${reasonWords(because)}`
  return note ? `${words}: ${cut(note)}` : `${words}.`
}

function via(actor: Actor): string {
  if (actor.kind !== 'user') return ''
  if (actor.via === 'mail') return ' by mail'
  return actor.via === 'link' ? ' by the link in a message' : ''
}
