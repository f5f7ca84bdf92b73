import { assert } from '@tocsin/core/kernel/assert.ts'
import pg from 'pg'

/**
 * How values of PostgreSQL become values of JavaScript, on both engines and without touching the driver's global table:
 * `int8` and `numeric` → number, `timestamptz` → epoch milliseconds, `date` and `timestamp` → the text as it is (the driver's
 * own reading depends on the host's zone), `json` and `jsonb` → parsed; arrays of these likewise. The rest is the driver's.
 */
const INT8 = 20
const DATE = 1082
const TIMESTAMP = 1114
const TIMESTAMPTZ = 1184
const NUMERIC = 1700
const INT8_ARRAY = 1016
const TIMESTAMP_ARRAY = 1115
const DATE_ARRAY = 1182
const TIMESTAMPTZ_ARRAY = 1185
const NUMERIC_ARRAY = 1231

type Parse = (text: string) => unknown

const asIs: Parse = (text) => text

const parsers = new Map<number, Parse>([
  [INT8, parseInt8],
  [NUMERIC, Number],
  [TIMESTAMPTZ, parseTimestamptz],
  [DATE, asIs],
  [TIMESTAMP, asIs],
  [INT8_ARRAY, arrayOf(parseInt8)],
  [NUMERIC_ARRAY, arrayOf(Number)],
  [TIMESTAMPTZ_ARRAY, arrayOf(parseTimestamptz)],
  [DATE_ARRAY, arrayOf(asIs)],
  [TIMESTAMP_ARRAY, arrayOf(asIs)],
])

/** Goes into the configuration of a pool or a client. Only the text format is in use. */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    (format === 'binary' ? undefined : parsers.get(oid)) ?? pg.types.getTypeParser(oid, format),
}

/** Throws when a number of JavaScript cannot hold the value exactly. */
export function parseInt8(text: string): number {
  const value = Number(text)
  assert(Number.isSafeInteger(value), `int8 ${text} is beyond the integers that a number holds exactly`)
  return value
}

const ISO_STYLE = /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?$/

/**
 * Reads what PostgreSQL prints in `DateStyle` ISO, whatever the session's zone. Digits beyond the millisecond are cut off; the
 * product writes none. Infinity and years before Christ are not supported.
 */
export function parseTimestamptz(text: string): number {
  const match = ISO_STYLE.exec(text)
  assert(match, `timestamptz ${text} is not an instant that can be read`)
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const offset = Number(match[9]) * 3600 + Number(match[10] ?? 0) * 60 + Number(match[11] ?? 0)
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  // Date.UTC takes years below 100 for those of the twentieth century, so such a year is shifted by whole 400-year cycles.
  const shift = year < 100 ? 400 : 0
  const local = Date.UTC(year + shift, month - 1, day, hour, minute, second, ms) - shift * MS_PER_GREGORIAN_YEAR
  return local - (match[8] === '-' ? -offset : offset) * 1000
}

/** 146,097 days are exactly 400 years of the Gregorian calendar. */
const MS_PER_GREGORIAN_YEAR = (146_097 / 400) * 86_400_000

function arrayOf(parse: Parse): Parse {
  const parseEntry = (entry: string | null) => (entry === null ? null : parse(entry))
  return (text) => parseArray(text, parseEntry)
}

/** The driver's array reader, whose published type differs from what it is: `create` returns an object with `parse`. */
function parseArray(text: string, parseEntry: (entry: string | null) => unknown): unknown[] {
  const reader = pg.types.arrayParser as unknown as {
    create(source: string, transform: (entry: string | null) => unknown): { parse(): unknown[] }
  }
  return reader.create(text, parseEntry).parse()
}
