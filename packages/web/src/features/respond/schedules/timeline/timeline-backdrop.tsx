import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { formatLength } from '../../../../ui/time/elapsed.ts'
import { type Reader, useReader } from '../../../../ui/time/reader.ts'
import { formatShortDay } from '../../../../ui/time/wall-clock.ts'
import { localTimeOf } from '../../../../ui/time/zone-time.ts'
import type { TimelineState } from '../use-timeline-view.ts'
import { placeOf } from './pieces.ts'
import styles from './schedule-timeline.module.css'
import { type ClockChange, dateAt, isWeekend, type Tick, ticksOf } from './timeline-window.ts'

/** Days, weekends, the present, and where clocks or layers change: drawn once, behind all lanes. */
export function TimelineBackdrop({
  state: { view, window, zone, now },
  changes,
  editedAt,
}: {
  state: TimelineState
  changes: readonly ClockChange[]
  editedAt: readonly string[]
}) {
  const leftOf = (atMs: number) => `${placeOf({ startMs: atMs, endMs: atMs }, window).left}%`
  return (
    <div className={styles.backdrop} aria-hidden="true">
      {view !== 'day' &&
        window.days
          .filter(({ startMs }) => isWeekend(dateAt(startMs, zone)))
          .map((day) => {
            const { left, width } = placeOf(day, window)
            return (
              <span key={day.startMs} className={styles.weekend} style={{ left: `${left}%`, width: `${width}%` }} />
            )
          })}
      {ticksOf(view, window, zone).map(({ atMs, isStrong, label }) => (
        <span
          key={atMs}
          className={styles.line}
          data-strong={isStrong || undefined}
          data-faint={(view === 'day' && !label) || undefined}
          style={{ left: leftOf(atMs) }}
        />
      ))}
      {changes.map(({ atMs, zone: of }) => (
        <span key={`${of} ${atMs}`} className={styles.clocks} style={{ left: leftOf(atMs) }} />
      ))}
      {editedAt.map((at) => (
        <span key={at} className={styles.edited} style={{ left: leftOf(Date.parse(at)) }} />
      ))}
      {now >= window.startMs && now < window.endMs && <span className={styles.now} style={{ left: leftOf(now) }} />}
    </div>
  )
}

export function TimelineHead({
  state: { view, window, zone, now },
  changes,
  label,
}: {
  state: TimelineState
  changes: readonly ClockChange[]
  label: string
}) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const today = dateAt(now, zone)
  const leftOf = (atMs: number) => `${placeOf({ startMs: atMs, endMs: atMs }, window).left}%`
  return (
    <div className={styles.head}>
      <span className={styles.corner}>{label}</span>
      <div className={styles.scale} aria-hidden="true">
        {ticksOf(view, window, zone).map((tick, index) => (
          <Fragment key={tick.atMs}>
            {tick.label && (
              <span
                className={styles.tick}
                data-today={(tick.label !== 'hour' && dateAt(tick.atMs, zone) === today) || undefined}
                data-even={(tick.label !== 'hour' && index % 2 === 1) || undefined}
                style={{ left: leftOf(tick.atMs) }}
              >
                <span className={styles.full}>{tickWords(tick, reader)}</span>
                <span className={styles.short}>{tickWords({ ...tick, label: shortOf(tick.label) }, reader)}</span>
              </span>
            )}
          </Fragment>
        ))}
        {changes.map((change) => (
          <span key={`${change.zone} ${change.atMs}`} className={styles.clockTag} style={{ left: leftOf(change.atMs) }}>
            {t('scheduleTimeline.clocksShort', { by: signed(change.byMs, reader.locale) })}
          </span>
        ))}
        {now >= window.startMs && now < window.endMs && (
          <span className={styles.nowTag} style={{ left: leftOf(now) }}>
            {t('scheduleTimeline.now')}
          </span>
        )}
      </div>
    </div>
  )
}

/** Where there is little room the number of the day is enough. */
function shortOf(label: Tick['label']): Tick['label'] {
  return label === 'day' ? 'day_number' : label
}

function tickWords({ label, atMs }: Pick<Tick, 'label' | 'atMs'>, reader: Reader): string {
  if (label === 'hour') return localTimeOf(atMs, reader.zone).slice(11)
  if (label === 'day_number') return String(Number(dateAt(atMs, reader.zone).slice(8)))
  if (label === 'day') return formatShortDay(atMs, reader)
  return new Intl.DateTimeFormat(reader.locale, { timeZone: reader.zone, month: 'short', day: 'numeric' }).format(atMs)
}

function signed(byMs: number, locale: string): string {
  return `${byMs > 0 ? '+' : '−'}${formatLength(Math.abs(byMs), locale)}`
}
