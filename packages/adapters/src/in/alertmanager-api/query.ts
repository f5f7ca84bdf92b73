import {
  compileMatchers,
  isSameMatcher,
  type LabelTest,
  type Matcher,
  parseMatcher,
} from '@tocsin/core/detect/matcher.ts'
import { compilePattern } from '@tocsin/core/detect/pattern.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { DoorReply } from '../door.ts'
import { errorReply } from './framework-reply.ts'

/** Query parameters of the reading operations of Alertmanager's API v2, and what they select. */
export interface AlertFilter {
  active: boolean
  silenced: boolean
  inhibited: boolean
  /** Accepted and without effect, as in Alertmanager. */
  unprocessed: boolean
  /** Only of groups: whether groups that are muted as a whole are listed. */
  muted: boolean
  /** As written, for a query in SQL; `matchesLabels` is their compiled form. */
  matchers: Matcher[]
  matchesLabels: LabelTest
  matchesReceiver: (receiver: string) => boolean
}

export interface SilenceFilter {
  active: boolean
  pending: boolean
  expired: boolean
  matchers: Matcher[]
}

type Refused = { reply: DoorReply }

/** Of `GET /alerts` and `GET /alerts/groups`. Receivers have no labels here, so `receiver_matchers` judge the empty set. */
export function parseAlertFilter(query: URLSearchParams): { filter: AlertFilter } | Refused {
  const matchers = parseMatchers(query.getAll('filter'))
  if ('error' in matchers) return { reply: errorReply(400, matchers.error) }
  const receiver = parseReceiver(query.get('receiver'))
  if ('error' in receiver) return { reply: errorReply(400, `failed to parse receiver param: ${receiver.error}`) }
  const ofReceiver = parseMatchers(query.getAll('receiver_matchers'))
  if ('error' in ofReceiver) {
    return { reply: errorReply(400, `failed to parse receiver_matchers param: ${ofReceiver.error}`) }
  }
  const isReceiverAccepted = ofReceiver.matches({})
  return {
    filter: {
      active: flag(query, 'active'),
      silenced: flag(query, 'silenced'),
      inhibited: flag(query, 'inhibited'),
      unprocessed: flag(query, 'unprocessed'),
      muted: flag(query, 'muted'),
      matchers: matchers.matchers,
      matchesLabels: matchers.matches,
      matchesReceiver: (name) => isReceiverAccepted && receiver.matches(name),
    },
  }
}

/** Of `GET /silences`. */
export function parseSilenceFilter(query: URLSearchParams): { filter: SilenceFilter } | Refused {
  const matchers = parseMatchers(query.getAll('filter'))
  if ('error' in matchers) return { reply: errorReply(400, matchers.error) }
  return {
    filter: {
      active: flag(query, 'active'),
      pending: flag(query, 'pending'),
      expired: flag(query, 'expired'),
      matchers: matchers.matchers,
    },
  }
}

/** A silence is found by matchers that it contains as they are, not by what it would match. */
export function silenceMatches(
  filter: SilenceFilter,
  silence: { state: 'active' | 'pending' | 'expired'; matchers: readonly Matcher[] },
): boolean {
  if (!filter[silence.state]) return false
  return filter.matchers.every((wanted) => silence.matchers.some((matcher) => isSameMatcher(matcher, wanted)))
}

/** Whether an alert that has not ended passes the filter; `matchers` and `receiver` have to agree as well as its state. */
export function alertMatches(
  filter: AlertFilter,
  alert: {
    labels: Readonly<Record<string, string>>
    receivers: readonly string[]
    silencedBy: readonly string[]
    inhibitedBy: readonly string[]
  },
): boolean {
  const isSilenced = alert.silencedBy.length > 0
  const isInhibited = alert.inhibitedBy.length > 0
  if (!filter.active && !isSilenced && !isInhibited) return false
  if ((!filter.silenced && isSilenced) || (!filter.inhibited && isInhibited)) return false
  return filter.matchesLabels(alert.labels) && alert.receivers.some(filter.matchesReceiver)
}

function parseMatchers(texts: readonly string[]): { matchers: Matcher[]; matches: LabelTest } | { error: string } {
  if (texts.length > LIMITS.matchersPerSilenceMax) return { error: 'too many matchers' }
  const matchers: Matcher[] = []
  for (const text of texts) {
    const parsed = parseMatcher(text)
    if ('error' in parsed) return parsed
    matchers.push(parsed.matcher)
  }
  const compiled = compileMatchers(matchers)
  return 'error' in compiled ? { error: compiled.error } : { matchers, matches: compiled.matches }
}

function parseReceiver(pattern: string | null): { matches: (name: string) => boolean } | { error: string } {
  if (pattern === null) return { matches: () => true }
  const compiled = compilePattern(pattern, { isAnchored: true })
  return 'error' in compiled ? compiled : { matches: (name) => compiled.pattern.test(name) }
}

/** The words that go-openapi takes for true; any other word is false, and a flag that is not given is true. */
const TRUE_WORDS = ['true', '1', 'yes', 'ok', 'y', 'on', 'selected', 'checked', 't', 'enabled']

function flag(query: URLSearchParams, name: string): boolean {
  const value = query.get(name)
  return value === null || value === '' || TRUE_WORDS.includes(value.toLowerCase())
}
