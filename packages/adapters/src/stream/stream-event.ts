/** One line of a log, or one event, in the words that every stream shares. Streams are counted by rules and not kept. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { jsonText } from '../in/bounded-json.ts'
import { boundText } from '../in/bounds.ts'
import { isFields, scalarText } from '../in/fields.ts'

export interface StreamEvent {
  /** By the sender's clock. */
  at?: Instant
  /** 1 to 24 as OpenTelemetry numbers it: from 1 trace, 5 debug, 9 info, 13 warning, 17 error, 21 fatal; 0 when nobody says. */
  severity: number
  severityText: string
  /** The name of the event, where it has one. */
  name: string
  /** A text, or what a structured event holds. */
  body: unknown
  /** What a structured event says in words; without it the body as a text. */
  text?: string
  /** Values as texts; what has parts is JSON. */
  attributes: ReadonlyMap<string, string>
  resource: ReadonlyMap<string, string>
  scope: ReadonlyMap<string, string>
}

const TEXT_CHARS_MAX = 8_192
const ATTRIBUTES_MAX = 128
const NO_TEXTS: ReadonlyMap<string, string> = new Map()

/** The event with what the sender left out. */
export function streamEvent(said: Partial<StreamEvent>): StreamEvent {
  const { at, ...rest } = said
  return {
    ...{ severity: 0, severityText: '', name: '', body: '' },
    ...{ attributes: NO_TEXTS, resource: NO_TEXTS, scope: NO_TEXTS },
    ...rest,
    ...(at !== undefined && { at }),
  }
}

/** The event as one text, which rules search. */
export function textOfEvent({ text, body }: Pick<StreamEvent, 'text' | 'body'>): string {
  return text === undefined ? textOfValue(body) : boundText(text, TEXT_CHARS_MAX)
}

/** A value as a rule reads it. */
export function textOfValue(value: unknown): string {
  return value === undefined || value === null ? '' : boundText(scalarText(value) ?? jsonText(value), TEXT_CHARS_MAX)
}

export function textsOf(value: unknown): ReadonlyMap<string, string> {
  if (!isFields(value)) return NO_TEXTS
  return new Map(
    Object.entries(value)
      .slice(0, ATTRIBUTES_MAX)
      .map(([name, item]) => [name, textOfValue(item)]),
  )
}

const LEVELS: readonly (readonly [words: RegExp, severity: number])[] = [
  [/^(?:fatal|emerg|emergency|panic|alert|crit|critical)$/i, 21],
  [/^(?:err|error|severe)$/i, 17],
  [/^(?:warn|warning)$/i, 13],
  [/^notice$/i, 10],
  [/^(?:info|information|informational)$/i, 9],
  [/^debug$/i, 5],
  [/^(?:trace|verbose)$/i, 1],
]

/** A word for a level as OpenTelemetry numbers it; 0 for what is none. */
export function severityOfWord(word: string): number {
  return LEVELS.find(([words]) => words.test(word.trim()))?.[1] ?? 0
}
