import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import type { IncidentDetail } from '../../api/types.ts'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import styles from './incident-page.module.css'

/** What is shown is not what is: nobody may overlook that. */
export function PastNotice({ at }: { at: string | null }) {
  const { t } = useTranslation()
  const reader = useReader()
  if (at === null) return null
  return (
    <p className={styles.notice} data-tone="violet" role="status">
      <IconHistory size={17} aria-hidden="true" />
      {t('past.banner', { time: formatFull(Date.parse(at), reader) })}
    </p>
  )
}

/** In the place of a past that is not there yet, or cannot be had. The present never stands there. */
export function MissingPast({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  if (error instanceof ApiError && error.status === 404)
    return <EmptyState title={t('past.notYet')} text={t('past.notYetText')} />
  return error ? <ErrorState error={error} onRetry={onRetry} /> : <PageSkeleton />
}

/** How many alerts there were, and where they and the changes are: nobody may take those of today for those of then. */
export function PastAlerts({ past }: { past: IncidentDetail }) {
  const { t } = useTranslation()
  return (
    <Panel
      title={t('nav.alerts')}
      count={past.alerts_count}
      action={<span className={styles.past}>{t('incident.firing', { count: past.firing_count })}</span>}
    >
      <p className={styles.past}>{t('past.presentOnly')}</p>
    </Panel>
  )
}

/** What is not known yet, or cannot be had, offers nothing; what the present offers least of all. */
export function withoutActions(incident: IncidentDetail): IncidentDetail {
  const inThePast = { allowed: false, because: 'in_the_past' }
  return { ...incident, actions: Object.fromEntries(Object.keys(incident.actions).map((name) => [name, inThePast])) }
}
