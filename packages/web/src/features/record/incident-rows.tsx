import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../api/types.ts'
import { DataListHeading, DataRow } from '../../ui/data-list.tsx'
import { PersonName } from '../../ui/person.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { Tag } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import type { PlacedRow } from './held-rows.ts'
import styles from './incidents-page.module.css'

interface RowsProps {
  rows: readonly PlacedRow<Incident>[]
  /** In the order of the rows; none: no headings. */
  headings: readonly { id: string; text: string }[]
  onAcknowledge: ((id: string) => void) | undefined
  pendingId: string | undefined
}

/** Rows under the heading of their group. */
export function IncidentRows({ rows, headings, onAcknowledge, pendingId }: RowsProps) {
  const row = (placed: PlacedRow<Incident>) => (
    <IncidentRow
      key={placed.item.id}
      incident={placed.item}
      isGone={placed.isGone}
      onAcknowledge={onAcknowledge}
      isPending={pendingId === placed.item.id}
    />
  )
  if (headings.length === 0) return rows.map(row)
  return headings.flatMap(({ id, text }) => {
    const ofGroup = rows.filter(({ group }) => group === id)
    if (ofGroup.length === 0) return []
    return [
      <DataListHeading key={`group ${id}`} count={ofGroup.length}>
        {text}
      </DataListHeading>,
      ...ofGroup.map(row),
    ]
  })
}

function IncidentRow({
  incident,
  isGone,
  onAcknowledge,
  isPending,
}: {
  incident: Incident
  isGone: boolean
  onAcknowledge: ((id: string) => void) | undefined
  isPending: boolean
}) {
  const { t } = useTranslation()
  const { id, title, status, priority, services, owner } = incident
  const serviceNames = services.map(({ name }) => name).join(', ')
  const mayTake = status === 'open' && onAcknowledge !== undefined && !isGone
  const take = mayTake && (
    <button type="button" className={styles.acknowledge} disabled={isPending} onClick={() => onAcknowledge(id)}>
      {t('actions.acknowledge.do')}
    </button>
  )
  return (
    <DataRow
      id={id}
      link={{ to: '/incidents/$id', params: { id } }}
      label={`${id} ${priority} ${title}`}
      isLoud={status === 'open' && !isGone}
      actions={take && <span className={styles.narrowOnly}>{take}</span>}
    >
      <div className={styles.row} data-gone={isGone || undefined}>
        <PriorityBadge priority={priority} />
        <span className={styles.id}>{id}</span>
        <span className={styles.title}>
          <span className={styles.titleText} title={title}>
            {title}
          </span>
          <span className={styles.tags}>
            <IncidentTags incident={incident} />
          </span>
          <span className={styles.services}>{serviceNames}</span>
        </span>
        <StatusBadge status={status} />
        <AlertsCount incident={incident} />
        <span className={styles.owner}>
          {take ? <span className={styles.wideOnly}>{take}</span> : owner && <PersonName name={owner.name} />}
        </span>
        <span className={styles.secondLine}>
          <IncidentTags incident={incident} />
          <span className={styles.phoneText}>{owner?.name ?? serviceNames}</span>
        </span>
        <RelativeTime at={incident.recorded_at} className={styles.age} />
      </div>
    </DataRow>
  )
}

function IncidentTags({ incident }: { incident: Incident }) {
  const { t } = useTranslation()
  return (
    <>
      {incident.is_test && <Tag tone="violet">{t('incident.test')}</Tag>}
      {incident.is_exhausted && (
        <Tag tone="alarm" title={t('incident.exhaustedText')}>
          {t('incident.exhausted')}
        </Tag>
      )}
      {incident.snoozed_until !== null && <Tag>{t('incident.snoozed')}</Tag>}
    </>
  )
}

function AlertsCount({ incident }: { incident: Incident }) {
  const { t } = useTranslation()
  const { alerts_count: count, firing_count: firing } = incident
  if (count === 0) return <span className={styles.alerts} />
  return (
    <span
      className={styles.alerts}
      data-firing={firing > 0 || undefined}
      title={t('incident.alertsCount', { count, firing })}
    >
      <IconBolt size={14} aria-hidden="true" />
      {firing > 0 && firing < count ? `${firing}/${count}` : count}
    </span>
  )
}
