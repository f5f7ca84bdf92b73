import { useTranslation } from 'react-i18next'
import styles from './mine.module.css'

const SHOWN = 10

/** Events of a calendar that could not be read, and why. */
export function CalendarWarnings({ warnings }: { warnings: readonly { event: string; problem: string }[] }) {
  const { t } = useTranslation()
  if (warnings.length === 0) return null
  return (
    <details className={styles.more}>
      <summary>{t('timeOffCalendar.warnings', { count: warnings.length })}</summary>
      <ul>
        {warnings.slice(0, SHOWN).map(({ event, problem }) => (
          <li key={`${event} ${problem}`}>
            {event}: {problem}
          </li>
        ))}
      </ul>
    </details>
  )
}
