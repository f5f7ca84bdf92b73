import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { useReader } from '../../../../ui/time/reader.ts'
import { formatMoment } from '../../../../ui/time/wall-clock.ts'
import { backgroundOf, initialsOf } from './person-tone.ts'
import { type Block, type Piece, placeOf, type Span } from './pieces.ts'
import styles from './schedule-timeline.module.css'
import { useTone } from './tones.tsx'

/** Where a bar is on a track; `row` when several lie over each other. */
export function slotStyle(span: Span, window: Span, row = 0): CSSProperties {
  const { left, width } = placeOf(span, window)
  return { '--left': `${left}%`, '--width': `${width}%`, '--row': row } as CSSProperties
}

interface BarProps<Thing> {
  thing: Thing
  window: Span
  isOver: boolean
  /** One of a lane is reached by Tab, the others from there by the arrow keys. */
  isEntry: boolean
  onPick: () => void
}

/** Who is on call, as a bar: the tone, the letters and as much of the name as fits. */
export function PieceBar({ thing: piece, window, isOver, isEntry, onPick }: BarProps<Piece>) {
  const { t } = useTranslation()
  const reader = useReader()
  const toneOf = useTone()
  const users = piece.people.map(({ user }) => user)
  const isGap = users.length === 0
  const names = isGap ? t('scheduleTimeline.gap') : users.map(({ name }) => name).join(', ')
  // What begins before the window or goes on after it has no beginning or end that could be told here.
  const from = piece.startMs <= window.startMs ? '…' : formatMoment(piece.startMs, reader)
  const to = piece.endMs >= window.endMs ? '…' : formatMoment(piece.endMs, reader)
  const label = t('scheduleTimeline.piece', { people: names, from, to })
  const [first] = users
  return (
    <li className={styles.slot} style={slotStyle(piece, window)}>
      <button
        type="button"
        className={styles.bar}
        data-bar=""
        data-gap={isGap || undefined}
        data-cause={piece.cause}
        data-over={isOver || undefined}
        data-pattern={users.length === 1 && first ? toneOf(first.id).pattern : undefined}
        style={
          isGap
            ? undefined
            : {
                background: backgroundOf(
                  users.map(({ id }) => id),
                  toneOf,
                ),
              }
        }
        tabIndex={isEntry ? 0 : -1}
        title={label}
        aria-label={label}
        onClick={onPick}
      >
        <span className={styles.letters}>{users.map(({ name }) => initialsOf(name)).join(' ')}</span>
        <span className={styles.who}>{names}</span>
      </button>
    </li>
  )
}

/** Shifts too short to be drawn one by one: who they are, and how many. */
export function BlockBar({ thing: block, window, isOver, isEntry, onPick }: BarProps<Block>) {
  const { t } = useTranslation()
  const reader = useReader()
  const toneOf = useTone()
  const people = block.people.map(({ name }) => name).join(', ')
  const [from, to] = [formatMoment(block.startMs, reader), formatMoment(block.endMs, reader)]
  const words = t('scheduleTimeline.blockOf', { count: block.count, people })
  const label = t('scheduleTimeline.piece', {
    people: block.hasGap ? `${words} (${t('scheduleTimeline.hasGap')})` : words,
    ...{ from, to },
  })
  return (
    <li className={styles.slot} style={slotStyle(block, window)}>
      <button
        type="button"
        className={styles.bar}
        data-bar=""
        data-block=""
        data-has-gap={block.hasGap || undefined}
        data-over={isOver || undefined}
        style={{
          background: backgroundOf(
            block.people.map(({ id }) => id),
            toneOf,
          ),
        }}
        tabIndex={isEntry ? 0 : -1}
        title={label}
        aria-label={label}
        onClick={onPick}
      >
        <span className={styles.letters}>{block.count}</span>
      </button>
    </li>
  )
}

/** A bar that is no person's: an override or a temporary schedule. */
export function NoteBar({
  span,
  window,
  row,
  kind,
  words,
  label,
  isOver,
  isEntry,
  onPick,
}: {
  span: Span
  window: Span
  row: number
  kind: 'override' | 'temporary'
  words: string
  label: string
  isOver: boolean
  isEntry: boolean
  onPick: () => void
}) {
  return (
    <li className={styles.slot} style={slotStyle(span, window, row)}>
      <button
        type="button"
        className={styles.bar}
        data-bar=""
        data-note={kind}
        data-over={isOver || undefined}
        tabIndex={isEntry ? 0 : -1}
        title={label}
        aria-label={label}
        onClick={onPick}
      >
        <span className={styles.who}>{words}</span>
      </button>
    </li>
  )
}
