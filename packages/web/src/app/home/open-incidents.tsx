import { VisuallyHidden } from '@mantine/core'
import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Home, Incident } from '../../api/types.ts'
import { DataList, DataRow } from '../../ui/data-list.tsx'
import { Panel } from '../../ui/panel.tsx'
import { PriorityBadge } from '../../ui/priority-badge.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './home.module.css'
import { countByPriority, type PriorityCount } from './priority-counts.ts'

/** What is being worked on by anybody: how much of which priority, and the gravest of it. */
export function OpenIncidents({ open }: { open: Home['open'] }) {
  const { t } = useTranslation()
  const counts = countByPriority(open.counts)
  const total = counts.reduce((sum, { count }) => sum + count, 0)
  const beyond = total - open.items.length
  const all = (
    <Link className={styles.all} to="/incidents">
      {t('home.openAll')}
      <IconChevronRight size={14} aria-hidden="true" />
    </Link>
  )
  return (
    <Panel title={t('home.open')} count={total} action={all} isFlush>
      <ul className={styles.tiles}>
        {counts.map((count) => (
          <PriorityTile key={count.priority} count={count} />
        ))}
      </ul>
      {open.items.length === 0 ? (
        <p className={styles.empty}>{t('home.noOpen')}</p>
      ) : (
        <DataList label={t('home.open')}>
          {open.items.map((incident) => (
            <OpenRow key={incident.id} incident={incident} />
          ))}
        </DataList>
      )}
      {beyond > 0 && (
        <Link className={styles.beyond} to="/incidents">
          {t('home.openMore', { count: beyond })}
        </Link>
      )}
    </Panel>
  )
}

function PriorityTile({ count: { priority, count, waiting } }: { count: PriorityCount }) {
  const { t } = useTranslation()
  return (
    <li className={styles.tile}>
      <Link
        className={styles.tileLink}
        to="/incidents"
        search={{ query: `is:active priority:${priority}` }}
        data-none={count === 0 || undefined}
      >
        <PriorityBadge priority={priority} />
        <span className={styles.tileCount}>
          {count} <VisuallyHidden>{t('home.tileWord')}</VisuallyHidden>
        </span>
        <span className={styles.tileWaiting}>{waiting > 0 && t('home.waiting', { count: waiting })}</span>
      </Link>
    </li>
  )
}

function OpenRow({ incident }: { incident: Incident }) {
  const { id, title, priority, status, services, owner, recorded_at } = incident
  return (
    <DataRow
      id={id}
      link={{ to: '/incidents/$id', params: { id } }}
      label={`${id} ${priority} ${title}`}
      isLoud={status === 'open'}
    >
      <div className={styles.row}>
        <PriorityBadge priority={priority} />
        <span className={styles.rowTitle} title={title}>
          {title}
        </span>
        <span className={styles.rowNote}>{owner?.name ?? services.map(({ name }) => name).join(', ')}</span>
        <StatusBadge status={status} />
        <RelativeTime at={recorded_at} className={styles.age} />
      </div>
    </DataRow>
  )
}
