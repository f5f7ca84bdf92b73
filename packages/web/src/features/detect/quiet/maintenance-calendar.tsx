import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { MaintenanceOccurrence } from '../../../api/types.ts'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import { formatDay, formatMoment, formatTimeWithZone } from '../../../ui/time/wall-clock.ts'
import styles from './quiet.module.css'
import { calendarQuery } from './quiet.query.ts'

const hourMs = 3_600_000
const shownMs = 28 * 24 * hourMs

/** By day, in the reader's zone: what takes place in the next four weeks. */
export function MaintenanceCalendar() {
  const { t } = useTranslation()
  const reader = useReader()
  // To the hour, so that the question stays the same while somebody reads.
  const hour = Math.floor(useNow('quarter_minute') / hourMs) * hourMs
  const { data: occurrences = [] } = useQuery(
    calendarQuery({ from: new Date(hour).toISOString(), to: new Date(hour + shownMs).toISOString() }),
  )
  const days = useMemo(
    () => Map.groupBy(occurrences, ({ starts_at }) => formatDay(Date.parse(starts_at), reader)),
    [occurrences, reader],
  )
  return (
    <Panel title={t('maintenance.calendar')} count={occurrences.length}>
      {days.size === 0 && <p className={styles.note}>{t('maintenance.calendarNone')}</p>}
      <ol className={styles.days}>
        {[...days].map(([day, of]) => (
          <li key={day}>
            <h3 className={styles.dayName}>{day}</h3>
            <ul className={styles.occurrences}>
              {of.map((each) => (
                <Occurrence key={`${each.maintenance} ${each.starts_at}`} occurrence={each} />
              ))}
            </ul>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

function Occurrence({ occurrence }: { occurrence: MaintenanceOccurrence }) {
  const reader = useReader()
  const [from, to] = [Date.parse(occurrence.starts_at), Date.parse(occurrence.ends_at)]
  const isSameDay = formatDay(from, reader) === formatDay(to, reader)
  return (
    <li className={styles.occurrence} data-active={occurrence.is_active || undefined}>
      <span className={styles.time}>
        {formatTimeWithZone(from, reader).slice(0, 5)} –{' '}
        {isSameDay ? formatTimeWithZone(to, reader).replace(/:\d\d /, ' ') : formatMoment(to, reader)}
      </span>
      <span className={styles.occurrenceName}>{occurrence.name}</span>
    </li>
  )
}
