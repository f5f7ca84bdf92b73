/** Reading the bodies of Opsgenie's Alert API: everything that is wrong with one is said at once, by field, as that API does. */
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundText } from '../bounds.ts'
import { type Fields, field, isFields, scalarText, textField } from '../fields.ts'

/** What Opsgenie refuses for its length is cut here: a page with a shorter text is worth more than none. */
export const OPSGENIE_LIMITS = {
  aliasCharsMax: 512,
  messageCharsMax: LIMITS.titleCharsMax,
  descriptionCharsMax: 15_000,
  noteCharsMax: 25_000,
  nameCharsMax: 512,
  tagsMax: 20,
  detailsMax: LIMITS.labelsMax,
  respondersMax: 50,
  actionsMax: 10,
} as const

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const
export type OpsgeniePriority = (typeof PRIORITIES)[number]

export const RESPONDER_TYPES = ['team', 'user', 'escalation', 'schedule'] as const

/** Somebody or something that is to answer, by whatever of these the sender knows. */
export interface OpsgenieResponder {
  type: (typeof RESPONDER_TYPES)[number]
  id?: string
  name?: string
  username?: string
}

/** Collects what is wrong with a body while it is read; `errors` holds a sentence by field. */
export class BodyReader {
  readonly #fields: Fields
  readonly errors: Record<string, string> = {}

  constructor(fields: Fields) {
    this.#fields = fields
  }

  text(name: string, charsMax: number): string | undefined {
    const value = field(this.#fields, name)
    if (value === undefined || value === null) return undefined
    const text = scalarText(value)
    if (text === undefined) {
      this.errors[name] = 'Should be a text.'
      return undefined
    }
    return text.trim() === '' ? undefined : boundText(text, charsMax)
  }

  requiredText(name: string, charsMax: number): string {
    const text = this.text(name, charsMax)
    if (text === undefined) this.errors[name] ??= `${capitalised(name)} can not be empty.`
    return text ?? ''
  }

  /** A list of texts, or, as some senders write it, one text with commas. */
  texts(name: string, countMax: number): string[] {
    const value = field(this.#fields, name)
    if (value === undefined || value === null) return []
    const items: unknown[] | undefined = typeof value === 'string' ? value.split(',') : asList(value)
    const texts = items?.map(scalarText)
    if (!texts || texts.includes(undefined)) {
      this.errors[name] = 'Should be a list of texts.'
      return []
    }
    const said = texts.map((text) => (text ?? '').trim()).filter((text) => text !== '')
    return [...new Set(said)].slice(0, countMax).map((text) => boundText(text, OPSGENIE_LIMITS.nameCharsMax))
  }

  /** Entries of a map of texts; other scalars are written as text. */
  details(name: string): Record<string, string> {
    const value = field(this.#fields, name)
    if (value === undefined || value === null) return {}
    if (!isFields(value)) {
      this.errors[name] = 'Should be a map of texts.'
      return {}
    }
    const entries = Object.entries(value).slice(0, OPSGENIE_LIMITS.detailsMax)
    return Object.fromEntries(
      entries.map(([key, item]) => [
        boundText(key, OPSGENIE_LIMITS.nameCharsMax),
        boundText(scalarText(item) ?? (item === null ? '' : JSON.stringify(item)), LIMITS.labelCharsMax),
      ]),
    )
  }

  priority(): OpsgeniePriority | undefined {
    const value = field(this.#fields, 'priority')
    if (value === undefined || value === null || value === '') return undefined
    const known = PRIORITIES.find((priority) => priority === value)
    if (known === undefined) this.errors.priority = `Priority should be one of [ ${PRIORITIES.join(', ')} ].`
    return known
  }

  endTime(): number {
    const at = parseInstant(field(this.#fields, 'endTime'))
    if (at === undefined) this.errors.endTime = 'Should be an instant like 2026-03-02T14:00:00Z.'
    return at ?? 0
  }

  /** `kind` is what an entry that does not say its type is, e.g. in `owner` of an assignment. */
  responder(name: string, kind?: OpsgenieResponder['type']): OpsgenieResponder | undefined {
    const found = readResponder(field(this.#fields, name), kind)
    if (found === undefined) this.errors[name] = responderProblem(kind)
    return found
  }

  responders(name: string, kind?: OpsgenieResponder['type']): OpsgenieResponder[] {
    const value = field(this.#fields, name)
    if (value === undefined || value === null) return []
    const found = asList(value)?.map((item) => readResponder(item, kind))
    if (!found || found.includes(undefined)) {
      this.errors[name] = responderProblem(kind)
      return []
    }
    return found.flatMap((each) => each ?? []).slice(0, OPSGENIE_LIMITS.respondersMax)
  }
}

function responderProblem(kind: string | undefined): string {
  const words = 'with an id, a name or a username'
  return kind === undefined
    ? `Should be of the type ${RESPONDER_TYPES.join(', ')}, ${words}.`
    : `Should be a ${kind} ${words}.`
}

function readResponder(value: unknown, kind: OpsgenieResponder['type'] | undefined): OpsgenieResponder | undefined {
  if (!isFields(value)) return undefined
  const said = textField(value, 'type')?.toLowerCase()
  const type = RESPONDER_TYPES.find((known) => known === said) ?? (said === undefined ? kind : undefined)
  const names = ['id', 'name', 'username'].flatMap((name): [string, string][] => {
    const text = textField(value, name)
    return text === undefined ? [] : [[name, boundText(text, OPSGENIE_LIMITS.nameCharsMax)]]
  })
  if (type === undefined || names.length === 0) return undefined
  return { type, ...Object.fromEntries(names) }
}

/** How a responder is shown: the most telling of what its sender said. */
export function nameOfResponder({ name, username, id }: OpsgenieResponder): string {
  return name ?? username ?? id ?? ''
}

function asList(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
