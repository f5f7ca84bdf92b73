/** What makes the alerts of a source count, as the file and the API write it. */
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { DAY, MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { SourceQuiet } from '@tocsin/core/people/quiet.ts'
import { z } from 'zod'
import type { Document } from './config-kind.ts'
import { formatDuration } from './duration.ts'
import { duration, form, wholeNumber } from './fields.ts'
import type { FieldProblem } from './references.ts'

const COUNT_MAX = 1_000
const RATE_MAX = 1_000_000
const HOLD_MS_MAX = (7 * DAY) as DurationMs

const flapping = form({
  /** So many times firing or clearing … */
  changes: wholeNumber(3, COUNT_MAX, 6),
  /** … within this long. */
  within: duration('10m'),
  /** It counts as cleared once it has not changed for this long. */
  stable: duration('5m'),
})

const threshold = form({
  /** So many alerts of a group … */
  alerts: wholeNumber(2, COUNT_MAX, 3),
  /** … that begin within this long. */
  within: duration('5m'),
  /** One that fires for this long counts by itself; without this it never does. */
  or_after: duration('30m').optional(),
})

const storm = form({
  /** So many incidents … */
  incidents: wholeNumber(1, COUNT_MAX, 10),
  /** … opened within this long. */
  within: duration('5m'),
})

const rate = form({
  /** So many alerts … */
  alerts: wholeNumber(1, RATE_MAX, 6_000),
  /** … are taken within this long; the sender is asked to try the rest again. */
  within: duration('1m'),
})

export const quietInput = form({
  wait: duration('2m').optional(),
  flapping: flapping.optional(),
  threshold: threshold.optional(),
  storm: storm.optional(),
  rate: rate.optional(),
  dependency_window: duration('10m').optional(),
  stale_after: duration('3d').optional(),
}).describe('What makes its alerts count: how long they have to fire, how many of them, and when they are over.')

export type QuietInput = z.output<typeof quietInput>

/** As it is shown: what is off is left out. */
export const quietShape = z
  .object({
    wait: z.string().optional(),
    flapping: z.object({ changes: z.int(), within: z.string(), stable: z.string() }).optional(),
    threshold: z.object({ alerts: z.int(), within: z.string(), or_after: z.string().optional() }).optional(),
    storm: z.object({ incidents: z.int(), within: z.string() }).optional(),
    rate: z.object({ alerts: z.int(), within: z.string() }).optional(),
    dependency_window: z.string().optional(),
    stale_after: z.string().optional(),
  })
  .describe('What makes its alerts count.')

export function checkQuiet(quiet: QuietInput): FieldProblem[] {
  const span = (path: string[], value: DurationMs | undefined, min: DurationMs, what: string): FieldProblem[] => {
    if (value === undefined || (value >= min && value <= HOLD_MS_MAX)) return []
    return [{ path: ['quiet', ...path], problem: `${what}: between ${formatDuration(min)} and 7d.` }]
  }
  const { wait, flapping: flaps, threshold: few, storm: many, rate: often, dependency_window, stale_after } = quiet
  return [
    ...span(['wait'], wait, SECOND, 'is how long an alert has to fire'),
    ...span(['flapping', 'within'], flaps?.within, SECOND, 'is the time in which changes are counted'),
    ...span(['flapping', 'stable'], flaps?.stable, SECOND, 'is how long it has to be stable'),
    ...span(['threshold', 'within'], few?.within, SECOND, 'is the time in which alerts are counted'),
    ...span(['threshold', 'or_after'], few?.or_after, SECOND, 'is how long one has to fire alone'),
    ...span(['storm', 'within'], many?.within, SECOND, 'is the time in which incidents are counted'),
    ...span(['rate', 'within'], often?.within, SECOND, 'is the time in which alerts are taken'),
    ...(dependency_window === 0 ? [] : span(['dependency_window'], dependency_window, SECOND, 'is 0s (off), or')),
    ...(stale_after !== undefined && (stale_after < MINUTE || stale_after > 365 * DAY)
      ? [{ path: ['quiet', 'stale_after'], problem: `must be between ${formatDuration(MINUTE)} and 365d.` }]
      : []),
    ...(stale_after !== undefined && wait !== undefined && stale_after <= wait
      ? [{ path: ['quiet', 'stale_after'], problem: 'must be longer than wait: nothing would ever count.' }]
      : []),
  ]
}

/** As the database and decisions have it. */
export function quietOf({
  wait,
  flapping: flaps,
  threshold: few,
  storm: many,
  rate: often,
  ...rest
}: QuietInput): SourceQuiet {
  const { dependency_window, stale_after } = rest
  return {
    ...(wait !== undefined && { waitMs: wait }),
    ...(flaps && { flapping: { changes: flaps.changes, withinMs: flaps.within, stableMs: flaps.stable } }),
    ...(few && {
      threshold: {
        ...{ alerts: few.alerts, withinMs: few.within },
        ...(few.or_after !== undefined && { orAfterMs: few.or_after }),
      },
    }),
    ...(many && { storm: { incidents: many.incidents, withinMs: many.within } }),
    ...(often && { rate: { alerts: often.alerts, withinMs: often.within } }),
    ...(dependency_window !== undefined && { dependencyWindowMs: dependency_window }),
    ...(stale_after !== undefined && { staleAfterMs: stale_after }),
  }
}

export function describeQuiet(quiet: SourceQuiet): Document {
  const { waitMs, flapping: flaps, threshold: few, storm: many, rate: often, dependencyWindowMs, staleAfterMs } = quiet
  return {
    ...(waitMs !== undefined && { wait: formatDuration(waitMs) }),
    ...(flaps && {
      flapping: {
        ...{ changes: flaps.changes, within: formatDuration(flaps.withinMs), stable: formatDuration(flaps.stableMs) },
      },
    }),
    ...(few && {
      threshold: {
        ...{ alerts: few.alerts, within: formatDuration(few.withinMs) },
        ...(few.orAfterMs !== undefined && { or_after: formatDuration(few.orAfterMs) }),
      },
    }),
    ...(many && { storm: { incidents: many.incidents, within: formatDuration(many.withinMs) } }),
    ...(often && { rate: { alerts: often.alerts, within: formatDuration(often.withinMs) } }),
    ...(dependencyWindowMs !== undefined && { dependency_window: formatDuration(dependencyWindowMs) }),
    ...(staleAfterMs !== undefined && { stale_after: formatDuration(staleAfterMs) }),
  }
}
