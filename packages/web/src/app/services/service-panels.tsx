import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Service } from '../../api/types.ts'
import '../../features/detect/monitors/monitor-texts.ts'
import { formatLatency } from '../../features/detect/monitors/format-figures.ts'
import { MonitorLevel } from '../../features/detect/monitors/monitor-level.tsx'
import { Sparkline } from '../../features/detect/monitors/sparkline.tsx'
import { sourcesQuery } from '../../features/detect/sources.query.ts'
import { policiesQuery } from '../../features/lake/services.query.ts'
import { onCallQuery } from '../../features/respond/on-call.query.ts'
import { numbered, StepTargets } from '../../features/respond/step-targets.tsx'
import { AlertStateBadge, SeverityBadge } from '../../ui/alert-badges.tsx'
import { PanelSkeleton } from '../../ui/page-skeleton.tsx'
import { Panel } from '../../ui/panel.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { durationWords } from '../../ui/time/duration-words.ts'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './service-page.module.css'
import { serviceAlertsQuery, serviceIncidentsQuery, serviceMonitorsQuery } from './service-page.query.ts'

export function ServiceIncidents({ service }: { service: Service }) {
  const { t } = useTranslation()
  const { data: incidents } = useQuery(serviceIncidentsQuery(service.id))
  return (
    <Panel
      title={t('service.openIncidents')}
      count={service.open_incidents}
      action={
        <Link to="/incidents" search={{ service: service.id }} className={styles.link}>
          {t('service.allIncidents')}
        </Link>
      }
      isFlush
    >
      {!incidents && <PanelSkeleton />}
      {incidents?.length === 0 && <p className={styles.empty}>{t('service.noIncidents')}</p>}
      <ul className={styles.lines}>
        {incidents?.map((incident) => (
          <li key={incident.id}>
            <Link to="/incidents/$id" params={{ id: incident.id }} className={styles.incident}>
              <PriorityBadge priority={incident.priority} />
              <span className={styles.lineTitle}>{incident.title}</span>
              <StatusBadge status={incident.status} />
              <RelativeTime at={incident.recorded_at} className={styles.age} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

export function ServiceSignals({ service }: { service: Service }) {
  const { t } = useTranslation()
  const { data: alerts } = useQuery(serviceAlertsQuery(service.id))
  return (
    <Panel
      title={t('service.lastSignals')}
      action={
        <Link to="/alerts" search={{ service: service.id, state: 'all' }} className={styles.link}>
          {t('service.allAlerts')}
        </Link>
      }
      isFlush
    >
      {!alerts && <PanelSkeleton />}
      {alerts?.length === 0 && <p className={styles.empty}>{t('service.noSignals')}</p>}
      <ul className={styles.lines}>
        {alerts?.map((alert) => (
          <li key={alert.id}>
            <Link to="/alerts/$id" params={{ id: alert.id }} className={styles.alert}>
              <AlertStateBadge state={alert.state} />
              <span className={styles.lineTitle}>{alert.title}</span>
              <SeverityBadge severity={alert.severity} />
              <span className={styles.from}>{alert.source.name}</span>
              <RelativeTime at={alert.last_seen_at} className={styles.age} />
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What speaks for it: sources of its own. Others may name it in a label. */
export function ServiceSources({ service }: { service: Service }) {
  const { t } = useTranslation()
  const { data: sources } = useQuery(sourcesQuery)
  const own = sources?.filter((source) => source.service === service.id)
  return (
    <Panel title={t('nav.sources')} {...(own && { count: own.length })} isFlush={own?.length !== 0}>
      {!own && <PanelSkeleton lines={1} />}
      {own?.length === 0 && <p className={styles.note}>{t('service.noSources', { id: service.id })}</p>}
      <ul className={styles.lines}>
        {own?.map((source) => (
          <li key={source.id}>
            <Link to="/sources/$id" params={{ id: source.id }} className={styles.source}>
              <span className={styles.lineTitle}>{source.name}</span>
              <span className={styles.age}>
                {source.last_signal_at === null ? t('service.neverHeard') : <RelativeTime at={source.last_signal_at} />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What Tocsin checks of it by itself: how each is, and how long its answers take. What is down comes first. */
export function ServiceMonitors({ service }: { service: Service }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const { data: monitors } = useQuery(serviceMonitorsQuery(service.id))
  return (
    <Panel title={t('nav.monitors')} {...(monitors && { count: monitors.length })} isFlush={monitors?.length !== 0}>
      {!monitors && <PanelSkeleton lines={1} />}
      {monitors?.length === 0 && (
        <p className={styles.note}>
          {t('service.noMonitors')}{' '}
          <Link to="/monitors/new" className={styles.link}>
            {t('service.addMonitor')}
          </Link>
        </p>
      )}
      <ul className={styles.lines}>
        {monitors?.map((monitor) => (
          <li key={monitor.id}>
            <Link to="/monitors/$id" params={{ id: monitor.id }} className={styles.monitor}>
              <MonitorLevel monitor={monitor} />
              <span className={styles.lineTitle} title={monitor.message ?? undefined}>
                {monitor.name}
              </span>
              <Sparkline
                values={monitor.latency_24h}
                label={t('monitors.lastDayLatency', { latency: formatLatency(monitor.latency_ms, locale) })}
              />
              <span className={styles.age}>{formatLatency(monitor.latency_ms, locale)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** The policy's steps, with who is on call for each at this moment. */
export function WhoIsPaged({ service }: { service: Service }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { data: policies } = useQuery(policiesQuery)
  const { data: onCall = [] } = useQuery(onCallQuery)
  const policy = policies?.find(({ id }) => id === service.policy)
  if (service.policy === undefined)
    return (
      <Panel title={t('service.whoIsPaged')}>
        <p className={styles.warning}>{t('service.noPolicyText')}</p>
      </Panel>
    )
  return (
    <Panel
      title={t('service.whoIsPaged')}
      action={
        <Link to="/on-call/policies/$id" params={{ id: service.policy }} className={styles.link}>
          {policy?.name ?? service.policy}
        </Link>
      }
    >
      <ol className={styles.steps}>
        {policy?.steps.map(numbered).map(({ after, page, number }) => (
          <li key={number} className={styles.step}>
            <span className={styles.when}>
              {after === '0m'
                ? t('policy.atOnce')
                : t('policy.afterWords', { time: durationWords(after, reader.locale) })}
            </span>
            <StepTargets targets={page} onCall={onCall} />
          </li>
        ))}
      </ol>
      {policy && policy.repeat > 0 && <Tag>{t('policy.repeats', { count: policy.repeat })}</Tag>}
    </Panel>
  )
}
