import { hash } from 'node:crypto'
import type { Signal, SignalState } from '@tocsin/core/detect/signal.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, HOUR } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { boundEntries, boundKey, boundLink, boundText, boundTitle } from './bounds.ts'
import { saidText } from './field-path.ts'

/**
 * What an adapter found in a notification, before it is bounded. Fields that the sender left out are undefined; scalars may
 * still be numbers; blanks say nothing.
 */
export interface SignalDraft {
  /** Equal between the trigger and its recovery. Without one it is derived from the title and the labels. */
  key: string | undefined
  state: SignalState
  title: string | undefined
  description?: string | undefined
  /** Undefined: the sender does not say, and the source's default counts. */
  severity?: SourceSeverity | undefined
  labels: Readonly<Record<string, unknown>>
  annotations?: Readonly<Record<string, unknown>>
  startedAt?: Instant | undefined
  endedAt?: Instant | undefined
  expiresAt?: Instant | undefined
  /** The first that is a web address is taken. */
  links?: readonly (string | undefined)[]
  isTest?: boolean
}

export interface DraftContext {
  defaultSeverity: SourceSeverity
  receivedAt: Instant
}

/** A test is over by then: nobody sends its recovery. */
const TEST_LASTS = HOUR

/** The signal of a draft, within the limits of what is stored and shown. The key of a test is never that of a real alert. */
export function signalOf(draft: SignalDraft, { defaultSeverity, receivedAt }: DraftContext): Signal {
  const labels = boundEntries(saidEntries(draft.labels), LIMITS.labelCharsMax)
  const title = boundTitle(saidText(draft.title) ?? saidText(draft.key) ?? 'Alert without a title')
  const description = saidText(draft.description)
  const key = saidText(draft.key) ?? derivedKey(title, labels)
  const expiresAt = draft.isTest ? after(receivedAt, TEST_LASTS) : draft.expiresAt
  return {
    key: boundKey(draft.isTest ? `test/${key}` : key),
    state: draft.state,
    title,
    description: description === undefined ? undefined : boundText(description, LIMITS.textCharsMax),
    severity: draft.severity ?? defaultSeverity,
    labels,
    annotations: boundEntries(saidEntries(draft.annotations ?? {}), LIMITS.textCharsMax),
    startedAt: draft.startedAt,
    endedAt: draft.state === 'resolved' ? draft.endedAt : undefined,
    expiresAt: draft.state === 'resolved' ? undefined : expiresAt,
    link: draft.links?.map(boundLink).find((link) => link !== undefined),
    isTest: draft.isTest ?? false,
  }
}

/** Parts of an identity as one readable key; parts that hold the separator cannot imitate other parts. */
export function joinKey(...parts: readonly (string | undefined)[]): string {
  return parts.map((part = '') => part.replaceAll('%', '%25').replaceAll('/', '%2F')).join('/')
}

/** Title and labels are what a trigger and its recovery have in common when the sender names no key. */
function derivedKey(title: string, labels: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  return hash('sha256', JSON.stringify([title, sorted]))
}

/** The values that say something, so that a map spread over another covers nothing with a blank. */
export function said(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(saidEntries(values))
}

function saidEntries(values: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(values).flatMap(([name, value]): [string, string][] => {
    const text = saidText(value)
    return text === undefined ? [] : [[name, text]]
  })
}
