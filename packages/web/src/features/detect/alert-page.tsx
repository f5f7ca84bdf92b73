import IconChevronLeft from '@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs'
import IconExternalLink from '@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AlertDetail } from '../../api/types.ts'
import { AlertStateBadge, SeverityBadge } from '../../ui/alert-badges.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { LabelTag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { AlertHistory } from './alert-history.tsx'
import styles from './alert-page.module.css'
import { alertQuery } from './alerts.query.ts'
import { usePlacementWords } from './placement-words.ts'
import { RawPayload } from './raw-payload.tsx'

/** One condition: what it says, what became of it, how it went, and the body that it came in. */
export function AlertPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/alerts/$id' })
  const { data: alert, error, refetch } = useQuery(alertQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <Link to="/alerts" className={styles.back} aria-label={t('alerts.back')}>
              <IconChevronLeft size={18} />
            </Link>
            {t('alerts.one')}
          </>
        }
      />
      {alert && <LoadedAlert alert={alert} />}
      {!alert && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!alert && !error && <LoadingState />}
    </>
  )
}

function LoadedAlert({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation()
  return (
    <PageBody>
      <div className={styles.head}>
        <div className={styles.badges}>
          <AlertStateBadge state={alert.state} />
          <SeverityBadge severity={alert.severity} />
        </div>
        <h2 className={styles.title}>{alert.title}</h2>
        {alert.description !== null && <p className={styles.description}>{alert.description}</p>}
        <div className={styles.labels}>
          {Object.entries(alert.labels).map(([name, value]) => (
            <LabelTag key={name} name={name} value={value} />
          ))}
        </div>
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          <AlertHistory history={alert.history} />
          <RawPayload alertId={alert.id} />
        </div>
        <div className={styles.column}>
          <PlacementPanel alert={alert} />
          <FieldsPanel alert={alert} />
          {Object.keys(alert.annotations).length > 0 && (
            <Panel title={t('alerts.annotations')}>
              <Properties rows={Object.entries(alert.annotations).map(([name, value]) => ({ name, value }))} />
            </Panel>
          )}
        </div>
      </div>
    </PageBody>
  )
}

function PlacementPanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation()
  const reader = useReader()
  const placementWords = usePlacementWords()
  const { placement } = alert
  return (
    <Panel title={t('alerts.placement')}>
      <p className={styles.placement}>
        {placement.incident !== null && (
          <Link to="/incidents/$id" params={{ id: placement.incident }} className={styles.incident}>
            {placement.incident}
          </Link>
        )}
        <span>{placementWords(placement)}</span>
        {placement.until !== null && (
          <span>{t('alerts.until', { time: formatFull(Date.parse(placement.until), reader) })}</span>
        )}
      </p>
    </Panel>
  )
}

function FieldsPanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('alerts.fields')}>
      <Properties
        rows={[
          {
            name: t('alerts.source'),
            value: (
              <Link to="/sources/$id" params={{ id: alert.source.id }}>
                {alert.source.name}
              </Link>
            ),
          },
          { name: t('alerts.started'), value: <RelativeTime at={alert.started_at} /> },
          { name: t('alerts.ended'), value: alert.ended_at && <RelativeTime at={alert.ended_at} /> },
          { name: t('alerts.lastSeen'), value: <RelativeTime at={alert.last_seen_at} /> },
          { name: t('alerts.firstSeen'), value: <RelativeTime at={alert.first_seen_at} /> },
          { name: t('alerts.episode'), value: alert.episode },
          { name: t('alerts.received'), value: alert.repeats },
          { name: t('alerts.key'), value: <code className={styles.key}>{alert.key}</code> },
          {
            name: t('alerts.link'),
            value: alert.link && (
              <a href={alert.link} target="_blank" rel="noreferrer noopener" className={styles.incident}>
                {t('alerts.open')} <IconExternalLink size={13} aria-hidden="true" />
              </a>
            ),
          },
        ]}
      />
    </Panel>
  )
}
