import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type RawBuilder, sql } from 'kysely'

/** An instant (epoch milliseconds) to compare a column of type timestamptz with, which reads as such a number. */
export function timestamptz(at: number): RawBuilder<number> {
  return sql<number>`${formatInstant(at as Instant)}::timestamptz`
}
