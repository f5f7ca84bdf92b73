/** Reads the filter language. Never throws: what cannot be read is told with its place, and the rest is read all the same. */
import type { IncidentTerm } from './incident-query.ts'
import { parseMoment } from './moment.ts'
import { nearestWord } from './nearest-word.ts'
import { CHOICES, isChoiceField, isMomentField, isQueryField, QUERY_FIELDS, type QueryField } from './query-fields.ts'

export const QUERY_CHARS_MAX = 2_000
export const QUERY_TERMS_MAX = 50
export const QUERY_VALUES_MAX = 50

export type QueryProblemCode =
  | 'unknown_field'
  | 'unknown_value'
  | 'missing_value'
  | 'unclosed_quote'
  | 'bad_moment'
  | 'bad_label'
  | 'too_long'
  | 'too_many_terms'
  | 'too_many_values'

/** What is wrong with a query: `word` stands at [`from`, `to`) of the text. */
export interface QueryProblem {
  code: QueryProblemCode
  word: string
  from: number
  to: number
  /** The field that the word belongs to. */
  field?: QueryField
  /** What could stand there; empty where that is no list. */
  known: readonly string[]
  /** The known word that was most likely meant. */
  nearest?: string
}

export interface ParsedQuery {
  terms: IncidentTerm[]
  problems: QueryProblem[]
}

export function parseIncidentQuery(text: string): ParsedQuery {
  if (text.length > QUERY_CHARS_MAX)
    return { terms: [], problems: [problem('too_long', '', { from: QUERY_CHARS_MAX, to: text.length })] }
  const reader = new Reader(text)
  const terms: IncidentTerm[] = []
  const problems: QueryProblem[] = []
  while (reader.skipSpace()) {
    const read = readTerm(reader)
    if ('code' in read) problems.push(read)
    else if (terms.length === QUERY_TERMS_MAX)
      return { terms, problems: [...problems, problem('too_many_terms', '', { from: 0, to: text.length })] }
    else terms.push(read)
  }
  return { terms, problems }
}

type Span = Pick<QueryProblem, 'from' | 'to'>

function problem(
  code: QueryProblemCode,
  word: string,
  { from, to }: Span,
  more: { field?: QueryField; known?: readonly string[] } = {},
): QueryProblem {
  const known = more.known ?? []
  const nearest = nearestWord(word, known)
  return { code, word, from, to, known, ...(more.field && { field: more.field }), ...(nearest && { nearest }) }
}

const FIELD = /([A-Za-z_]+):(?!\/\/)/y

/** One term; after a problem the reader stands behind the word that it is about. */
function readTerm(reader: Reader): IncidentTerm | QueryProblem {
  const isNegated = reader.take('-')
  const start = reader.at
  const name = reader.match(FIELD)?.[1]
  if (name === undefined) return readText(reader, isNegated)
  const field = name.toLowerCase()
  if (!isQueryField(field)) {
    const from = reader.at - name.length - 1
    reader.skipWord()
    return problem('unknown_field', name, { from, to: from + name.length }, { known: QUERY_FIELDS })
  }
  const values = readValues(reader, field, start)
  if (!Array.isArray(values)) return values
  return isMomentField(field) ? momentTerm(field, values, isNegated) : valueTerm(field, values, isNegated)
}

interface Word extends Span {
  value: string
}

function readText(reader: Reader, isNegated: boolean): IncidentTerm | QueryProblem {
  const from = reader.at
  const word = reader.peek() === '"' ? reader.quoted() : reader.match(/\S+/y)?.[0]
  const span = { from, to: reader.at }
  if (word === undefined) {
    // A lone `-`, or a quote that nothing closes.
    const rest = reader.skipWord()
    return rest === ''
      ? problem('missing_value', '-', { from: from - 1, to: from })
      : problem('unclosed_quote', rest, { from, to: reader.at })
  }
  if (word.trim() === '') return problem('missing_value', '""', span)
  return { kind: 'text', text: word, isNegated }
}

/** The values behind a field, with commas between. */
function readValues(reader: Reader, field: QueryField, start: number): Word[] | QueryProblem {
  const words: Word[] = []
  do {
    const from = reader.at
    const value = reader.peek() === '"' ? reader.quoted() : reader.match(/[^\s,"]+/y)?.[0]
    if (value === undefined && reader.peek() === '"') {
      const rest = reader.skipWord()
      return problem('unclosed_quote', rest, { from, to: reader.at }, { field })
    }
    if (value === undefined || value.trim() === '') {
      reader.skipWord()
      return problem('missing_value', field, { from: start, to: reader.at }, { field, known: knownOf(field) })
    }
    words.push({ value, from, to: reader.at })
  } while (reader.take(','))
  const rest = reader.skipWord()
  if (rest !== '') return problem('missing_value', rest, { from: reader.at - rest.length, to: reader.at }, { field })
  if (words.length > QUERY_VALUES_MAX)
    return problem('too_many_values', field, { from: start, to: reader.at }, { field })
  return words
}

function knownOf(field: QueryField): readonly string[] {
  return isChoiceField(field) ? CHOICES[field] : []
}

function momentTerm(
  field: Extract<IncidentTerm, { kind: 'moment' }>['field'],
  [word, second]: Word[],
  isNegated: boolean,
): IncidentTerm | QueryProblem {
  const moment = word && !second ? parseMoment(word.value) : undefined
  if (moment) return { kind: 'moment', field, moment, isNegated }
  const wrong = second ?? word ?? { value: '', from: 0, to: 0 }
  return problem('bad_moment', wrong.value, wrong, { field })
}

function valueTerm(
  field: Extract<IncidentTerm, { kind: 'value' }>['field'],
  words: Word[],
  isNegated: boolean,
): IncidentTerm | QueryProblem {
  const values: string[] = []
  for (const word of words) {
    const value = isChoiceField(field) ? choiceOf(CHOICES[field], word.value) : word.value
    if (value === undefined) return problem('unknown_value', word.value, word, { field, known: knownOf(field) })
    if (field === 'label' && !/^[^=]+=[\s\S]+$/.test(value)) return problem('bad_label', word.value, word, { field })
    if (!values.includes(value)) values.push(value)
  }
  return { kind: 'value', field, values, isNegated }
}

function choiceOf(choices: readonly string[], written: string): string | undefined {
  return choices.find((choice) => choice.toLowerCase() === written.toLowerCase())
}

/** A place in the text that only moves on. */
class Reader {
  readonly #text: string
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Whether anything is left behind the spaces. */
  skipSpace(): boolean {
    this.match(/\s+/y)
    return this.at < this.#text.length
  }

  peek(): string | undefined {
    return this.#text[this.at]
  }

  take(character: string): boolean {
    if (this.peek() !== character) return false
    this.at += 1
    return true
  }

  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at
    const found = sticky.exec(this.#text)
    if (found) this.at += found[0].length
    return found
  }

  /** Up to the next space. */
  skipWord(): string {
    return this.match(/\S+/y)?.[0] ?? ''
  }

  /** A text in quotes, in which `\"` and `\\` are escapes; undefined, and nothing read, when it does not end. */
  quoted(): string | undefined {
    const found = this.match(/"((?:[^"\\]|\\[\s\S])*)"/y)
    return found?.[1]?.replace(/\\([\s\S])/g, '$1')
  }
}
