import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './home.module.css'

type Services = Home['services']

/** The health of each service: those in trouble first, then those of which all is well. */
export function ServicesPanel({ services: { items, total, troubled } }: { services: Services }) {
  const { t } = useTranslation()
  const beyond = total - items.length
  const summary =
    troubled > 0 ? t('home.servicesTroubled', { count: troubled }) : t('home.servicesWell', { count: total })
  return (
    <Panel
      title={t('home.services')}
      action={
        total > 0 && (
          <span className={styles.summary} data-troubled={troubled > 0 || undefined}>
            {summary}
          </span>
        )
      }
      isFlush
    >
      {total === 0 && (
        <p className={styles.empty}>
          {t('home.noServices')} {t('home.noServicesText')}
        </p>
      )}
      <ul className={styles.lines}>
        {items.map((each) => (
          <ServiceLine key={each.service.id} health={each} />
        ))}
      </ul>
      {beyond > 0 && (
        <Link className={styles.beyond} to="/services">
          {t('home.servicesMore', { count: beyond })}
        </Link>
      )}
    </Panel>
  )
}

function ServiceLine({ health }: { health: Services['items'][number] }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const { service, open_count: count, worst_priority: worst, last_signal_at: lastSignalAt } = health
  return (
    <li>
      <Link className={styles.line} to="/services/$id" params={{ id: service.id }}>
        <span className={styles.lineName} title={service.name}>
          {service.name}
        </span>
        {lastSignalAt !== null && (
          <span className={styles.lineNote} title={t('home.lastSignal')}>
            <RelativeTime at={lastSignalAt} />
          </span>
        )}
        {worst === null ? (
          <span className={styles.well}>
            <IconCheck size={14} stroke={2.4} aria-hidden="true" />
            {t('home.well')}
          </span>
        ) : (
          <span className={styles.trouble}>
            {t('home.openCount', { count, number: new Intl.NumberFormat(locale).format(count) })}
            <PriorityBadge priority={worst} />
          </span>
        )}
      </Link>
    </li>
  )
}
