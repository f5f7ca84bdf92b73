/**
 * The query language of Opsgenie's alert list, the documented part of it that tells alerts apart: `field: value`, comparisons,
 * `AND`, `OR`, `NOT`, parentheses, words with `*`, texts in quotes, and several values in parentheses behind a field. Terms that stand
 * beside each other all have to hold. A bare word is looked for in the message, the description, the alias and the tags.
 * After the page "Search queries for alerts" of Opsgenie's documentation.
 */
export type AlertQuery =
  | { kind: 'and' | 'or'; terms: AlertQuery[] }
  | { kind: 'not'; term: AlertQuery }
  | { kind: 'text'; pattern: string }
  | { kind: 'compare'; field: QueryField; operator: QueryOperator; value: string }

export type QueryOperator = ':' | '<' | '>' | '<=' | '>='

/** What may be asked of an alert, by how it is compared. */
export const QUERY_FIELDS = {
  alertId: 'text',
  tinyId: 'number',
  alias: 'text',
  count: 'number',
  message: 'text',
  description: 'text',
  source: 'text',
  entity: 'text',
  status: 'word',
  owner: 'text',
  acknowledgedBy: 'text',
  closedBy: 'text',
  priority: 'word',
  tag: 'list',
  teams: 'list',
  responders: 'list',
  actions: 'list',
  'details.key': 'list',
  'details.value': 'list',
  isSeen: 'flag',
  acknowledged: 'flag',
  snoozed: 'flag',
  createdAt: 'instant',
  updatedAt: 'instant',
  lastOccurredAt: 'instant',
  snoozedUntil: 'instant',
} as const
export type QueryField = keyof typeof QUERY_FIELDS

const OTHER_NAMES: Readonly<Record<string, QueryField>> = {
  tags: 'tag',
  lastOccuredAt: 'lastOccurredAt',
  detail: 'details.value',
}

const QUERY_CHARS_MAX = 1_000
const TERMS_MAX = 50
const DEPTH_MAX = 10

/** Undefined for a query that says nothing; an error is a sentence. */
export function parseAlertQuery(text: string): { query: AlertQuery | undefined } | { error: string } {
  if (/\0|\p{Surrogate}/u.test(text)) return { error: 'Query holds a character that no alert can hold.' }
  if (text.length > QUERY_CHARS_MAX) return { error: `Query is longer than ${QUERY_CHARS_MAX} characters.` }
  try {
    return { query: new Parser(tokensOf(text)).parse() }
  } catch (error) {
    if (error instanceof QueryProblem) return { error: error.message }
    throw error
  }
}

/** Only within this module: an error is a value to those outside. */
class QueryProblem extends Error {
  override readonly name = 'QueryProblem'
}

interface Token {
  kind: 'word' | 'quoted' | 'operator' | '(' | ')'
  text: string
}

const TOKEN = /\s+|"((?:[^"\\]|\\.)*)"|(<=|>=|[:<>=])|([()])|([^\s"():<>=]+)/gy

function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  for (const match of text.matchAll(TOKEN)) {
    at = match.index + match[0].length
    const [, quoted, operator, bracket, word] = match
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') })
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator === '=' ? ':' : operator })
    else if (bracket === '(' || bracket === ')') tokens.push({ kind: bracket, text: bracket })
    else if (word !== undefined) tokens.push({ kind: 'word', text: word })
  }
  if (at < text.length) throw new QueryProblem(`Query has a quote without an end at character ${at + 1}.`)
  return tokens
}

class Parser {
  readonly #tokens: Token[]
  #next = 0
  #terms = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  parse(): AlertQuery | undefined {
    if (this.#tokens.length === 0) return undefined
    const query = this.#either(0)
    if (this.#peek()) throw new QueryProblem('Query closes a parenthesis that it did not open.')
    return query
  }

  #either(depth: number): AlertQuery {
    if (depth > DEPTH_MAX) throw new QueryProblem(`Query nests more than ${DEPTH_MAX} deep.`)
    const terms = [this.#all(depth)]
    while (this.#takeWord('OR')) terms.push(this.#all(depth))
    return only(terms) ?? { kind: 'or', terms }
  }

  #all(depth: number): AlertQuery {
    const terms = [this.#term(depth)]
    while (this.#goesOn()) {
      this.#takeWord('AND')
      terms.push(this.#term(depth))
    }
    return only(terms) ?? { kind: 'and', terms }
  }

  #goesOn(): boolean {
    const token = this.#peek()
    return token !== undefined && token.kind !== ')' && !isWord(token, 'OR')
  }

  #term(depth: number): AlertQuery {
    this.#terms += 1
    if (this.#terms > TERMS_MAX) throw new QueryProblem(`Query has more than ${TERMS_MAX} terms.`)
    if (depth > DEPTH_MAX) throw new QueryProblem(`Query nests more than ${DEPTH_MAX} deep.`)
    if (this.#takeWord('NOT')) return { kind: 'not', term: this.#term(depth + 1) }
    const token = this.#take()
    if (!token) throw new QueryProblem('Query ends where a term is expected.')
    if (token.kind === '(') return this.#closed(this.#either(depth + 1))
    if (token.kind === 'operator') throw new QueryProblem(`Query has "${token.text}" without a field before it.`)
    if (token.kind === ')' || isWord(token, 'AND') || isWord(token, 'OR'))
      throw new QueryProblem(`Query has "${token.text}" where a term is expected.`)
    const operator = this.#peek()
    if (operator?.kind !== 'operator') return { kind: 'text', pattern: token.text }
    this.#next += 1
    return this.#comparison(fieldOf(token.text), operator.text as QueryOperator, depth)
  }

  #comparison(field: QueryField, operator: QueryOperator, depth: number): AlertQuery {
    if (operator !== ':' && !COMPARED.has(QUERY_FIELDS[field]))
      throw new QueryProblem(`Field "${field}" is not compared by "${operator}"; use ":".`)
    const token = this.#take()
    if (token?.kind === '(') return this.#closed(this.#values(field, operator, depth + 1))
    if (token?.kind !== 'word' && token?.kind !== 'quoted')
      throw new QueryProblem(`Query has no value behind "${field} ${operator}".`)
    return checked({ kind: 'compare', field, operator, value: token.text })
  }

  /** `priority: (P1 OR P2)`: the field counts for each. */
  #values(field: QueryField, operator: QueryOperator, depth: number): AlertQuery {
    const terms: AlertQuery[] = []
    let kind: 'and' | 'or' | undefined
    do {
      terms.push(this.#comparison(field, operator, depth))
      const word = this.#takeWord('OR') ? 'or' : this.#takeWord('AND') ? 'and' : undefined
      if (word === undefined) break
      if (kind !== undefined && kind !== word)
        throw new QueryProblem(`Query mixes AND and OR in the values of "${field}"; use parentheses.`)
      kind = word
    } while (terms.length <= TERMS_MAX)
    return only(terms) ?? { kind: kind ?? 'or', terms }
  }

  #closed(query: AlertQuery): AlertQuery {
    if (this.#take()?.kind !== ')') throw new QueryProblem('Query opens a parenthesis that it does not close.')
    return query
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#next]
  }

  #take(): Token | undefined {
    const token = this.#tokens[this.#next]
    this.#next += 1
    return token
  }

  #takeWord(word: string): boolean {
    const token = this.#peek()
    if (!token || !isWord(token, word)) return false
    this.#next += 1
    return true
  }
}

const COMPARED: ReadonlySet<string> = new Set(['number', 'instant'])

function isWord({ kind, text }: Token, word: string): boolean {
  return kind === 'word' && text.toUpperCase() === word
}

function only(terms: readonly AlertQuery[]): AlertQuery | undefined {
  return terms.length === 1 ? terms[0] : undefined
}

function fieldOf(name: string): QueryField {
  const known = Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined
  if (known) return known
  if (Object.hasOwn(QUERY_FIELDS, name)) return name as QueryField
  const fields = Object.keys(QUERY_FIELDS).join(', ')
  throw new QueryProblem(`Field "${name}" is not one that can be asked for. There are ${fields}.`)
}

function checked(query: Extract<AlertQuery, { kind: 'compare' }>): AlertQuery {
  const { field, value } = query
  const kind = QUERY_FIELDS[field]
  if (kind === 'flag' && !/^(?:true|false)$/i.test(value))
    throw new QueryProblem(`Field "${field}" is true or false, not "${value}".`)
  if (kind === 'number' && !/^\d{1,15}$/.test(value))
    throw new QueryProblem(`Field "${field}" is a number, not "${value}".`)
  if (kind === 'instant' && parseQueryInstant(value) === undefined)
    throw new QueryProblem(
      `Field "${field}" is an instant: milliseconds since 1970, 2026-03-02T14:00:00Z, or 02-03-2026T14:00, not "${value}".`,
    )
  return query
}

const DAY_FIRST = /^(\d{2})-(\d{2})-(\d{4})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?$/

/** Milliseconds since 1970, RFC 3339, or Opsgenie's own form with the day first, in UTC. */
export function parseQueryInstant(text: string): number | undefined {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  const [matched, day, month, year, hour = '00', minute = '00', second = '00'] = DAY_FIRST.exec(text) ?? []
  const ms = Date.parse(matched === undefined ? text : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(ms) ? undefined : ms
}
