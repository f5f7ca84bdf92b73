/**
 * Lists: `{"items": […], "next": cursor or null}`. A page starts after a value and an id, not at a number, so that rows which
 * come or go meanwhile move nothing, and the thousandth page costs what the first does. The id breaks ties.
 */
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { type Expression, type SelectQueryBuilder, sql } from 'kysely'
import { z } from 'zod'
import { invalidField } from './refusal.ts'

const PAGE_SIZE = 50
const CURSOR_CHARS_MAX = 2048

export type Direction = 'asc' | 'desc'

/** One page that somebody asks for. `after` is the last row of the page before. */
export interface Page {
  limit: number
  by: string
  direction: Direction
  after?: { value: string | number; id: string }
}

/**
 * The query of a list: `limit`, `cursor`, `order` and the list's own filters. `orders` are the columns one can order by, the
 * default first; `-` before a name reverses it.
 */
export function listQuery<const Order extends string, Filters extends z.ZodRawShape>(
  orders: readonly [Order, ...Order[]],
  filters: Filters,
) {
  const [first] = orders
  const names = orders.map((order) => order.replace(/^-/, ''))
  return z.strictObject({
    ...filters,
    limit: z.coerce.number().int().min(1).max(LIMITS.listPageSizeMax).default(PAGE_SIZE),
    cursor: z.string().max(CURSOR_CHARS_MAX).optional().describe('`next` of the page before.'),
    order: z
      .enum(names.flatMap((name) => [name, `-${name}`]) as [string, ...string[]])
      .default(first)
      .describe('A field; with `-` before it the other way round.'),
  })
}

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().describe('`cursor` of the next page; null on the last.'),
  })
}

/** A filter that takes several values, repeated or with commas between: `?status=open,acknowledged`. */
export function anyOf<Item extends z.ZodType<unknown, string>>(item: Item) {
  return z.preprocess((value) => {
    const values = Array.isArray(value) ? value : [value]
    return values.flatMap((each) => (typeof each === 'string' ? each.split(',') : [each]))
  }, z.array(item).min(1).max(LIMITS.listPageSizeMax))
}

/** Throws `invalid_request` for a cursor that is none, or that belongs to another order. */
export function readPage({
  limit,
  order,
  cursor,
}: {
  limit: number
  order: string
  cursor?: string | undefined
}): Page {
  const direction = order.startsWith('-') ? 'desc' : 'asc'
  const page: Page = { limit, by: order.replace(/^-/, ''), direction }
  return cursor === undefined ? page : { ...page, after: readCursor(cursor, order) }
}

const cursorSchema = z.tuple([z.string(), z.union([z.string(), z.number()]), z.string()])

function readCursor(cursor: string, order: string): { value: string | number; id: string } {
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!parsed.success) throw invalidField('cursor', 'is not the `next` of a page')
  const [of, value, id] = parsed.data
  if (of !== order) throw invalidField('cursor', `belongs to a list in the order ${of}`)
  return { value, id }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Adds order, start and size to a query. It fetches one row more than the page holds: {@link pageOf} sees by it whether there is a
 * next one. `value` and `id` are never null; `toValue` makes of a cursor's value what the column compares with.
 */
export function applyPage<DB, Tables extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, Tables, Row>,
  { limit, direction, after }: Page,
  keys: {
    value: Expression<unknown>
    id: Expression<unknown>
    toValue?: (value: string | number) => Expression<unknown>
  },
): SelectQueryBuilder<DB, Tables, Row> {
  const ordered = query
    .orderBy(keys.value, direction)
    .orderBy(keys.id, direction)
    .limit(limit + 1)
  if (!after) return ordered
  const from = keys.toValue ? keys.toValue(after.value) : sql`${after.value}`
  const compare = direction === 'asc' ? sql.raw('>') : sql.raw('<')
  return ordered.where(sql<boolean>`(${keys.value}, ${keys.id}) ${compare} (${from}, ${after.id})`)
}

/** `keyOf` gives the value that the list is ordered by, and the id. */
export function pageOf<Row>(
  rows: readonly Row[],
  { limit, by, direction }: Page,
  keyOf: (row: Row) => { value: string | number; id: string },
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { items, next: null }
  const { value, id } = keyOf(last)
  const order = direction === 'desc' ? `-${by}` : by
  return { items, next: Buffer.from(JSON.stringify([order, value, id])).toString('base64url') }
}
