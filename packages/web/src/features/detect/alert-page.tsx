import '../../messages/alert-texts.ts'
import { Button } from '@mantine/core'
import IconBellOff from '@tabler/icons-react/dist/esm/icons/IconBellOff.mjs'
import IconExternalLink from '@tabler/icons-react/dist/esm/icons/IconExternalLink.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AlertDetail } from '../../api/types.ts'
import { AlertStateBadge, SeverityBadge } from '../../ui/alert-badges.tsx'
import { BackLink } from '../../ui/back-link.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { LabelTag } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { usePermission } from '../people/session.query.ts'
import { AlertHistory } from './alert-history.tsx'
import styles from './alert-page.module.css'
import { AlertWay } from './alert-way.tsx'
import { alertQuery } from './alerts.query.ts'
import { MarkNoise } from './quiet/mark-noise.tsx'

/** One condition: what it says, the way it took, how it went, and the bodies that told of it. */
export function AlertPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/alerts/$id' })
  const { data: alert, error, refetch } = useQuery(alertQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/alerts" label={t('alerts.back')} />
            {t('alerts.one')}
          </>
        }
      >
        {alert && <MarkNoise id={alert.id} />}
        {alert && <SilenceLink alert={alert} />}
        {alert?.link && (
          <Button
            component="a"
            href={alert.link}
            target="_blank"
            rel="noreferrer noopener"
            size="xs"
            variant="default"
            rightSection={<IconExternalLink size={14} />}
          >
            {t('alerts.openAtSource')}
          </Button>
        )}
      </PageHeader>
      {alert && <LoadedAlert alert={alert} />}
      {!alert && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!alert && !error && <PageSkeleton />}
    </>
  )
}

/** With its labels filled in. */
function SilenceLink({ alert: { id, placement } }: { alert: AlertDetail }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('silence.write')
  if (!mayWrite || placement.silence !== null) return null
  return (
    <Button
      renderRoot={(props) => <Link to="/alerts/silences/new" search={{ alert: id }} {...props} />}
      size="xs"
      variant="default"
      leftSection={<IconBellOff size={14} />}
    >
      {t('silence.thisAlert')}
    </Button>
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
            <Link
              key={name}
              to="/alerts"
              search={{ state: 'all', label: [`${name}=${value}`] }}
              title={t('alertFilter.sameLabel', { label: `${name}=${value}` })}
            >
              <LabelTag name={name} value={value} />
            </Link>
          ))}
        </div>
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          <AlertHistory history={alert.history} />
        </div>
        <div className={styles.column}>
          <AlertWay alert={alert} />
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

function FieldsPanel({ alert }: { alert: AlertDetail }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('alerts.fields')}>
      <Properties
        rows={[
          { name: t('alerts.started'), value: <RelativeTime at={alert.started_at} /> },
          { name: t('alerts.ended'), value: alert.ended_at && <RelativeTime at={alert.ended_at} /> },
          {
            name: t('alertWay.expires'),
            value: alert.state === 'firing' && alert.expires_at && <RelativeTime at={alert.expires_at} />,
          },
          { name: t('alerts.firstSeen'), value: <RelativeTime at={alert.first_seen_at} /> },
          { name: t('alerts.key'), value: <code className={styles.key}>{alert.key}</code> },
        ]}
      />
    </Panel>
  )
}
