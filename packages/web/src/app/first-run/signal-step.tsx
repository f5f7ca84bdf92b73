import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { FirstRun } from '../../api/types.ts'
import { SourceAddressPanel } from '../../features/detect/source-address-panel.tsx'
import { sourceQuery } from '../../features/detect/sources.query.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './first-run.module.css'
import { TestAlert } from './test-alert.tsx'

/** What to paste where, and a sign that turns green when it arrives. */
export function SignalStep({ firstRun }: { firstRun: FirstRun }) {
  const { t } = useTranslation()
  const { source, steps } = firstRun
  const isReceived = steps.some(({ step, is_done }) => step === 'signal' && is_done)
  if (!source) return <p className={styles.text}>{t('firstRun.signal.needsSource')}</p>
  return (
    <div className={styles.form}>
      <div className={styles.signal} data-received={isReceived || undefined} role="status">
        <span className={styles.beacon} aria-hidden="true" />
        <div>
          <p className={styles.signalTitle}>
            {isReceived ? t('firstRun.signal.received') : t('firstRun.signal.waiting')}
          </p>
          <p className={styles.note}>
            {isReceived && source.last_signal_at !== null ? (
              <RelativeTime at={source.last_signal_at} />
            ) : (
              t('firstRun.signal.waitingText')
            )}
          </p>
        </div>
        {isReceived && (
          <Button component={Link} to="/" variant="default" size="xs">
            {t('firstRun.signal.toIncidents')}
          </Button>
        )}
      </div>
      <Address id={source.id} />
      <TestAlert source={source.id} />
    </div>
  )
}

function Address({ id }: { id: string }) {
  const { data: source } = useQuery(sourceQuery(id))
  return source ? <SourceAddressPanel source={source} /> : null
}
