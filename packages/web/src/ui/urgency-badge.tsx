import { useTranslation } from 'react-i18next'
import type { Incident } from '../api/types.ts'
import styles from './badge.module.css'

/** Whether a page rings at night: a bell that sounds, or an envelope that waits. */
export function UrgencyBadge({ urgency }: { urgency: Incident['urgency'] }) {
  const { t } = useTranslation()
  return (
    <span
      className={`${styles.badge} ${urgency === 'high' ? styles.alarm : styles.quiet}`}
      title={t(`urgency.${urgency}`)}
    >
      <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
        {urgency === 'high' ? (
          <>
            <path d="M7 2.2c-2.2 0-3.4 1.6-3.4 3.6v2L2.5 9.9h9L10.4 7.8v-2c0-2-1.2-3.6-3.4-3.6Z" fill="currentColor" />
            <path d="M5.8 11.2a1.3 1.3 0 0 0 2.4 0Z" fill="currentColor" />
            <path
              d="M1.1 4.6A5.4 5.4 0 0 1 2.8 1.4M12.9 4.6a5.4 5.4 0 0 0-1.7-3.2"
              stroke="currentColor"
              strokeWidth="1.3"
              fill="none"
              strokeLinecap="round"
            />
          </>
        ) : (
          <>
            <rect
              x="1.4"
              y="3"
              width="11.2"
              height="8.2"
              rx="1.4"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.4"
            />
            <path d="m1.9 4.2 5.1 3.7 5.1-3.7" fill="none" stroke="currentColor" strokeWidth="1.4" />
          </>
        )}
      </svg>
      <span>{t(`urgencyWord.${urgency}`)}</span>
    </span>
  )
}
