/**
 * Shifts as pieces of a lane. Neighbours in which the same people are on call for the same kind of reason are one piece, and pieces too
 * narrow to be seen are gathered into blocks, so that an hourly rotation over a quarter is drawn with as much as a weekly one.
 */
import type { OnCallPerson, Shift } from '../../../../api/types.ts'

export interface Span {
  startMs: number
  endMs: number
}

export interface Person {
  id: string
  name: string
}

/** Why somebody is there, as far as it is drawn. */
export type Cause = 'layer' | 'override' | 'temporary'

export interface Piece extends Span {
  /** Nobody: it is a gap. */
  people: readonly OnCallPerson[]
  cause: Cause
}

/** Several pieces in the place of one: too narrow, each by itself. */
export interface Block extends Span {
  people: readonly Person[]
  count: number
  hasGap: boolean
}

export type Drawn = { kind: 'piece'; piece: Piece } | { kind: 'block'; block: Block }

/** What lies within the window, in order. */
export function piecesOf(shifts: readonly Shift[], window: Span): Piece[] {
  const pieces: Piece[] = []
  for (const { starts_at, ends_at, people } of shifts) {
    const startMs = Math.max(window.startMs, Date.parse(starts_at))
    const endMs = Math.min(window.endMs, Date.parse(ends_at))
    if (endMs <= startMs) continue
    const cause = causeOf(people)
    const last = pieces.at(-1)
    if (last && last.endMs === startMs && last.cause === cause && keyOf(last.people) === keyOf(people))
      last.endMs = endMs
    else pieces.push({ startMs, endMs, people, cause })
  }
  return pieces
}

/** An override that takes somebody away leaves no mark on whoever stays: they are there by their layer. */
function causeOf(people: readonly OnCallPerson[]): Cause {
  if (people.some(({ temporary }) => temporary !== undefined)) return 'temporary'
  return people.some(({ override }) => override !== undefined) ? 'override' : 'layer'
}

/** People, and which override or temporary schedule put them there: two overrides are two things to take back. */
function keyOf(people: readonly OnCallPerson[]): string {
  return people.map(({ user, override = '', temporary = '' }) => `${user.id} ${override} ${temporary}`).join()
}

/** The narrowest piece that is drawn by itself, as a share of the window; a block is about three of them wide. */
const SHARE_MIN = 1 / 180
const BLOCK_SHARE = 3 * SHARE_MIN

export function drawnOf(pieces: readonly Piece[], window: Span): Drawn[] {
  const lengthMs = window.endMs - window.startMs
  const drawn: Drawn[] = []
  let gathered: Piece[] = []
  const flush = () => {
    const [only] = gathered
    if (only && gathered.length === 1) drawn.push({ kind: 'piece', piece: only })
    else if (gathered.length > 1) drawn.push({ kind: 'block', block: blockOf(gathered) })
    gathered = []
  }
  for (const piece of pieces) {
    if (piece.endMs - piece.startMs >= lengthMs * SHARE_MIN) {
      flush()
      drawn.push({ kind: 'piece', piece })
      continue
    }
    gathered.push(piece)
    const [first] = gathered
    if (first && piece.endMs - first.startMs >= lengthMs * BLOCK_SHARE) flush()
  }
  flush()
  return drawn
}

function blockOf(pieces: readonly Piece[]): Block {
  const people = new Map(pieces.flatMap((piece) => piece.people).map(({ user }) => [user.id, user]))
  return {
    startMs: pieces[0]?.startMs ?? 0,
    endMs: pieces.at(-1)?.endMs ?? 0,
    people: [...people.values()],
    count: pieces.length,
    hasGap: pieces.some((piece) => piece.people.length === 0),
  }
}

/** What nobody covers and is not over yet. */
export function gapsOf(pieces: readonly Piece[], nowMs: number): Span[] {
  return pieces
    .filter(({ people, endMs }) => people.length === 0 && endMs > nowMs)
    .map(({ startMs, endMs }) => ({ startMs, endMs }))
}

/** Everybody who is on call within the pieces and for how long, the longest first. */
export function sharesOf(pieces: readonly Piece[]): { person: Person; ms: number }[] {
  const shares = new Map<string, { person: Person; ms: number }>()
  for (const { people, startMs, endMs } of pieces)
    for (const { user } of people) {
      const share = shares.get(user.id) ?? { person: user, ms: 0 }
      share.ms += endMs - startMs
      shares.set(user.id, share)
    }
  return [...shares.values()].sort((a, b) => b.ms - a.ms || a.person.name.localeCompare(b.person.name))
}

/** The row of each span when those that overlap are put under each other; as few rows as it takes. */
export function rowsOf(spans: readonly Span[]): number[] {
  const ends: number[] = []
  const rows = new Array<number>(spans.length).fill(0)
  const inOrder = spans.map((span, index) => ({ span, index })).sort((a, b) => a.span.startMs - b.span.startMs)
  for (const { span, index } of inOrder) {
    const free = ends.findIndex((end) => end <= span.startMs)
    const row = free === -1 ? ends.length : free
    ends[row] = span.endMs
    rows[index] = row
  }
  return rows
}

/** Per cent of the window. */
export function placeOf(span: Span, window: Span): { left: number; width: number } {
  const lengthMs = window.endMs - window.startMs
  const [startMs, endMs] = [Math.max(span.startMs, window.startMs), Math.min(span.endMs, window.endMs)]
  return { left: (100 * (startMs - window.startMs)) / lengthMs, width: (100 * (endMs - startMs)) / lengthMs }
}
