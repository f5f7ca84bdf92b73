import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import IconExternalLink from '@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Alert } from '../../api/types.ts'
import { AlertStateBadge, SeverityBadge } from '../../ui/alert-badges.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LabelTag } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { incidentAlertsQuery } from './alerts.query.ts'
import styles from './incident-alerts.module.css'
import { RawPayload } from './raw-payload.tsx'

const shownAtFirst = 5

/** The alerts of an incident; each opens where it stands. */
export function IncidentAlerts({ incidentId, count, firing }: { incidentId: string; count: number; firing: number }) {
  const { t } = useTranslation()
  const [isWhole, setIsWhole] = useState(false)
  const { data, error, refetch } = useQuery({ ...incidentAlertsQuery(incidentId), enabled: count > 0 })
  if (count === 0) return null
  const alerts = data ?? []
  const shown = isWhole ? alerts : alerts.slice(0, shownAtFirst)
  return (
    <Panel
      title={t('nav.alerts')}
      count={count}
      action={<span className={styles.firing}>{t('incident.firing', { count: firing })}</span>}
      isFlush
    >
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      <ul className={styles.list}>
        {data === undefined && !error && (
          <li className={styles.placeholder} style={{ height: 41 * Math.min(count, shownAtFirst) }} />
        )}
        {shown.map((alert) => (
          <AlertItem key={alert.id} alert={alert} isAlone={count === 1} />
        ))}
      </ul>
      {alerts.length > shown.length && (
        <button type="button" className={styles.more} onClick={() => setIsWhole(true)}>
          {t(alerts.length < count ? 'incident.showAlerts' : 'incident.showAllAlerts', { count: alerts.length })}
        </button>
      )}
      {alerts.length === shown.length && alerts.length < count && data !== undefined && (
        <Link className={styles.more} to="/alerts" search={{ incident: incidentId, state: 'all' }}>
          {t('incident.showAllAlerts', { count })}
        </Link>
      )}
    </Panel>
  )
}

function AlertItem({ alert, isAlone }: { alert: Alert; isAlone: boolean }) {
  const { t } = useTranslation()
  return (
    <li>
      <details className={styles.item} open={isAlone}>
        <summary className={styles.line}>
          <IconChevronRight size={15} className={styles.arrow} aria-hidden="true" />
          <AlertStateBadge state={alert.state} />
          <span className={styles.title}>{alert.title}</span>
          <span className={styles.severity}>
            <SeverityBadge severity={alert.severity} />
          </span>
          <RelativeTime at={alert.started_at} className={styles.age} />
        </summary>
        <div className={styles.inside}>
          {alert.description !== null && <p className={styles.description}>{alert.description}</p>}
          <div className={styles.labels}>
            {Object.entries(alert.labels).map(([name, value]) => (
              <LabelTag key={name} name={name} value={value} />
            ))}
          </div>
          <div className={styles.links}>
            <Link to="/alerts/$id" params={{ id: alert.id }} className={styles.link}>
              {t('alerts.details')}
            </Link>
            {alert.link !== null && (
              <a href={alert.link} target="_blank" rel="noreferrer noopener" className={styles.link}>
                {t('alerts.openAtSource')}
                <IconExternalLink size={13} aria-hidden="true" />
              </a>
            )}
          </div>
          <RawPayload alertId={alert.id} />
        </div>
      </details>
    </li>
  )
}
