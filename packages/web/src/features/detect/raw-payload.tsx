import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodeBlock } from '../../ui/copy-text.tsx'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { alertAttachmentsQuery, alertRawQuery } from './alerts.query.ts'
import styles from './raw-payload.module.css'
import { readableBody } from './readable-body.ts'

/** What hung on a mail: each to be saved. */
function Attachments({ alertId }: { alertId: string }) {
  const { t } = useTranslation()
  const { data: attachments = [] } = useQuery(alertAttachmentsQuery(alertId))
  if (attachments.length === 0) return null
  return (
    <ul className={styles.attachments} aria-label={t('alerts.attachments')}>
      {attachments.map(({ number, name }) => (
        <li key={number}>
          <a href={`/api/v1/alerts/${encodeURIComponent(alertId)}/attachments/${number}`} download>
            {name || t('alerts.attachment', { number })}
          </a>
        </li>
      ))}
    </ul>
  )
}

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
      {isOpen && <Attachments alertId={alertId} />}
      {data !== undefined && <CodeBlock text={readableBody(data)} label={t('common.copy')} />}
    </details>
  )
}
