/**
 * What becomes of time off that was read from a calendar when the calendar is read again. Events are known by their keys, and where a
 * calendar makes new keys each time, by their spans. What is past stays: what runs and is gone from the calendar ends now.
 */
import type { Instant } from '../kernel/brand.ts'
import type { Gap } from './on-call.ts'

/** An event that counts. Keys are unique. */
export interface FoundTimeOff extends Gap {
  key: string
  title: string
}

/** What was made of an event before, as long as it is not over. */
export interface KnownTimeOff extends FoundTimeOff {
  id: string
  isIgnored: boolean
}

export interface TimeOffPlan {
  added: FoundTimeOff[]
  /** As they are from now on. */
  changed: KnownTimeOff[]
  removed: KnownTimeOff[]
  /** They have begun and end now. */
  ended: KnownTimeOff[]
}

/** `known` and `found` hold nothing that ended at `now` or before. */
export function planTimeOffSync(
  known: readonly KnownTimeOff[],
  found: readonly FoundTimeOff[],
  now: Instant,
): TimeOffPlan {
  const plan: TimeOffPlan = { added: [], changed: [], removed: [], ended: [] }
  const { pairs, gone, fresh } = matchEvents(known, found)
  for (const [before, event] of pairs) {
    const isRunning = before.startsAt <= now && !before.isIgnored
    if (isRunning && event.startsAt > now) {
      plan.ended.push(before)
      plan.added.push(event)
      continue
    }
    const after = { ...before, ...event, startsAt: isRunning ? before.startsAt : event.startsAt }
    if (isDifferent(before, after)) plan.changed.push(after)
  }
  for (const before of gone) (before.startsAt <= now && !before.isIgnored ? plan.ended : plan.removed).push(before)
  plan.added.push(...fresh)
  return plan
}

/** The spans in which somebody is away now and was not before, for those who have to be told. */
export function listNewAbsences(known: readonly KnownTimeOff[], plan: Pick<TimeOffPlan, 'added' | 'changed'>): Gap[] {
  const before = known.filter(({ isIgnored }) => !isIgnored)
  return [...plan.added, ...plan.changed.filter(({ isIgnored }) => !isIgnored)]
    .flatMap((span) => subtract(span, before))
    .sort((a, b) => a.startsAt - b.startsAt)
}

function subtract({ startsAt, endsAt }: Gap, taken: readonly Gap[]): Gap[] {
  return taken.reduce<Gap[]>(
    (left, cut) =>
      left.flatMap((span) =>
        [
          { startsAt: span.startsAt, endsAt: Math.min(span.endsAt, cut.startsAt) as Instant },
          { startsAt: Math.max(span.startsAt, cut.endsAt) as Instant, endsAt: span.endsAt },
        ].filter((piece) => piece.startsAt < piece.endsAt),
      ),
    [{ startsAt, endsAt }],
  )
}

function matchEvents(known: readonly KnownTimeOff[], found: readonly FoundTimeOff[]) {
  const byKey = new Map(known.map((each) => [each.key, each]))
  const pairs: [KnownTimeOff, FoundTimeOff][] = []
  const rest: FoundTimeOff[] = []
  for (const event of found) {
    const before = byKey.get(event.key)
    if (before) pairs.push([before, event])
    else rest.push(event)
  }
  const paired = new Set(pairs.map(([before]) => before))
  const bySpan = Map.groupBy(
    known.filter((each) => !paired.has(each)),
    spanOf,
  )
  const fresh = rest.filter((event) => {
    const before = bySpan.get(spanOf(event))?.shift()
    if (before) pairs.push([before, event])
    return before === undefined
  })
  return { pairs, fresh, gone: [...bySpan.values()].flat() }
}

function spanOf({ startsAt, endsAt }: Gap): string {
  return `${startsAt} ${endsAt}`
}

function isDifferent(before: KnownTimeOff, after: KnownTimeOff): boolean {
  return spanOf(before) !== spanOf(after) || before.key !== after.key || before.title !== after.title
}
