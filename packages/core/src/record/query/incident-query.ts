/**
 * The filter language for incidents: `status:open priority:P1,P2 -service:shop since:7d "disk full"`. A query is a list of terms
 * that all have to hold; commas between values mean any of them; `-` in front turns a term round; what has no field is text in
 * the title or the id. The console's chips, the API and the command line read and write the same language.
 */
import { formatMoment, type Moment } from './moment.ts'
import type { MomentField, ValueField } from './query-fields.ts'

export type IncidentTerm =
  | { kind: 'value'; field: ValueField; values: string[]; isNegated: boolean }
  | { kind: 'moment'; field: MomentField; moment: Moment; isNegated: boolean }
  | { kind: 'text'; text: string; isNegated: boolean }

export type IncidentQuery = readonly IncidentTerm[]

/** Writes a query so that parsing gives the same terms again. */
export function formatIncidentQuery(query: IncidentQuery): string {
  return query.map(formatTerm).join(' ')
}

export function formatTerm(term: IncidentTerm): string {
  const sign = term.isNegated ? '-' : ''
  switch (term.kind) {
    case 'value':
      return `${sign}${term.field}:${term.values.map(formatValue).join(',')}`
    case 'moment':
      return `${sign}${term.field}:${formatMoment(term.moment)}`
    case 'text':
      return `${sign}${formatText(term.text)}`
  }
}

/** What stands between spaces or commas as it is, and what needs quotes around it. */
const PLAIN_VALUE = /^[^\s,"]+$/
const PLAIN_TEXT = /^(?!-)(?!")(?![A-Za-z_]+:(?!\/\/))\S+$/

function formatValue(value: string): string {
  return PLAIN_VALUE.test(value) ? value : quote(value)
}

function formatText(text: string): string {
  return PLAIN_TEXT.test(text) ? text : quote(text)
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, (character) => `\\${character}`)}"`
}
