import { useTranslation } from 'react-i18next'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatMoment } from '../../ui/time/wall-clock.ts'
import styles from './webhooks.module.css'
import type { ReceiverHealth } from './webhooks.query.ts'

/** How a receiver is doing, in a word or two. */
export function HealthTags({ of: { active, failing_since, waiting, failed } }: { of: ReceiverHealth }) {
  const { t } = useTranslation()
  return (
    <>
      {!active && <Tag tone="warn">{t('common.inactive')}</Tag>}
      {active && failing_since !== null && <Tag tone="alarm">{t('webhooks.failing')}</Tag>}
      {waiting > 0 && <Tag>{t('webhooks.waiting', { count: waiting })}</Tag>}
      {failed > 0 && <Tag tone="alarm">{t('webhooks.failed', { count: failed })}</Tag>}
    </>
  )
}

export function LastTaken({ of: { last_taken_at: lastTaken } }: { of: ReceiverHealth }) {
  const { t } = useTranslation()
  if (lastTaken === null) return <span>{t('webhooks.neverTaken')}</span>
  return (
    <span>
      {t('webhooks.lastTaken')} <RelativeTime at={lastTaken} />
    </span>
  )
}

/** What is wrong with its receiver, in a sentence. */
export function Trouble({
  of: { disabled_because: disabled, failing_since: since, last_error: error },
}: {
  of: ReceiverHealth
}) {
  const { t } = useTranslation()
  const reader = useReader()
  if (disabled !== null) return <p className={styles.trouble}>{t(`webhooks.disabled.${disabled}`)}</p>
  if (since === null || error === null) return null
  const time = formatMoment(Date.parse(since), reader)
  return <p className={styles.trouble}>{t('webhooks.failingSince', { time, error })}</p>
}
