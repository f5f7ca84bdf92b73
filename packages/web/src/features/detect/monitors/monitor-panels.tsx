import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Monitor } from '../../../api/types.ts'
import { Panel, Properties } from '../../../ui/panel.tsx'
import { durationWords } from '../../../ui/time/duration-words.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { servicesQuery } from '../../lake/services.query.ts'
import { formatLatency, formatNumber } from './format-figures.ts'
import { targetOf } from './monitor-filters.ts'
import styles from './monitor-page.module.css'
import { monitorIncidentsQuery, monitorResultsQuery } from './monitors.query.ts'

/** The last checks one by one, the newest first. */
export function MonitorResults({ id }: { id: string }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const { data: results, isPending } = useQuery(monitorResultsQuery(id))
  return (
    <Panel title={t('monitors.results')}>
      {results?.length === 0 && <p className={styles.note}>{t('monitors.noResults')}</p>}
      {!isPending && (
        <ul className={styles.lines}>
          {results?.map(({ at, finding, latency_ms, value, message }) => (
            <li key={at} className={styles.line} data-finding={finding}>
              <span className={styles.finding}>{t(`monitors.finding.${finding as 'ok'}`)}</span>
              <span className={styles.message}>{message}</span>
              <span className={styles.number}>
                {value === null ? formatLatency(latency_ms, locale) : formatNumber(value, locale)}
              </span>
              <RelativeTime at={at} className={styles.age} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

export function MonitorIncidents({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: incidents = [] } = useQuery(monitorIncidentsQuery(id))
  return (
    <Panel title={t('monitors.incidents')} {...(incidents.length > 0 && { count: incidents.length })}>
      {incidents.length === 0 && <p className={styles.note}>{t('monitors.noIncidents')}</p>}
      <ul className={styles.lines}>
        {incidents.map((incident) => (
          <li key={incident.id} className={styles.incident}>
            <Link to="/incidents/$id" params={{ id: incident.id }} className={styles.link}>
              {incident.id}
            </Link>
            <span className={styles.message}>{incident.title}</span>
            <span className={styles.age}>
              {t(`status.${incident.status as 'open'}`)} · <RelativeTime at={incident.detected_at} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** How it is set, in words. */
export function MonitorSettings({ monitor }: { monitor: Monitor }) {
  const { t, i18n } = useTranslation()
  const { data: services = [] } = useQuery(servicesQuery)
  const service = services.find(({ id }) => id === monitor.service)
  const words = (text: string) => durationWords(text, i18n.language)
  return (
    <Panel title={t('monitors.settings')}>
      <Properties
        rows={[
          { name: t('monitors.common.kind'), value: t(`monitors.kind.${monitor.kind}`) },
          { name: t('monitors.target'), value: <span className={styles.target}>{targetOf(monitor)}</span> },
          { name: t('monitors.common.layer'), value: t(`monitors.layers.${monitor.layer}`) },
          {
            name: t('monitors.common.service'),
            value: monitor.service && (
              <Link to="/services/$id" params={{ id: monitor.service }} className={styles.link}>
                {service?.name ?? monitor.service}
              </Link>
            ),
          },
          { name: t('monitors.common.every'), value: words(monitor.every) },
          { name: t('monitors.common.timeout'), value: words(monitor.timeout) },
          { name: t('monitors.common.confirm'), value: t('monitors.tries', { count: monitor.confirm + 1 }) },
          { name: t('monitors.common.recover'), value: t('monitors.tries', { count: monitor.recover + 1 }) },
          { name: t('monitors.common.for'), value: monitor.for === '0m' ? '' : words(monitor.for) },
          {
            name: t('monitors.common.severity'),
            value: t(`sourceSeverity.${monitor.severity as 'critical'}`),
          },
          { name: t('monitors.common.scope'), value: monitor.scope && t(`scope.${monitor.scope}`) },
        ]}
      />
    </Panel>
  )
}
