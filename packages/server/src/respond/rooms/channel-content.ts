/** What the channel of an incident shows: topic, purpose, summary, and a sentence for what happens. Made of its state and its facts. */
import { formatSummary, type RoomSummary } from '@tocsin/adapters/out/slack/room-message.ts'
import type { Locale } from '@tocsin/adapters/out/words.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Fact } from '@tocsin/core/kernel/fact.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { type ChannelWords, channelWordsOf } from './channel-words.ts'

/** https://docs.slack.dev/reference/methods/conversations.setTopic */
const TOPIC_CHARS_MAX = 250

export interface ContentInput {
  state: IncidentState
  directory: Directory
  locale: Locale
  /** Of the console, without a slash at the end. */
  publicUrl: string
}

export function topicOf(input: ContentInput): string {
  const { state, locale } = input
  const words = channelWordsOf(locale)
  const owner = ownerOf(input, words)
  return fit(words.topic(state.priority.priority, words.status[state.status], owner, linkOf(input)))
}

export function purposeOf({ state, locale }: ContentInput): string {
  return fit(channelWordsOf(locale).purpose(state.id, state.record.title))
}

/** @param former the channel that it had before, and that cannot be opened again */
export function summaryOf(input: ContentInput, former?: string): ReturnType<typeof formatSummary> {
  const { state, directory, locale } = input
  const words = channelWordsOf(locale)
  const { room, record, priority, status, response, times } = state
  const services = record.services.map((id) => directory.services.get(id)?.name ?? id)
  const facts: RoomSummary['facts'] = [
    [words.facts.status, words.status[status]],
    [words.facts.owner, ownerOf(input, words)],
    [words.facts.level, response.level],
    ...(services.length > 0 ? ([[words.facts.services, services.join(', ')]] as const) : []),
    [words.facts.since, formatUtc(times.occurred)],
    ...(room?.bridge === undefined ? [] : ([[words.facts.call, room.bridge]] as const)),
  ]
  const links = [
    ...(room?.bridge === undefined ? [] : [{ id: 'call', label: words.join, url: room.bridge }]),
    { id: 'view', label: words.open, url: linkOf(input) },
  ]
  const note = former === undefined ? {} : { note: words.follows(former) }
  const title = `${state.id} ${priority.priority} ${record.title}`
  return formatSummary({ incident: state.id, title, facts, actions: actionsOf(state, words), links, ...note })
}

/** What can be done now; nothing of what is over. */
function actionsOf({ status }: IncidentState, { actions }: ChannelWords): RoomSummary['actions'] {
  const resolve = { action: 'resolve', label: actions.resolve } as const
  const escalate = { action: 'escalate', label: actions.escalate } as const
  if (status === 'open') return [{ action: 'acknowledge', label: actions.acknowledge }, escalate, resolve]
  return status === 'acknowledged' || status === 'mitigated' ? [escalate, resolve] : []
}

/** Everybody who was paged or works on it. */
export function membersOf({ response }: IncidentState, { users }: Directory): UserId[] {
  const { owner, responders, told, runs } = response
  const ids = [...(owner ? [owner] : []), ...responders, ...(Object.keys({ ...told, ...runs }) as UserId[])]
  return [...new Set(ids)].filter((id) => users.get(id)?.isActive === true)
}

function ownerOf({ state, directory }: ContentInput, words: ChannelWords): string {
  const { owner } = state.response
  return owner === undefined ? words.nobody : (directory.users.get(owner)?.name ?? owner)
}

function linkOf({ state, publicUrl }: ContentInput): string {
  return `${publicUrl}/incidents/${state.id}`
}

function fit(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= TOPIC_CHARS_MAX ? line : line.slice(0, TOPIC_CHARS_MAX).toWellFormed()
}

/** `2026-01-05 09:00 UTC`: a channel has readers in many zones. */
function formatUtc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Of a fact that the channel is told; undefined where there is nothing to say, such as the priority that it was opened with. */
export function sentenceOf(
  fact: Fact,
  { directory, locale }: Pick<ContentInput, 'directory' | 'locale'>,
): string | undefined {
  const { told } = channelWordsOf(locale)
  const nameOf = (id: UserId) => directory.users.get(id)?.name ?? id
  const by = 'by' in fact && fact.by ? nameOf(fact.by) : actorName(fact.actor, directory)
  switch (fact.type) {
    case 'PriorityAssessed':
      return told.priority(fact.priority)
    case 'StepFired': {
      const names = fact.people.filter(({ plan }) => plan.length > 0).map(({ user }) => nameOf(user))
      return names.length === 0 ? undefined : told.paged(fact.step + 1, names.join(', '))
    }
    case 'EscalationExhausted':
      return told.exhausted
    case 'CriterionMet':
      return told.needs(fact.to, fact.name)
    case 'LevelReached':
      return told.level(fact.level)
    case 'IncidentAcknowledged':
      return told.acknowledged(by)
    case 'OwnerAssigned':
      return told.owner(nameOf(fact.user))
    case 'ResponderPaged':
      return told.asked(by, nameOf(fact.person.user))
    case 'ProgressReported':
      return progress(fact, told, by)
    case 'IncidentSnoozed':
      return told.snoozed(by, formatUtc(fact.until))
    case 'BridgeSet':
      return told.call(fact.url)
    case 'BridgeRemoved':
      return told.noCall
    default:
      return endSentence(fact, told, by)
  }
}

function endSentence(fact: Fact, told: ChannelWords['told'], by: string): string | undefined {
  const isByHand = fact.actor.kind === 'user' || fact.actor.kind === 'key' || ('by' in fact && fact.by !== undefined)
  switch (fact.type) {
    case 'IncidentMitigated':
      return told.mitigated(by, fact.workaround)
    case 'ServiceRestored':
      return fact.quietUntil === undefined
        ? told.restored
        : `${told.restored} ${told.verifying(formatUtc(fact.quietUntil))}`
    case 'IncidentResolved':
      return isByHand ? told.resolved(by, fact.note ?? '') : told.resolvedByItself
    case 'IncidentReopened':
      return isByHand ? told.reopened(by) : told.reopenedByItself
    case 'IncidentClosed':
      return told.closed(by, fact.reason)
    case 'IncidentDeclined':
      return told.declined(by, fact.reason)
    case 'IncidentMerged':
      return told.merged(fact.into)
    case 'IncidentAbsorbed':
      return told.absorbed(fact.from, fact.title)
    case 'IncidentUnmerged':
      return told.unmerged(fact.from)
    case 'IncidentSplitOff':
      return told.split(fact.to)
    default:
      return undefined
  }
}

function progress(
  { expectedAt, cause }: Extract<Fact, { type: 'ProgressReported' }>,
  told: ChannelWords['told'],
  by: string,
): string {
  const parts = [
    ...(cause === undefined ? [] : [told.cause(cause)]),
    ...(expectedAt === undefined ? [] : [told.expected(formatUtc(expectedAt))]),
  ]
  return [told.progress(by), ...parts].join(' ')
}

function actorName(actor: Actor, { users, sources }: Directory): string {
  switch (actor.kind) {
    case 'user':
      return users.get(actor.id)?.name ?? actor.id
    case 'source':
      return sources.get(actor.id)?.name ?? actor.id
    case 'key':
      return actor.name
    default:
      return 'Tocsin'
  }
}
