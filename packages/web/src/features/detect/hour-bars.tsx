import { useTranslation } from 'react-i18next'
import { useReader } from '../../ui/time/reader.ts'
import { useNow } from '../../ui/time/use-now.ts'
import { formatHour } from '../../ui/time/wall-clock.ts'
import styles from './hour-bars.module.css'
import { type Hour, lastDay } from './hours.ts'

/** Twenty-four bars, the running hour at the end: signals, and in another colour and pattern what was wrong. */
export function HourBars({ hours }: { hours: readonly Hour[] }) {
  const { t } = useTranslation()
  const reader = useReader()
  const now = useNow('quarter_minute')
  const day = lastDay(hours, now)
  const max = Math.max(1, ...day.map(({ signals, problems }) => signals + problems))
  const share = (count: number) => `${(100 * count) / max}%`
  return (
    <figure className={styles.figure}>
      <div className={styles.bars} role="img" aria-label={t('traffic.byHour')}>
        {day.map(({ at, signals, problems }) => (
          <span
            key={at}
            className={styles.bar}
            title={t('traffic.hour', { time: formatHour(at, reader), signals, problems })}
          >
            <span className={styles.problems} style={{ height: share(problems) }} />
            <span className={styles.signals} style={{ height: share(signals) }} />
          </span>
        ))}
      </div>
      <figcaption className={styles.axis}>
        <span>{formatHour(day[0]?.at ?? now, reader)}</span>
        <span>{t('traffic.now')}</span>
      </figcaption>
    </figure>
  )
}
