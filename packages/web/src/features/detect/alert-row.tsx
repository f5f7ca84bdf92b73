import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../api/types.ts'
import { AlertStateBadge, SeverityBadge } from '../../ui/alert-badges.tsx'
import { DataRow, type RowPlace } from '../../ui/data-list.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './alerts-page.module.css'
import { usePlacementWords } from './placement-words.ts'

/** One condition, and where it went. `isNarrow`: beside other things, in two lines and without its source. */
export function AlertRow({ alert, isNarrow = false, place }: { alert: Alert; isNarrow?: boolean; place?: RowPlace }) {
  const { t } = useTranslation()
  const incident = alert.placement.incident
  return (
    <DataRow id={alert.id} link={{ to: '/alerts/$id', params: { id: alert.id } }} label={alert.title} place={place}>
      <div className={styles.row} data-narrow={isNarrow || undefined}>
        <AlertStateBadge state={alert.state} />
        <SeverityBadge severity={alert.severity} />
        <span className={styles.title}>
          <span className={styles.titleText} title={alert.title}>
            {alert.title}
          </span>
          {alert.repeats > 1 && (
            <span className={styles.repeats} title={t('alerts.repeatsText', { count: alert.repeats })}>
              {t('alerts.repeats', { count: alert.repeats })}
            </span>
          )}
        </span>
        <span className={styles.source}>{alert.source.name}</span>
        <span className={styles.placement}>
          {incident === null ? (
            <Elsewhere placement={alert.placement} />
          ) : (
            <Link to="/incidents/$id" params={{ id: incident }} className={styles.incident}>
              {incident}
            </Link>
          )}
        </span>
        <RelativeTime
          at={alert.state === 'firing' ? alert.started_at : (alert.ended_at ?? alert.last_seen_at)}
          className={styles.age}
        />
      </div>
    </DataRow>
  )
}

/** Why it is in no incident; a silence is a link. */
function Elsewhere({ placement }: { placement: Alert['placement'] }) {
  const words = usePlacementWords()(placement)
  if (placement.silence === null) return words
  return (
    <Link to="/alerts/silences/$id" params={{ id: placement.silence }} className={styles.incident}>
      {words}
    </Link>
  )
}
