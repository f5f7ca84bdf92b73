/** An override as it is typed, by the clock of a zone, and what is sent of it. */
import { instantOfLocalTime, localTimeOf } from '../../../ui/time/zone-time.ts'
import type { OverrideBody, ShownOverride } from './schedules.query.ts'

export const OVERRIDE_MODES = ['replace', 'add', 'remove'] as const
export type OverrideMode = (typeof OVERRIDE_MODES)[number]

export interface OverrideDraft {
  mode: OverrideMode
  /** `2026-11-22T09:00`. */
  startsAt: string
  endsAt: string
  add: string | null
  /** Null: everybody. */
  remove: string | null
}

const hourMs = 3_600_000
const minuteMs = 60_000

export function newOverride(
  { startMs, endMs }: { startMs: number; endMs: number },
  zone: string,
  more: Partial<OverrideDraft> = {},
): OverrideDraft {
  const [startsAt, endsAt] = [localTimeOf(startMs, zone), localTimeOf(endMs, zone)]
  return { mode: 'replace', startsAt, endsAt, add: null, remove: null, ...more }
}

/** From the next full hour on, for eight hours: what nobody chose is easy to see and to change. */
export function usualSpan(nowMs: number): { startMs: number; endMs: number } {
  const startMs = Math.ceil(nowMs / hourMs) * hourMs
  return { startMs, endMs: startMs + 8 * hourMs }
}

/** What of a span is still to come, since the past stays; undefined when nothing is. */
export function comingOf(
  span: { startMs: number; endMs: number },
  nowMs: number,
): { startMs: number; endMs: number } | undefined {
  const startMs = Math.max(span.startMs, Math.floor(nowMs / minuteMs) * minuteMs)
  return startMs < span.endMs ? { startMs, endMs: span.endMs } : undefined
}

/** The span in milliseconds; undefined while it has no beginning, no end, or runs backwards. */
export function spanOfDraft(
  { startsAt, endsAt }: Pick<OverrideDraft, 'startsAt' | 'endsAt'>,
  zone: string,
): { fromMs: number; toMs: number } | undefined {
  const [fromMs, toMs] = [instantOfLocalTime(startsAt, zone), instantOfLocalTime(endsAt, zone)]
  return fromMs !== undefined && toMs !== undefined && fromMs < toMs ? { fromMs, toMs } : undefined
}

/** Undefined while something is missing. */
export function bodyOfOverride(draft: OverrideDraft, zone: string): OverrideBody | undefined {
  const span = spanOfDraft(draft, zone)
  const { mode, add, remove } = draft
  if (!span || (mode === 'remove' ? remove === null : add === null)) return undefined
  return {
    mode,
    starts_at: new Date(span.fromMs).toISOString(),
    ends_at: new Date(span.toMs).toISOString(),
    ...(mode !== 'remove' && add !== null && { add }),
    ...(mode !== 'add' && remove !== null && { remove }),
  }
}

/** The same once more, after it was taken back. */
export function bodyOfShown({ mode, starts_at, ends_at, add, remove }: ShownOverride): OverrideBody {
  return { mode, starts_at, ends_at, ...(add && { add: add.id }), ...(remove && { remove: remove.id }) }
}
