import '../../messages/organisation-texts.ts'
import { useQuery } from '@tanstack/react-query'
import { type CSSProperties, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ScheduleShifts } from '../../api/types.ts'
import { PanelSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Avatar } from '../../ui/person.tsx'
import { Tag } from '../../ui/tag.tsx'
import { type Reader, useReader } from '../../ui/time/reader.ts'
import { useNow } from '../../ui/time/use-now.ts'
import { formatFull, formatMoment, formatShortDay, formatZone } from '../../ui/time/wall-clock.ts'
import { type Bar, barsOf, type CalendarDay, calendarDays, startOfDay } from './calendar.ts'
import { shiftsQuery } from './on-call.query.ts'
import styles from './shift-calendar.module.css'

const DAYS = 14

/** Two weeks of every schedule from today on, in the reader's zone, with what nobody covers in plain sight. */
export function ShiftCalendar() {
  const { t } = useTranslation()
  const reader = useReader()
  const now = useNow('quarter_minute')
  const today = startOfDay(now, reader.zone)
  const days = useMemo(() => calendarDays(today, reader.zone, DAYS), [today, reader.zone])
  const toMs = days.at(-1)?.endMs ?? today
  const { data, error, refetch } = useQuery(shiftsQuery({ fromMs: today, toMs }))
  return (
    <Panel
      title={t('calendar.title')}
      action={<span className={styles.zone}>{t('calendar.zone', { zone: formatZone(now, reader) })}</span>}
      isFlush
    >
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PanelSkeleton />}
      {data && (
        <div className={styles.calendar}>
          <DayHeads days={days} reader={reader} today={today} />
          {data.map((item) => (
            <ScheduleRow key={item.schedule.id} item={item} days={days} now={now} />
          ))}
        </div>
      )}
    </Panel>
  )
}

function DayHeads({ days, reader, today }: { days: readonly CalendarDay[]; reader: Reader; today: number }) {
  return (
    <div className={styles.heads} aria-hidden="true">
      <span />
      <div className={styles.headDays}>
        {days.map(({ startMs, endMs }) => (
          <span
            key={startMs}
            className={styles.head}
            style={{ flexGrow: endMs - startMs }}
            data-today={startMs === today || undefined}
          >
            {formatShortDay(startMs, reader)}
          </span>
        ))}
      </div>
    </div>
  )
}

function ScheduleRow({
  item: { schedule, shifts },
  days,
  now,
}: {
  item: ScheduleShifts
  days: readonly CalendarDay[]
  now: number
}) {
  const { t } = useTranslation()
  const fromMs = days[0]?.startMs ?? 0
  const toMs = days.at(-1)?.endMs ?? 0
  const bars = barsOf(shifts, fromMs, toMs)
  const gaps = bars.filter(({ people, endMs }) => people.length === 0 && endMs > now).length
  return (
    <section className={styles.row} aria-label={schedule.name}>
      <h3 className={styles.name}>
        <span className={styles.nameText}>{schedule.name}</span>
        {gaps > 0 && <Tag tone="alarm">{t('calendar.gaps', { count: gaps })}</Tag>}
      </h3>
      <ul className={styles.track}>
        {days.slice(1).map(({ startMs }) => (
          <li
            key={startMs}
            className={styles.line}
            style={{ left: `${(100 * (startMs - fromMs)) / (toMs - fromMs)}%` }}
            aria-hidden="true"
          />
        ))}
        {bars.map((bar) => (
          <ShiftBar key={bar.startMs} bar={bar} isOver={bar.endMs <= now} />
        ))}
        <li
          className={styles.now}
          style={{ left: `${(100 * (now - fromMs)) / (toMs - fromMs)}%` }}
          aria-hidden="true"
        />
      </ul>
    </section>
  )
}

/** On a wide screen a bar in its place, on a narrow one a line of a list; the words are the same. */
function ShiftBar({ bar, isOver }: { bar: Bar; isOver: boolean }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { startMs, endMs, left, width, people, isOverride } = bar
  const names = people.length === 0 ? t('onCall.nobody') : people.map(({ name }) => name).join(', ')
  const span = t('calendar.span', { from: formatFull(startMs, reader), to: formatFull(endMs, reader) })
  return (
    <li
      className={styles.bar}
      data-gap={people.length === 0 || undefined}
      data-over={isOver || undefined}
      data-override={isOverride || undefined}
      style={{ '--left': `${left}%`, '--width': `${width}%` } as CSSProperties}
      title={`${names}\n${span}`}
    >
      {people[0] && <Avatar name={people[0].name} size={18} />}
      <span className={styles.who}>{names}</span>
      <span className={styles.span}>
        {t('calendar.span', { from: formatMoment(startMs, reader), to: formatMoment(endMs, reader) })}
      </span>
    </li>
  )
}
