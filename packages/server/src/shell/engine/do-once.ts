/**
 * Does something once, however often and on whichever node it is asked for: whoever comes again gets the answer of the first. Both are
 * written in the transaction of what was done, so that a second one that comes meanwhile waits for the first.
 */
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { connectionOf } from '../store/sql-store.ts'
import type { UnitOfWork } from './unit-of-work.ts'

export interface Done<T> {
  answer: T
  /** It was done before, and nothing was done now. */
  isRepeated: boolean
}

/**
 * @param key names it among all of its purpose
 * @param work what is done; an answer that is a rejection is not kept, and may be asked for again. Answers are kept as JSON
 */
export async function doOnce<T extends object>(
  unit: UnitOfWork,
  { purpose, key }: { purpose: string; key: string },
  work: () => Promise<T>,
): Promise<Done<T>> {
  const db = connectionOf(unit.tx)
  const begun = await db
    .insertInto('done_once')
    .values({ purpose, key, at: formatInstant(unit.at), answer: null })
    .onConflict((conflict) => conflict.doNothing())
    .returning('key')
    .executeTakeFirst()
  const row = { purpose, key }
  if (!begun) {
    const before = await db
      .selectFrom('done_once')
      .select('answer')
      .where((where) => where.and(row))
      .executeTakeFirstOrThrow()
    return { answer: before.answer as T, isRepeated: true }
  }
  const answer = await work()
  if ('rejected' in answer) {
    await db
      .deleteFrom('done_once')
      .where((where) => where.and(row))
      .execute()
  } else {
    await db
      .updateTable('done_once')
      .set({ answer: JSON.stringify(answer) })
      .where((where) => where.and(row))
      .execute()
  }
  return { answer, isRepeated: false }
}
