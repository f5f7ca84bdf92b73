/** A temporary schedule as it is typed, and what is sent of it. */
import type { Shift } from '../../../api/types.ts'
import { localTimeOf } from '../../../ui/time/zone-time.ts'
import { spanOfDraft } from './override-draft.ts'
import type { ShownTemporary, TemporaryBody } from './schedules.query.ts'
import { piecesOf, type Span } from './timeline/pieces.ts'

export interface ShiftDraft {
  key: number
  startsAt: string
  endsAt: string
  people: string[]
}

export interface TemporaryDraft {
  startsAt: string
  endsAt: string
  shifts: ShiftDraft[]
}

/** One shift over all of it, for whom is yet to be said. */
export function newTemporary({ startMs, endMs }: Span, zone: string): TemporaryDraft {
  const [startsAt, endsAt] = [localTimeOf(startMs, zone), localTimeOf(endMs, zone)]
  return { startsAt, endsAt, shifts: [{ key: 0, startsAt, endsAt, people: [] }] }
}

/** After the last shift, to the end. */
export function withShift(draft: TemporaryDraft): TemporaryDraft {
  const startsAt = draft.shifts.at(-1)?.endsAt ?? draft.startsAt
  return { ...draft, shifts: [...draft.shifts, { key: nextKey(draft), startsAt, endsAt: draft.endsAt, people: [] }] }
}

/** The shifts that there would be anyway. */
export function withPlan(draft: TemporaryDraft, plan: readonly Shift[], zone: string): TemporaryDraft {
  const span = spanOfDraft(draft, zone)
  if (!span) return draft
  const first = nextKey(draft)
  const shifts = piecesOf(plan, { startMs: span.fromMs, endMs: span.toMs })
    .filter(({ people }) => people.length > 0)
    .map(({ startMs, endMs, people }, index) => ({
      key: first + index,
      ...{ startsAt: localTimeOf(startMs, zone), endsAt: localTimeOf(endMs, zone) },
      people: people.map(({ user }) => user.id),
    }))
  return { ...draft, shifts }
}

function nextKey({ shifts }: TemporaryDraft): number {
  return 1 + Math.max(-1, ...shifts.map(({ key }) => key))
}

/** Undefined while something is missing. */
export function bodyOfTemporary(draft: TemporaryDraft, zone: string): TemporaryBody | undefined {
  const window = instants(draft, zone)
  const shifts = draft.shifts.map((shift) => ({ span: instants(shift, zone), people: shift.people }))
  if (!window || shifts.some(({ span, people }) => !span || people.length === 0)) return undefined
  return { ...window, shifts: shifts.flatMap(({ span, people }) => (span ? [{ ...span, people }] : [])) }
}

/** What the shifts leave open. */
export function uncoveredOf(draft: TemporaryDraft, zone: string): Span[] {
  const window = spanOfDraft(draft, zone)
  if (!window) return []
  const covered = draft.shifts
    .flatMap((shift) => (shift.people.length > 0 ? (spanOfDraft(shift, zone) ?? []) : []))
    .sort((a, b) => a.fromMs - b.fromMs)
  const open: Span[] = []
  let atMs = window.fromMs
  for (const { fromMs, toMs } of covered) {
    if (fromMs > atMs) open.push({ startMs: atMs, endMs: Math.min(fromMs, window.toMs) })
    atMs = Math.max(atMs, toMs)
  }
  if (atMs < window.toMs) open.push({ startMs: atMs, endMs: window.toMs })
  return open
}

/** What is left of one from an instant on, to make it anew. */
export function restOf({ starts_at, ends_at, shifts }: ShownTemporary, nowMs: number): TemporaryBody {
  const later = (at: string) => (Date.parse(at) < nowMs ? new Date(nowMs).toISOString() : at)
  return {
    starts_at: later(starts_at),
    ends_at,
    shifts: shifts
      .filter((shift) => Date.parse(shift.ends_at) > nowMs)
      .map((shift) => ({
        ...{ starts_at: later(shift.starts_at), ends_at: shift.ends_at },
        people: shift.people.map(({ id }) => id),
      })),
  }
}

function instants(draft: { startsAt: string; endsAt: string }, zone: string) {
  const span = spanOfDraft(draft, zone)
  return span && { starts_at: new Date(span.fromMs).toISOString(), ends_at: new Date(span.toMs).toISOString() }
}
