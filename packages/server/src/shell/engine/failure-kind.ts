/**
 * Why a transaction failed: because the world did (a connection, a disk, a time-out), so that everything would have failed just
 * then; or because of what it was about, so that the same will fail again and must not stand in the way of the rest.
 */
import { AssertionError } from '@tocsin/core/kernel/assert.ts'

/**
 * Classes of PostgreSQL's codes that speak of values: 21 cardinality, 22 data, 23 constraints, 44 check option, 54 limits of a
 * row, an index or the stack, 0A not supported, XX an internal error or a damaged row. Class 42, a table or column that is
 * missing, is about the program: it would fail for everything.
 */
const OF_VALUES = /^(21|22|23|44|54|0A|XX)[0-9A-Z]{3}$/
const STATEMENT_TIMEOUT = '57014'

/** Whether the failure belongs to what was worked on: a broken belief of ours, or a value that the database refuses. */
export function isOfContent(error: unknown): boolean {
  if (error instanceof AssertionError || error instanceof TypeError || error instanceof RangeError) return true
  return OF_VALUES.test(codeOf(error))
}

/** Whether less at once might have succeeded: what is of its content, and what took too long. */
export function isOfAmount(error: unknown): boolean {
  return isOfContent(error) || codeOf(error) === STATEMENT_TIMEOUT
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
