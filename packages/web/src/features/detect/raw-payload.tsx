import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '../../ui/copy-text.tsx'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { alertRawQuery } from './alerts.query.ts'
import styles from './raw-payload.module.css'
import { readableBody } from './readable-body.ts'

/** What the source sent last, asked for only when somebody wants to see it. */
export function RawPayload({ alertId }: { alertId: string }) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  const { data, error } = useQuery({ ...alertRawQuery(alertId), enabled: isOpen })
  return (
    <details className={styles.details} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{t('alerts.raw')}</summary>
      {isOpen && data === undefined && !error && <LoadingState />}
      {error && <ErrorState error={error} />}
      {data !== undefined && <CodeBlock text={readableBody(data)} label={t('common.copy')} />}
    </details>
  )
}
