import IconCircleCheck from '@tabler/icons-react/dist/esm/icons/IconCircleCheck.mjs'
import { useTranslation } from 'react-i18next'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './home.module.css'

/** Nothing is open. That signals still come in is what makes the quiet believable. */
export function AllQuiet({ lastSignalAt }: { lastSignalAt: string | null }) {
  const { t } = useTranslation()
  return (
    <section className={styles.quiet} aria-label={t('home.quiet')}>
      <IconCircleCheck className={styles.quietIcon} size={40} stroke={1.5} aria-hidden="true" />
      <h2 className={styles.quietTitle}>{t('home.quiet')}</h2>
      <p className={styles.quietText}>{t('home.quietText')}</p>
      <p className={styles.quietSignal} data-silent={lastSignalAt === null || undefined}>
        <span className={styles.pulse} aria-hidden="true" />
        {lastSignalAt === null ? (
          t('home.noSignal')
        ) : (
          <span>
            {t('home.lastSignal')} <RelativeTime at={lastSignalAt} />
          </span>
        )}
      </p>
    </section>
  )
}
