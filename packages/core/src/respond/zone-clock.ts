/**
 * The clocks of zones, as spans of time with one offset from UTC each. Temporal is asked once for each change of a zone's clocks; from then on
 * an instant or a wall time costs a comparison or two.
 *
 * What is known is kept from call to call. It is the only thing in the core that outlives a question besides the plans of layers, and no
 * answer can depend on it: zone and instant alone say what a span is, so it is read again wherever it has been forgotten.
 */
import { assert } from '../kernel/assert.ts'
import type { Instant } from '../kernel/brand.ts'
import { DAY } from '../kernel/instant.ts'

/** [`from`, `to`), in which the clock is `offsetMs` ahead of UTC. Two spans that follow each other may have the same offset. */
export interface ClockSpan {
  from: Instant
  to: Instant
  offsetMs: number
}

interface ZoneClock {
  /** By the number of their stretch of time. */
  stretches: Map<number, readonly ClockSpan[]>
  /** The span of the last answer: questions come in order nearly always. */
  last: ClockSpan
}

/** Some nine years: whoever asks about a day asks about its neighbours next. */
const STRETCH_MS = 2 ** 38
/** Five hundred years of one zone, and all zones that there are twice: what goes beyond is no schedule, and is not kept. */
const STRETCHES_MAX = 64
const ZONES_MAX = 1_200
/** Where Temporal's time begins. */
const FIRST = -8.64e15
const NANOSECONDS_PER_MS = 1_000_000
/** Clocks were never set by more than a day at once. */
const STEADY_MS = 2 * DAY

const clocks = new Map<string, ZoneClock>()

/** The span that holds an instant; a RangeError for a zone that does not exist. */
export function spanAt(zone: string, at: Instant): ClockSpan {
  const clock = clocks.get(zone)
  if (clock && at >= clock.last.from && at < clock.last.to) return clock.last
  return findSpan(zone, at)
}

/**
 * Whether the clock is not set for two days before and after: then the wall clock shows each time once, in order, and says by itself what
 * comes before an instant and what comes after it. False now and then though it could be true.
 */
export function isSteady({ from, to }: ClockSpan, at: Instant): boolean {
  return at - from >= STEADY_MS && to - at >= STEADY_MS
}

function findSpan(zone: string, at: Instant): ClockSpan {
  const index = Math.floor(at / STRETCH_MS)
  const spans = clocks.get(zone)?.stretches.get(index) ?? learnStretch(zone, index)
  let [low, high] = [0, spans.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((spans[middle]?.from ?? at) <= at) low = middle
    else high = middle - 1
  }
  const span = spans[low]
  assert(span !== undefined && at < span.to, `the clock of ${zone} has no span at ${at}`)
  const clock = clocks.get(zone)
  if (clock) clock.last = span
  return span
}

function learnStretch(zone: string, index: number): readonly ClockSpan[] {
  const spans = readSpans(zone, Math.max(index * STRETCH_MS, FIRST) as Instant, ((index + 1) * STRETCH_MS) as Instant)
  const [first] = spans
  assert(first !== undefined, `a stretch of time in ${zone} has a span`)
  if (clocks.size >= ZONES_MAX) clocks.clear()
  const clock = clocks.get(zone) ?? { stretches: new Map(), last: first }
  if (clock.stretches.size >= STRETCHES_MAX) clock.stretches.clear()
  clock.stretches.set(index, spans)
  clocks.set(zone, clock)
  return spans
}

function readSpans(zone: string, from: Instant, to: Instant): ClockSpan[] {
  const spans: ClockSpan[] = []
  let zoned: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  while (zoned !== null && zoned.epochMilliseconds < to) {
    const start: Instant = zoned.epochMilliseconds as Instant
    const last = spans.at(-1)
    if (last) last.to = start
    spans.push({ from: start, to, offsetMs: zoned.offsetNanoseconds / NANOSECONDS_PER_MS })
    zoned = zoned.getTimeZoneTransition('next')
  }
  return spans
}
