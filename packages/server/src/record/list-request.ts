/** What a request for a list asks for: the filter language and the single parameters, as one query. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { IncidentQuery, IncidentTerm } from '@tocsin/core/record/query/incident-query.ts'
import { nearestWord } from '@tocsin/core/record/query/nearest-word.ts'
import { parseIncidentQuery } from '@tocsin/core/record/query/parse-query.ts'
import type { NameField, ValueField } from '@tocsin/core/record/query/query-fields.ts'
import { describeQueryProblem } from '@tocsin/core/record/query/query-problem.ts'
import { sql } from 'kysely'
import { findUser } from '../people/directory-names.ts'
import type { Principal } from '../shell/auth/principal.ts'
import { Refusal } from '../shell/http/refusal.ts'
import type { IncidentFilterQuery } from './incident-list.schema.ts'
import { type Condition, conditionsOf, type FilterContext } from './list-conditions.ts'

/** A name in a query that nothing has: no error, because what is gone may still be asked for, but probably a slip. */
export interface QueryHint {
  field: NameField
  word: string
  nearest: string | null
}

export interface ListRequest {
  conditions: Condition[]
  hints: QueryHint[]
}

interface Asking {
  principal: Principal
  at: Instant
  directory: Directory
}

/** Throws `invalid_request` that names each wrong word of `query`. */
export function readListRequest(given: IncidentFilterQuery, { principal, at, directory }: Asking): ListRequest {
  const written = readQuery(given.query)
  const context: FilterContext = {
    at,
    directory,
    zone: principal.kind === 'user' ? principal.zone : 'UTC',
    self: principal.kind === 'user' ? principal.id : null,
  }
  const conditions = conditionsOf([...written, ...termsOf(given)], context)
  if (given.ids) conditions.push(sql<boolean>`incidents.id = any(${given.ids}::text[])`)
  return { conditions, hints: hintsOf(written, context) }
}

/** Throws `invalid_request`, with one detail for each word that is wrong. */
export function readQuery(text: string | undefined): IncidentQuery {
  const { terms, problems } = parseIncidentQuery(text ?? '')
  if (problems.length === 0) return terms
  const details = problems.map((problem) => ({
    field: 'query',
    problem: describeQueryProblem(problem),
    ...(problem.nearest && { example: problem.nearest }),
  }))
  throw new Refusal('invalid_request', { message: 'The filter cannot be read.', details })
}

/** The single parameters, in the words of the language. */
function termsOf(given: IncidentFilterQuery): IncidentTerm[] {
  const { status, priority, service, owner, source, is_test: isTest, q } = given
  const valueTerm = (field: ValueField, values: readonly string[] | undefined, isNegated = false): IncidentTerm[] =>
    values === undefined ? [] : [{ kind: 'value', field, values: [...values], isNegated }]
  const text = q?.trim()
  return [
    ...valueTerm('status', status),
    ...valueTerm('priority', priority),
    ...valueTerm('service', service === undefined ? undefined : [service]),
    ...valueTerm('owner', owner === undefined ? undefined : [owner]),
    ...valueTerm('source', source === undefined ? undefined : [source]),
    ...valueTerm('is', isTest === undefined ? undefined : ['test'], isTest === false),
    ...(text ? [{ kind: 'text' as const, text, isNegated: false }] : []),
  ]
}

function hintsOf(query: IncidentQuery, { self, directory }: FilterContext): QueryHint[] {
  const known: Record<NameField, readonly string[]> = {
    service: [...directory.services.keys()],
    team: [...directory.teams.keys()],
    source: [...directory.sources.keys()],
    owner: ['none', ...(self ? ['me'] : []), ...[...directory.users.values()].map(({ email }) => email)],
  }
  return query.flatMap((term) => {
    if (term.kind !== 'value' || !isNameField(term.field)) return []
    const { field } = term
    const names = known[field]
    const missing = term.values.filter(
      (value) => !names.includes(value) && !(field === 'owner' && findUser(directory, value)),
    )
    return missing.map((word) => ({ field, word, nearest: nearestWord(word, names) ?? null }))
  })
}

function isNameField(field: ValueField): field is NameField {
  return field === 'service' || field === 'team' || field === 'owner' || field === 'source'
}
