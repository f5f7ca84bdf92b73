import { useTranslation } from 'react-i18next'
import type { Service } from '../../api/types.ts'
import { DataRow } from '../../ui/data-list.tsx'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './service-row.module.css'

/** A service, who stands for it, how it is, and when something was last heard of it. */
export function ServiceRow({
  service,
  teamName,
  policyName,
}: {
  service: Service
  teamName: string | undefined
  policyName: string | undefined
}) {
  const { t } = useTranslation()
  const { worst_priority: worst } = service
  return (
    <DataRow
      id={service.id}
      link={{ to: '/services/$id', params: { id: service.id } }}
      label={service.name}
      isLoud={worst === 'P1' || worst === 'P2'}
    >
      <div className={styles.row} data-off={!service.active || undefined}>
        <span className={styles.who}>
          <span className={styles.name}>{service.name}</span>
          {service.description !== undefined && <span className={styles.about}>{service.description}</span>}
        </span>
        <span className={styles.cell}>{teamName ?? service.team ?? t('service.noTeam')}</span>
        <span className={styles.cell} data-warn={service.policy === undefined || undefined}>
          {policyName ?? service.policy ?? t('services.adminsInstead')}
        </span>
        <ServiceHealth service={service} />
        <span className={styles.last}>
          {service.last_signal_at === null ? t('service.neverHeard') : <RelativeTime at={service.last_signal_at} />}
        </span>
        <span className={styles.tags}>
          {!service.active && <Tag tone="warn">{t('common.inactive')}</Tag>}
          <OwnedByFile owner={service.owned_by} />
        </span>
      </div>
    </DataRow>
  )
}

/** What is open, by its gravest priority; or that all is well. */
export function ServiceHealth({ service }: { service: Pick<Service, 'open_incidents' | 'worst_priority'> }) {
  const { t } = useTranslation()
  const { open_incidents: count, worst_priority: worst } = service
  return (
    <span className={styles.health}>
      {worst === null ? (
        <span className={styles.well}>
          <span className={styles.dot} />
          {t('services.well')}
        </span>
      ) : (
        <>
          <PriorityBadge priority={worst} />
          {t('services.open', { count })}
        </>
      )}
    </span>
  )
}
