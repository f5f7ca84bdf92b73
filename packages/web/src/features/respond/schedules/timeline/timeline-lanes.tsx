import { type CSSProperties, type HTMLAttributes, type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '../../../../api/types.ts'
import { useReader } from '../../../../ui/time/reader.ts'
import { formatMoment } from '../../../../ui/time/wall-clock.ts'
import type { ShownOverride, ShownTemporary } from '../schedules.query.ts'
import { drawnOf, type Piece, piecesOf, rowsOf, type Span } from './pieces.ts'
import styles from './schedule-timeline.module.css'
import { BlockBar, NoteBar, PieceBar, slotStyle } from './timeline-bar.tsx'
import type { TimelineWindow } from './timeline-window.ts'

/** What somebody pointed at. */
export type Picked =
  | { kind: 'piece'; piece: Piece; lane: string; isAnswer: boolean }
  | { kind: 'override'; override: ShownOverride }
  | { kind: 'temporary'; temporary: ShownTemporary }
  | { kind: 'block'; span: Span }

interface LaneProps {
  window: TimelineWindow
  now: number
  onPick: (picked: Picked) => void
}

export function Lane({
  name,
  note,
  title,
  rows = 1,
  isAnswer = false,
  selection,
  trackProps,
  children,
}: {
  name: string
  note?: string | undefined
  title?: string
  rows?: number
  /** The lane that counts: it is taller. */
  isAnswer?: boolean
  selection?: { span: Span; window: Span; words: string } | undefined
  trackProps?: HTMLAttributes<HTMLUListElement>
  children: ReactNode
}) {
  return (
    <section
      className={styles.lane}
      aria-label={name}
      data-answer={isAnswer || undefined}
      style={{ '--rows': rows } as CSSProperties}
    >
      <h3 className={styles.name} title={title}>
        <span className={styles.nameText}>{name}</span>
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </h3>
      <ul className={styles.track} data-lane="" {...trackProps} data-draggable={trackProps ? '' : undefined}>
        {children}
        {selection && (
          <li
            className={styles.selection}
            style={slotStyle(selection.span, selection.window)}
            aria-hidden="true"
            data-words={selection.words}
          />
        )}
      </ul>
    </section>
  )
}

/** Who is on call, or would be, over the window. Where a layer has nobody the next one is asked: only of the answer that is a gap. */
export function ShiftBars({
  shifts,
  lane,
  isAnswer = false,
  window,
  now,
  onPick,
}: LaneProps & { shifts: readonly Shift[]; lane: string; isAnswer?: boolean }) {
  const drawn = useMemo(() => {
    const pieces = piecesOf(shifts, window)
    return drawnOf(isAnswer ? pieces : pieces.filter(({ people }) => people.length > 0), window)
  }, [shifts, window, isAnswer])
  const spans = drawn.map((each) => (each.kind === 'block' ? each.block : each.piece))
  const entry = entryOf(spans, now)
  return drawn.map((each, index) =>
    each.kind === 'block' ? (
      <BlockBar
        key={each.block.startMs}
        thing={each.block}
        window={window}
        isOver={each.block.endMs <= now}
        isEntry={index === entry}
        onPick={() => onPick({ kind: 'block', span: each.block })}
      />
    ) : (
      <PieceBar
        key={each.piece.startMs}
        thing={each.piece}
        window={window}
        isOver={each.piece.endMs <= now}
        isEntry={index === entry}
        onPick={() => onPick({ kind: 'piece', piece: each.piece, lane, isAnswer })}
      />
    ),
  )
}

export function OverrideBars({ overrides, window, now, onPick }: LaneProps & { overrides: readonly ShownOverride[] }) {
  const wordsOf = useOverrideWords()
  const reader = useReader()
  const { t } = useTranslation()
  const spans = overrides.map(spanOf)
  const rows = rowsOf(spans)
  const entry = entryOf(spans, now)
  return overrides.map((override, index) => {
    const span = spanOf(override)
    const [from, to] = [formatMoment(span.startMs, reader), formatMoment(span.endMs, reader)]
    return (
      <NoteBar
        key={override.id}
        span={span}
        window={window}
        row={rows[index] ?? 0}
        kind="override"
        words={wordsOf(override)}
        label={t('scheduleTimeline.piece', { people: wordsOf(override), from, to })}
        isOver={span.endMs <= now}
        isEntry={index === entry}
        onPick={() => onPick({ kind: 'override', override })}
      />
    )
  })
}

export function TemporaryBars({
  temporary,
  window,
  now,
  onPick,
}: LaneProps & { temporary: readonly ShownTemporary[] }) {
  const { t } = useTranslation()
  const reader = useReader()
  const spans = temporary.map(spanOf)
  const entry = entryOf(spans, now)
  return temporary.map((each, index) => {
    const span = spanOf(each)
    const [from, to] = [formatMoment(span.startMs, reader), formatMoment(span.endMs, reader)]
    const people = `${t('scheduleTimeline.temporaryOne')}, ${t('scheduleTemporary.shifts', { count: each.shifts.length })}`
    return (
      <NoteBar
        key={each.id}
        span={span}
        window={window}
        row={0}
        kind="temporary"
        words={people}
        label={t('scheduleTimeline.piece', { people, from, to })}
        isOver={span.endMs <= now}
        isEntry={index === entry}
        onPick={() => onPick({ kind: 'temporary', temporary: each })}
      />
    )
  })
}

/** “Ben for Ana”, “+ Ben”, “− Ana”. */
export function useOverrideWords(): (override: ShownOverride) => string {
  const { t } = useTranslation()
  return ({ mode, add, remove }) => {
    if (mode === 'add') return t('scheduleTimeline.overrideAdd', { add: add?.name })
    if (mode === 'remove') return t('scheduleTimeline.overrideRemove', { remove: remove?.name })
    if (remove) return t('scheduleTimeline.overrideReplace', { add: add?.name, remove: remove.name })
    return t('scheduleTimeline.overrideReplaceAll', { add: add?.name })
  }
}

export function spanOf({ starts_at, ends_at }: { starts_at: string; ends_at: string }): Span {
  return { startMs: Date.parse(starts_at), endMs: Date.parse(ends_at) }
}

/** The first that is not over, else the first. */
function entryOf(spans: readonly Span[], now: number): number {
  return Math.max(
    0,
    spans.findIndex(({ endMs }) => endMs > now),
  )
}
