import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '../../../../api/types.ts'
import { Tag } from '../../../../ui/tag.tsx'
import { formatLength } from '../../../../ui/time/elapsed.ts'
import { useReader } from '../../../../ui/time/reader.ts'
import { formatDay } from '../../../../ui/time/wall-clock.ts'
import { localTimeOf } from '../../../../ui/time/zone-time.ts'
import type { TimelineState } from '../use-timeline-view.ts'
import { PersonSwatch } from './person-swatch.tsx'
import { type Piece, piecesOf } from './pieces.ts'
import styles from './schedule-agenda.module.css'
import type { Picked } from './timeline-lanes.tsx'
import { dateAt } from './timeline-window.ts'

const SHOWN = 40

/** The same on a narrow screen: day by day under each other, who begins when. */
export function ScheduleAgenda({
  shifts,
  state,
  onPick,
}: {
  shifts: readonly Shift[]
  state: TimelineState
  onPick: (picked: Picked) => void
}) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone: state.zone }
  const [shown, setShown] = useState(SHOWN)
  const { window, zone, now } = state
  const days = useMemo(() => byDay(piecesOf(shifts, window), zone, shown), [shifts, window, zone, shown])
  const count = days.reduce((sum, { pieces }) => sum + pieces.length, 0)
  const all = useMemo(() => piecesOf(shifts, window).length, [shifts, window])
  return (
    <div>
      <ol className={styles.days} aria-label={t('scheduleTimeline.answer')}>
        {days.map(({ date, pieces }) => (
          <li key={date}>
            <h3 className={styles.date} data-today={date === dateAt(now, zone) || undefined}>
              {formatDay(pieces[0]?.startMs ?? 0, reader)}
            </h3>
            <ul className={styles.list}>
              {pieces.map((piece) => (
                <AgendaRow
                  key={piece.startMs}
                  piece={piece}
                  zone={zone}
                  now={now}
                  onPick={() => onPick({ kind: 'piece', piece, lane: t('scheduleTimeline.answer'), isAnswer: true })}
                />
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {count < all && (
        <Button fullWidth variant="subtle" onClick={() => setShown(shown + SHOWN)}>
          {t('schedule.more')}
        </Button>
      )}
    </div>
  )
}

function AgendaRow({ piece, zone, now, onPick }: { piece: Piece; zone: string; now: number; onPick: () => void }) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const { startMs, endMs, people, cause } = piece
  const end = localTimeOf(endMs, zone).slice(11)
  const isOtherDay = dateAt(startMs, zone) !== dateAt(endMs, zone)
  return (
    <li>
      <button
        type="button"
        className={styles.row}
        data-gap={people.length === 0 || undefined}
        data-over={endMs <= now || undefined}
        onClick={onPick}
      >
        <span className={styles.times}>
          <span>{localTimeOf(startMs, zone).slice(11)}</span>
          <span className={styles.end}>{isOtherDay ? `${formatDay(endMs, reader)} ${end}` : end}</span>
        </span>
        <span className={styles.people}>
          {people.length === 0 && t('scheduleTimeline.gap')}
          {people.map(({ user }) => (
            <span key={user.id} className={styles.person}>
              <PersonSwatch id={user.id} name={user.name} />
              {user.name}
            </span>
          ))}
        </span>
        <span className={styles.more}>
          {startMs <= now && now < endMs && <Tag tone="accent">{t('scheduleTimeline.now')}</Tag>}
          {cause === 'override' && <Tag tone="violet">{t('scheduleTimeline.overrides')}</Tag>}
          {cause === 'temporary' && <Tag>{t('scheduleTimeline.temporary')}</Tag>}
          <span>{formatLength(endMs - startMs, reader.locale)}</span>
        </span>
      </button>
    </li>
  )
}

function byDay(pieces: readonly Piece[], zone: string, most: number): { date: string; pieces: Piece[] }[] {
  const days: { date: string; pieces: Piece[] }[] = []
  for (const piece of pieces.slice(0, most)) {
    const date = dateAt(piece.startMs, zone)
    const last = days.at(-1)
    if (last?.date === date) last.pieces.push(piece)
    else days.push({ date, pieces: [piece] })
  }
  return days
}
