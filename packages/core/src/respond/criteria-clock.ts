/**
 * What expressions of criteria read and what changes by itself: `minutes` and `expected_in`. Such criteria are asked again when that
 * changes, each minute, as long as they are open; others are asked when something happens and cost nothing in between.
 */
import type { Instant } from '../kernel/brand.ts'
import { after, MINUTE } from '../kernel/instant.ts'
import type { Criterion } from '../people/policy.ts'

const TEXTS = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g

/**
 * Of an end that is expected only less and less is left: an expression of these forms alone comes true when somebody says so, or when the
 * end passes, for which there is a wake. The criteria of the procedure have these forms.
 */
const SAID_OR_PASSED = /^\s*expected_in\s*(<\s*0|>=?\s*-?\d+)\s*$/

interface Clock {
  since: Instant
  expectedAt: Instant | undefined
}

/** The next instant after `at` at which one of these criteria may come true though nothing happens; beside `afterMs` and the end itself. */
export function calcNextChange(criteria: readonly Criterion[], clock: Clock, at: Instant): Instant | undefined {
  const changes = criteria.flatMap((criterion) => listChanges(criterion, clock, at))
  return changes.length > 0 ? (Math.min(...changes) as Instant) : undefined
}

function listChanges({ when, afterMs }: Criterion, { since, expectedAt }: Clock, at: Instant): Instant[] {
  const read = when.replace(TEXTS, '""')
  // What comes before its time is not heard.
  const from = Math.max(at, after(since, (afterMs ?? 0) as typeof MINUTE)) as Instant
  const changes: Instant[] = []
  if (/\bminutes\b/.test(read)) changes.push(nextMinute(since, from))
  const isLeft = expectedAt !== undefined && expectedAt > from
  if (isLeft && /\bexpected_in\b/.test(read) && !SAID_OR_PASSED.test(read)) changes.push(nextLess(expectedAt, from))
  return changes
}

function nextMinute(since: Instant, from: Instant): Instant {
  return (since + (Math.floor((from - since) / MINUTE) + 1) * MINUTE) as Instant
}

/** When a whole minute less is left; the end itself in its last minute. */
function nextLess(expectedAt: Instant, from: Instant): Instant {
  return (expectedAt - (Math.ceil((expectedAt - from) / MINUTE) - 1) * MINUTE) as Instant
}
