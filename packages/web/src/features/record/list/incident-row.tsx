import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import { Link } from '@tanstack/react-router'
import { type MouseEvent, memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Incident } from '../../../api/types.ts'
import { PersonName } from '../../../ui/person.tsx'
import { PriorityBadge } from '../../../ui/priority-badge.tsx'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { Stopwatch } from '../../../ui/time/stopwatch.tsx'
import { FlappingTag } from '../flapping-tag.tsx'
import styles from './incident-list.module.css'

export interface RowProps {
  incident: Incident
  isGone: boolean
  isChosen: boolean
  isPending: boolean
  mayRespond: boolean
  /** From the top of the list, in pixels. */
  top: number
  height: number
  position: number
  total: number
  onToggle: (id: string, isRange: boolean) => void
  onAcknowledge: (id: string) => void
}

/** One incident. Its whole surface opens it; the box and the button stand above that surface. */
export const IncidentRow = memo(function IncidentRow(props: RowProps) {
  const { incident, isGone, isChosen, top, height, position, total, mayRespond } = props
  const { t } = useTranslation()
  const { id, title, priority, status } = incident
  const isWaiting = status === 'open' && !isGone
  const open = (event: MouseEvent) => {
    // Shift draws a range, as in every list of files; the browser would open a window.
    if (!event.shiftKey || !mayRespond) return
    event.preventDefault()
    props.onToggle(id, true)
  }
  return (
    <li
      className={styles.row}
      style={{ height, transform: `translateY(${top}px)` }}
      data-row-id={id}
      data-loud={isWaiting || undefined}
      data-gone={isGone || undefined}
      data-chosen={isChosen || undefined}
      aria-setsize={total}
      aria-posinset={position}
    >
      <Link
        to="/incidents/$id"
        params={{ id }}
        className={styles.surface}
        data-row-link=""
        aria-label={`${id} ${priority} ${t(`status.${status}`)} ${title}`}
        onClick={open}
        preload={false}
      />
      {mayRespond && (
        <label className={styles.box}>
          <input
            type="checkbox"
            className={styles.boxInput}
            checked={isChosen}
            aria-label={t('list.choose', { id })}
            tabIndex={-1}
            onClick={(event) => props.onToggle(id, event.shiftKey)}
            onChange={ignore}
          />
          <span className={styles.boxMark}>{isChosen && <IconCheck size={12} stroke={3} />}</span>
        </label>
      )}
      <Cells {...props} isWaiting={isWaiting} />
    </li>
  )
})

/** The click knows whether Shift was held; the change of the box does not. */
function ignore() {}

function Cells({ incident, isWaiting, mayRespond, isPending, onAcknowledge }: RowProps & { isWaiting: boolean }) {
  const { t } = useTranslation()
  const { id, title, status, priority, owner } = incident
  const services = incident.services.map(({ name }) => name).join(', ')
  const take = isWaiting && mayRespond && (
    <button type="button" className={styles.take} disabled={isPending} onClick={() => onAcknowledge(id)}>
      {t('actions.acknowledge.do')}
    </button>
  )
  return (
    <div className={styles.cells}>
      <span className={styles.priority}>
        <PriorityBadge priority={priority} />
      </span>
      <span className={styles.id}>{id}</span>
      <span className={styles.title} title={title}>
        {title}
      </span>
      <span className={styles.tags}>
        <IncidentTags incident={incident} />
      </span>
      <span className={styles.status}>
        <StatusBadge status={status} />
      </span>
      <span className={styles.services} title={services}>
        {services}
      </span>
      <AlertsCount incident={incident} />
      <span className={styles.owner}>
        {owner ? <PersonName name={owner.name} /> : <span className={styles.nobody}>{t('list.nobody')}</span>}
      </span>
      <span className={styles.age} data-waiting={isWaiting || undefined}>
        {isWaiting ? <Waiting since={incident.recorded_at} /> : <RelativeTime at={incident.recorded_at} />}
      </span>
      {take}
    </div>
  )
}

/** How long it waits for somebody. */
function Waiting({ since }: { since: string }) {
  const { t } = useTranslation()
  return (
    <span title={t('list.waiting')}>
      <Stopwatch since={since} />
    </span>
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
      {incident.is_flapping && <FlappingTag />}
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
