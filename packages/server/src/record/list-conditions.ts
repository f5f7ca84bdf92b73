/**
 * A filter of incidents as conditions of SQL, one a term. Each is written so that an index can answer it: what is turned round
 * (`-status:closed`) asks for the rest of the values where these are known.
 */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { isFinal, isWorking, STATUSES } from '@tocsin/core/kernel/scales.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { IncidentQuery, IncidentTerm } from '@tocsin/core/record/query/incident-query.ts'
import { type Moment, resolveMoment } from '@tocsin/core/record/query/moment.ts'
import { CHOICES, type ChoiceField, type MomentField } from '@tocsin/core/record/query/query-fields.ts'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { findUser } from '../people/directory-names.ts'

/** Who asks, when and where: `me`, `7d` and the beginning of a day depend on it. A key is nobody: null. */
export interface FilterContext {
  at: Instant
  zone: string
  self: UserId | null
  directory: Directory
}

export type Condition = RawBuilder<SqlBool>

/** All of these have to hold. */
export function conditionsOf(query: IncidentQuery, context: FilterContext): Condition[] {
  return query.map((term) => conditionOf(term, context))
}

/** The conditions with `and` between; true when there are none. */
export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? sql<SqlBool>`true` : sql<SqlBool>`${sql.join(conditions, sql` and `)}`
}

function conditionOf(term: IncidentTerm, context: FilterContext): Condition {
  switch (term.kind) {
    case 'text':
      return negatedIf(term.isNegated, containsWords(term.text))
    case 'moment':
      return momentCondition(term.field, resolve(term.moment, context), term.isNegated)
    case 'value':
      return valueCondition(term, context)
  }
}

type ValueTerm = Extract<IncidentTerm, { kind: 'value' }>

function valueCondition({ field, values, isNegated }: ValueTerm, context: FilterContext): Condition {
  switch (field) {
    case 'is':
      return flagsCondition(values, isNegated)
    case 'service':
      return negatedIf(isNegated, touches(values))
    case 'team':
      return negatedIf(isNegated, isOfTeam(values, context.directory))
    case 'owner':
      return ownerCondition(values, isNegated, context)
    case 'source':
      return isNegated
        ? sql<SqlBool>`(source_id is null or source_id <> all(${values}::text[]))`
        : sql<SqlBool>`source_id = any(${values}::text[])`
    case 'label':
      return negatedIf(isNegated, hasLabel(values))
    default:
      return isOneOf(COLUMNS[field], isNegated ? CHOICES[field].filter((each) => !values.includes(each)) : values)
  }
}

const COLUMNS: Record<Exclude<ChoiceField, 'is'>, string> = {
  status: 'status',
  priority: 'priority',
  severity: 'severity',
  scope: 'scope',
  urgency: 'urgency',
  type: 'incident_type',
  level: 'level',
}

function isOneOf(column: string, values: readonly string[]): Condition {
  return sql<SqlBool>`${sql.ref(column)} = any(${[...values]}::text[])`
}

function negatedIf(isNegated: boolean, condition: Condition): Condition {
  return isNegated ? sql<SqlBool>`not (${condition})` : condition
}

function touches(services: readonly string[]): Condition {
  return sql<SqlBool>`services && ${[...services]}::text[]`
}

/** Given to one of them by a rule, or to nobody by a rule and of a service of theirs. Never null, so that it can be turned round. */
function isOfTeam(teams: readonly string[], directory: Directory): Condition {
  const given = sql`team_id = any(${[...teams]}::text[])`
  return sql<SqlBool>`(team_id is not null and ${given} or team_id is null and ${touches(servicesOf(teams, directory))})`
}

function servicesOf(teams: readonly string[], { services }: Directory): string[] {
  return [...services.values()].filter(({ team }) => team !== undefined && teams.includes(team)).map(({ id }) => id)
}

/** The ids of the people that are meant; null for nobody. Who does not exist owns nothing. */
export function ownersOf(values: readonly string[], { self, directory }: FilterContext): (string | null)[] {
  return values.map((value) => {
    if (value === 'none') return null
    if (value === 'me') return self ?? ''
    return findUser(directory, value)?.id ?? value
  })
}

function ownerCondition(values: readonly string[], isNegated: boolean, context: FilterContext): Condition {
  const owners = ownersOf(values, context)
  const ids = owners.filter((id) => id !== null)
  const isNobodyMeant = owners.includes(null)
  if (ids.length === 0) return isNegated ? sql<SqlBool>`owner_id is not null` : sql<SqlBool>`owner_id is null`
  if (isNegated) {
    return isNobodyMeant
      ? sql<SqlBool>`owner_id <> all(${ids}::text[])`
      : sql<SqlBool>`(owner_id is null or owner_id <> all(${ids}::text[]))`
  }
  return isNobodyMeant
    ? sql<SqlBool>`(owner_id is null or owner_id = any(${ids}::text[]))`
    : sql<SqlBool>`owner_id = any(${ids}::text[])`
}

const FLAGS: Record<string, { holds: Condition; fails: Condition }> = {
  active: {
    holds: isOneOf('status', STATUSES.filter(isWorking)),
    fails: isOneOf(
      'status',
      STATUSES.filter((status) => !isWorking(status)),
    ),
  },
  over: {
    holds: isOneOf('status', STATUSES.filter(isFinal)),
    fails: isOneOf(
      'status',
      STATUSES.filter((status) => !isFinal(status)),
    ),
  },
  test: { holds: sql`is_test`, fails: sql`not is_test` },
  exhausted: { holds: sql`is_exhausted`, fails: sql`not is_exhausted` },
  flapping: { holds: sql`is_flapping`, fails: sql`not is_flapping` },
  snoozed: { holds: sql`snoozed_until is not null`, fails: sql`snoozed_until is null` },
}

function flagsCondition(values: readonly string[], isNegated: boolean): Condition {
  const flags = values.flatMap((value) => FLAGS[value] ?? [])
  return isNegated
    ? allOf(flags.map(({ fails }) => fails))
    : sql<SqlBool>`(${sql.join(
        flags.map(({ holds }) => holds),
        sql` or `,
      )})`
}

/** By the alerts whose latest episode belongs to the incident. */
function hasLabel(labels: readonly string[]): Condition {
  const held = labels.map((label) => {
    const split = label.indexOf('=')
    const wanted = JSON.stringify({ [label.slice(0, split)]: label.slice(split + 1) })
    return sql`alerts.labels @> ${wanted}::jsonb`
  })
  return sql<SqlBool>`incidents.id in (
    select placements.incident_id from alerts join placements on placements.alert_id = alerts.id
    where placements.incident_id is not null and (${sql.join(held, sql` or `)}))`
}

/** The text of which the pairs of letters are indexed: see the migration of the lists. */
const SEARCHED = sql`title || chr(10) || id`

/**
 * Whether the title or the id contains the words, in any case. The pairs of letters find the few rows that may; the exact look
 * at those is written so that the planner does not take it for a second filter of the same kind.
 */
function containsWords(words: string): Condition {
  const exact = sql<SqlBool>`strpos(lower(${SEARCHED}), lower(${words})) > 0`
  if ([...words].length < 2) return exact
  return sql<SqlBool>`(tocsin_letter_pairs(${SEARCHED}) @> tocsin_letter_pairs(${words}) and ${exact})`
}

function resolve(moment: Moment, { at, zone }: FilterContext): RawBuilder<unknown> {
  return sql`${formatInstant(resolveMoment(moment, at, zone))}::timestamptz`
}

function momentCondition(field: MomentField, from: RawBuilder<unknown>, isNegated: boolean): Condition {
  switch (field) {
    case 'since':
      return isNegated ? sql<SqlBool>`recorded_at < ${from}` : sql<SqlBool>`recorded_at >= ${from}`
    case 'before':
      return isNegated ? sql<SqlBool>`recorded_at >= ${from}` : sql<SqlBool>`recorded_at < ${from}`
    case 'resolved':
      return isNegated
        ? sql<SqlBool>`(resolved_at is null or resolved_at < ${from})`
        : sql<SqlBool>`resolved_at >= ${from}`
    case 'updated':
      // Every change is a fact, and facts have an index by age; one on `updated_at` would be written with every alert that joins.
      return isNegated
        ? sql<SqlBool>`updated_at < ${from}`
        : sql<SqlBool>`incidents.id in (select facts.stream from facts where facts.at >= ${from})`
  }
}
