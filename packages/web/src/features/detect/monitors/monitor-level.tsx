import { useTranslation } from 'react-i18next'
import type { Monitor } from '../../../api/types.ts'
import styles from './monitor-level.module.css'

type Shown = Pick<Monitor, 'level' | 'paused_until' | 'is_suspected'>

/** Where a monitor stands: a shape, a word and a colour. */
export function MonitorLevel({ monitor }: { monitor: Shown }) {
  const { t } = useTranslation()
  const level = monitor.paused_until !== null && monitor.level !== 'off' ? 'paused' : monitor.level
  return (
    <span className={styles.level} data-level={level}>
      <span className={styles.mark} aria-hidden />
      {t(`monitors.level.${level}`)}
      {monitor.is_suspected && level !== 'paused' && <span className={styles.doubt}>{t('monitors.suspected')}</span>}
    </span>
  )
}
