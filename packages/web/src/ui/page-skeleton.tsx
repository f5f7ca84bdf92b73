import { useTranslation } from 'react-i18next'
import styles from './page-skeleton.module.css'

/** Where a thing and its panels will stand in a moment. It comes late: what loads at once must not flicker. */
export function PageSkeleton() {
  const { t } = useTranslation()
  return (
    <div className={styles.page} role="status" aria-label={t('common.loading')}>
      <span className={styles.title} />
      <span className={styles.line} />
      <div className={styles.columns}>
        <div className={styles.panel} />
        <div className={styles.panel} />
      </div>
    </div>
  )
}

/** The same within a panel: a few lines. */
export function PanelSkeleton({ lines = 2 }: { lines?: number }) {
  const { t } = useTranslation()
  return (
    <div className={styles.lines} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all the same and never move.
        <span key={index} className={styles.line} />
      ))}
    </div>
  )
}
