import { useTranslation } from 'react-i18next'
import styles from './list-skeleton.module.css'

/** Widths in percent, so that the rows look like rows and not like a grid. */
const widths = [46, 62, 38, 55, 70, 42, 58, 35]

/** Where rows will stand in a moment, at the height that they will have: nothing jumps when they come. */
export function ListSkeleton({ rows = 8 }: { rows?: number }) {
  const { t } = useTranslation()
  return (
    <div className={styles.list} role="status" aria-label={t('common.loading')}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all the same and never move.
        <div key={index} className={styles.row}>
          <span className={styles.mark} />
          <span className={styles.bar} style={{ width: `${widths[index % widths.length]}%` }} />
        </div>
      ))}
    </div>
  )
}
