import type { Priority } from '@tocsin/core/kernel/scales.ts'
import { useTranslation } from 'react-i18next'
import type { Service } from '../../api/types.ts'
import { DataRow } from '../../ui/data-list.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import styles from './service-row.module.css'

export interface ServiceHealth {
  openCount: number
  worst: Priority | null
}

/** A service, who stands for it, and how it is. */
export function ServiceRow({
  service,
  health,
  teamName,
  policyName,
}: {
  service: Service
  health: ServiceHealth
  teamName: string | undefined
  policyName: string | undefined
}) {
  const { t } = useTranslation()
  return (
    <DataRow
      id={service.id}
      link={{ to: '/incidents', search: { service: service.id } }}
      label={service.name}
      isLoud={health.worst === 'P1' || health.worst === 'P2'}
    >
      <div className={styles.row}>
        <span className={styles.name}>{service.name}</span>
        <span className={styles.cell}>{teamName ?? service.team}</span>
        <span className={styles.cell}>{policyName ?? service.policy ?? t('services.adminsInstead')}</span>
        <span className={styles.health}>
          {health.worst === null ? (
            <span className={styles.well}>
              <span className={styles.dot} />
              {t('services.well')}
            </span>
          ) : (
            <>
              <PriorityBadge priority={health.worst} />
              {t('services.open', { count: health.openCount })}
            </>
          )}
        </span>
        <span className={styles.tags}>
          {!service.active && <Tag tone="warn">{t('common.inactive')}</Tag>}
          {service.owned_by === 'file' && <Tag title={t('common.ownedByFileText')}>{t('common.ownedByFile')}</Tag>}
        </span>
      </div>
    </DataRow>
  )
}
