import type { IncidentFact } from '../../api/types.ts'
import { formatLength } from '../../ui/time/elapsed.ts'
import { keepFormats } from '../../ui/time/keep-formats.ts'

/** The values that the sentences of the message files ask for, by name. */
export type FactValues = Record<string, string | number>

export interface FactReaders {
  nameOf: (userId: string) => string
  timeOf: (atMs: number) => string
  /** A word of the domain, e.g. `severity` `high`, in the reader's language. */
  wordOf: (scale: string, value: string) => string
  locale: string
}

/** Values of these names are words of the domain. */
const scales = ['severity', 'scope', 'level', 'stage'] as const
const levels = ['to'] as const
const instants = ['until', 'quietUntil', 'to'] as const
/** They end in `Ms` in the fact. */
const lengths = ['repeatAfter', 'within', 'stable'] as const

/** What the sentence about a fact is made of. Names are looked up, instants are told in the reader's zone. */
export function factValues({ type, data, actor }: IncidentFact, readers: FactReaders): FactValues {
  const { nameOf, timeOf, wordOf, locale } = readers
  const values: FactValues = { actor: actor.label, ...plain(data) }
  for (const name of instants) if (typeof data[name] === 'number') values[name] = timeOf(data[name])
  for (const name of scales) if (typeof data[name] === 'string') values[name] = wordOf(name, data[name])
  for (const name of levels)
    if (typeof data[name] === 'string' && data.criterion) values[name] = wordOf('level', data[name])
  if (typeof data.user === 'string') values.user = nameOf(data.user)
  if (typeof data.step === 'number') values.step = data.step + 1
  for (const name of lengths)
    if (typeof data[`${name}Ms`] === 'number') values[name] = formatLength(Number(data[`${name}Ms`]), locale)
  if (Array.isArray(data.category)) values.category = data.category.join(' › ')
  if (Array.isArray(data.services)) values.services = listOf(data.services.map(String), locale)
  if (isRecord(data.policy)) values.policy = String(data.policy.name ?? '')
  if (isRecord(data.place)) values.channel = String(data.place.name ?? '')
  if (isRecord(data.from)) values.author = authorOf(data.from, nameOf)
  if (typeof data.status === 'string') values.status = wordOf('status', data.status)
  const moved = [data.firing, data.cleared].reduce<number>((sum, each) => sum + lengthOf(each), 0)
  const alerts = records(data.alerts)
  values.count = lengthOf(data.alerts) + moved
  values.titles = listOf(alerts.flatMap(({ title }) => (typeof title === 'string' ? [title] : [])).slice(0, 3), locale)
  const people = [...records(data.people), ...records([data.person])].filter((person) => !keptRule(person))
  const responders = Array.isArray(data.responders) ? data.responders.map((user) => ({ user })) : []
  values.people = listOf(
    [...people, ...responders].flatMap(({ user }) => (typeof user === 'string' ? [nameOf(user)] : [])),
    locale,
  )
  values.kept = listOf(
    records(data.people).flatMap((person) => keptWords(person, readers)),
    locale,
  )
  const told = { ...values, ...plain(data.target), ...plain(data.result), ...attemptValues(data.result, timeOf) }
  return type === 'PageRequested' && told.channel !== undefined
    ? { ...told, channel: wordOf('channels', String(told.channel)) }
    : told
}

/** Whoever wrote it in the chat: under their name here, else under the one that they have there. */
function authorOf({ author }: Record<string, unknown>, nameOf: FactReaders['nameOf']): string {
  if (!isRecord(author)) return ''
  return typeof author.user === 'string' ? nameOf(author.user) : String(author.name ?? '')
}

const waits: readonly unknown[] = ['held_quiet_hours', 'held_until_hours', 'kept_for_digest']

/** What somebody is paged by first, where it is not urgent and waits. */
function keptRule({ plan }: Record<string, unknown>): Record<string, unknown> | undefined {
  const [first] = records(plan)
  return first && waits.includes(first.because) ? first : undefined
}

/** `Ana → Mon 08:00 (JST)`. */
function keptWords(person: Record<string, unknown>, { nameOf, timeOf }: FactReaders): string[] {
  const rule = keptRule(person)
  return rule ? [`${nameOf(String(person.user))} → ${timeOf(Number(rule.dueAt))}`] : []
}

/** Which of several sentences about one type of fact fits. */
export function factVariant({ type, data, because, actor }: IncidentFact): string {
  if (type === 'NoteAdded' && isRecord(data.from)) return 'NoteAdded_quoted'
  if (type === 'NoteAdded' && actor.via === 'mail') return 'NoteAdded_byMail'
  if ((type === 'ChannelRequested' || type === 'BridgeSet') && because === 'set_by_rule') return `${type}_rule`
  if (type === 'PageAttempted' && isRecord(data.result)) return attemptVariant(data.result)
  if (type === 'StepHeld' && because === 'held_quiet_hours') return 'StepHeld_quiet'
  if (type === 'StepHeld' && because === 'kept_for_digest') return 'StepHeld_digest'
  if (type === 'StepFired' && records(data.people).some(keptRule)) return 'StepFired_kept'
  if (type === 'IncidentAcknowledged') return acknowledgedVariant(data)
  if (type === 'ReportAdded' && data.needsTriage === true) return 'ReportAdded_triage'
  if (type === 'IncidentEdited') return editedVariant(data)
  if (type === 'CategorySet' && lengthOf(data.category) === 0) return 'CategorySet_none'
  if (type === 'FixJudged' && data.isFixed === false) return 'FixJudged_not'
  if (type === 'PriorityAssessed' && data.overrideReason !== undefined) return 'PriorityAssessed_overridden'
  if (type === 'ServiceRestored' && data.quietUntil !== undefined) return 'ServiceRestored_verifying'
  if (type === 'GroupReleased' && !isNewIncidentNext(because)) return 'GroupReleased_reopened'
  if (type === 'IncidentAbsorbed' && lengthOf(data.responders) > 0) return 'IncidentAbsorbed_people'
  if (type === 'IncidentResolved' && data.by !== undefined) return 'IncidentResolved_byHand'
  return type
}

function attemptValues(result: unknown, timeOf: FactReaders['timeOf']): FactValues {
  if (!isRecord(result)) return {}
  if (typeof result.until === 'number') return { until: timeOf(result.until) }
  if (isRecord(result.instead)) return { cause: String(result.instead.cause) }
  if (typeof result.together === 'number') return { count: result.together }
  return wordsValues(result)
}

/** Of a page that went out in the usual words: which template failed, and why. */
function wordsValues(result: Record<string, unknown>): FactValues {
  if (!isRecord(result.wordsProblem)) return {}
  const { template, problem } = result.wordsProblem
  return { template: String(template), cause: String(problem) }
}

function attemptVariant({ outcome, wordsProblem, code, together, instead }: Record<string, unknown>): string {
  if (isRecord(instead)) return 'PageAttempted_second'
  if (typeof together === 'number' && together > 0) return 'PageAttempted_together'
  if (outcome === 'gave_up' && code === 'over_limit') return 'PageAttempted_over_limit'
  return isRecord(wordsProblem) ? 'PageAttempted_usualWords' : `PageAttempted_${String(outcome)}`
}

function editedVariant(data: IncidentFact['data']): string {
  const changed = ['title', 'description', 'symptoms'].filter((field) => data[field] !== undefined)
  if (changed.length > 1) return 'IncidentEdited_several'
  return changed[0] === 'description' ? 'IncidentEdited' : `IncidentEdited_${changed[0]}`
}

function acknowledgedVariant(data: IncidentFact['data']): string {
  if (typeof data.stillNeeded === 'number' && data.stillNeeded > 0) return 'IncidentAcknowledged_needed'
  if (data.untilClear === true) return 'IncidentAcknowledged_untilClear'
  return data.until === undefined ? 'IncidentAcknowledged' : 'IncidentAcknowledged_ending'
}

/** Opened again by hand it has no claim on its group: a newer incident of it may exist by now. */
function isNewIncidentNext(because: string): boolean {
  return because === 'group_window_passed' || because === 'new_group'
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0
}

/** What somebody wrote with it, which is shown as they wrote it. */
export function writtenWith({ data }: IncidentFact): string | undefined {
  const written = [data.text, data.note, data.workaround, data.reason, data.overrideReason]
  return written.find((each): each is string => typeof each === 'string' && each !== '')
}

/**
 * Whether our own sentence is the better one in English too: the server's holds the whole of what was written, which stands
 * below, and instants in UTC.
 */
export function isToldByUs(fact: IncidentFact): boolean {
  return writtenWith(fact) !== undefined || instants.some((name) => typeof fact.data[name] === 'number')
}

function plain(record: unknown): FactValues {
  const entries = Object.entries(isRecord(record) ? record : {})
  return Object.fromEntries(
    entries.filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
  ) as FactValues
}

const listFormat = keepFormats((locale: string) => new Intl.ListFormat(locale, { type: 'conjunction' }))

function listOf(words: readonly string[], locale: string): string {
  return listFormat(locale).format(words)
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
