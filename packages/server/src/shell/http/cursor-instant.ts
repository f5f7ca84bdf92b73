import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { type Page, readPage } from './paging.ts'
import { invalidField } from './refusal.ts'

/** Beyond this a Date knows no instant: 275760-09-13. */
const INSTANT_MAX = 8.64e15

/** The value of a cursor of a list that is ordered by an instant, for {@link applyPage}. Cursors come from outside. */
export function instantOfCursor(value: string | number): RawBuilder<unknown> {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > INSTANT_MAX)
    throw invalidField('cursor', 'is not the `next` of a page')
  return sql`${formatInstant(value as Instant)}::timestamptz`
}

/** As {@link readPage}, for lists whose ids are UUIDs: the database refuses to compare them with anything else. */
export function readUuidPage(query: Parameters<typeof readPage>[0]): Page {
  const page = readPage(query)
  if (page.after && !z.uuid().safeParse(page.after.id).success)
    throw invalidField('cursor', 'is not the `next` of a page')
  return page
}
