/**
 * SQL on PostgreSQL: one statement that reads. `:from` and `:to` stand for the ends of the window. The column `value` holds the number,
 * or the first one that is a number; what the other columns say tells series apart.
 */
import { settingsForm } from '../../check/check.ts'
import { hostField, portField, textField } from '../../check/fields.ts'
import { sqlTlsField } from '../../check/sql-fields.ts'
import { defineQuery, type QueryAnswer, type Series, USUAL_WINDOW_MS } from '../query.ts'

const ROWS_MAX = 1_000

export const postgresQuery = defineQuery({
  system: 'postgres',
  settings: settingsForm({
    host: hostField,
    port: portField(5432),
    database: textField('the name of a database', 63),
    user: textField('the name of a user', 63),
    tls: sqlTlsField,
  }),
  secret: 'the password',
  target: ({ host, port, database }) => `${host}:${port}/${database}`,
  async run(settings, { query, windowMs = USUAL_WINDOW_MS, to, secret }, net) {
    const { text, parameters } = fillWindow(query, to - windowMs, to)
    const answer = await net.sql({
      ...settings,
      ...{ query: text, parameters, rowsMax: ROWS_MAX },
      ...(secret !== undefined && { password: secret }),
    })
    return 'rows' in answer ? readRows(answer.rows) : answer
  },
})

/** Names become parameters; `::text` is no name. */
export function fillWindow(query: string, from: number, to: number): { text: string; parameters: string[] } {
  const parameters: string[] = []
  const places = new Map<string, number>()
  const instants: Record<string, number> = { from, to }
  const text = query
    .trim()
    .replace(/;\s*$/, '')
    .replace(/(?<![:\w]):(from|to)\b/g, (_, name: string) => {
      const known = places.get(name) ?? parameters.push(new Date(instants[name] ?? to).toISOString())
      places.set(name, known)
      return `$${known}::timestamptz`
    })
  return { text, parameters }
}

/** Numbers of any precision come as texts. */
function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isNaN(number) ? undefined : number
}

export function readRows(rows: readonly Record<string, unknown>[]): QueryAnswer {
  const [first] = rows
  if (!first) return { series: [] }
  const column = Object.hasOwn(first, 'value')
    ? 'value'
    : Object.keys(first).find((name) => rows.some((row) => numberOf(row[name]) !== undefined))
  if (column === undefined) return { problem: 'no column of the answer holds a number: name one of them “value”' }
  const series = new Map<string, Series>()
  for (const row of rows) {
    const value = numberOf(row[column])
    if (value === undefined) continue
    const name = Object.entries(row)
      .filter(([key, each]) => key !== column && typeof each === 'string' && !/^\d{4}-\d\d-\d\d[T ]/.test(each))
      .map(([, each]) => each)
      .join(', ')
    const known = series.get(name)
    if (known) known.values.push(value)
    else series.set(name, { name, values: [value] })
  }
  return { series: [...series.values()] }
}
