import IconChevronRight from '@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnswerOf } from '../../api/paths.ts'
import { SeverityBadge } from '../../ui/alert-badges.tsx'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import type { AlertGrouping } from './alert-filters.ts'
import styles from './alert-groups.module.css'
import { AlertRows } from './alert-rows.tsx'
import { type AlertQuery, alertCountQuery } from './alerts.query.ts'

/** Groups with their counts, the gravest first, as the server orders them; each opens where it stands. */
export function AlertGroups({ query, by, none }: { query: AlertQuery; by: AlertGrouping; none: ReactNode }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(alertCountQuery(query, by))
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <ListSkeleton />
  if (data.groups.length === 0) return none
  const toggle = (key: string) => setOpen((before) => before.symmetricDifference(new Set([key])))
  const beyond = data.groups_total - data.groups.length
  return (
    <>
      <ul className={styles.groups} aria-label={t('alertGroup.groups')}>
        {data.groups.map((group) => (
          <li key={group.key}>
            <GroupHead group={group} by={by} isOpen={open.has(group.key)} onToggle={() => toggle(group.key)} />
            {open.has(group.key) && (
              <AlertRows
                query={{ ...query, in_group: `${by}=${group.key}` }}
                label={group.name ?? group.key}
                none={none}
              />
            )}
          </li>
        ))}
      </ul>
      {beyond > 0 && <p className={styles.beyond}>{t('alertGroup.beyond', { count: beyond })}</p>}
      {!data.is_complete && <p className={styles.beyond}>{t('alertGroup.incomplete', { count: data.count })}</p>}
    </>
  )
}

type Group = AnswerOf<'get', '/alerts/count'>['groups'][number]

function GroupHead({
  group,
  by,
  isOpen,
  onToggle,
}: {
  group: Group
  by: AlertGrouping
  isOpen: boolean
  onToggle: () => void
}) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const number = new Intl.NumberFormat(locale)
  return (
    <div className={styles.head}>
      <button type="button" className={styles.toggle} aria-expanded={isOpen} onClick={onToggle}>
        <IconChevronRight size={15} className={styles.arrow} aria-hidden="true" />
        <span className={styles.name}>{useGroupName(by)(group)}</span>
        <span className={styles.count}>
          {t('alertGroup.count', { count: group.count, number: number.format(group.count) })}
        </span>
        {group.firing > 0 && group.firing < group.count && (
          <span className={styles.firing}>{t('alertGroup.firing', { number: number.format(group.firing) })}</span>
        )}
        {by !== 'severity' && (
          <span className={styles.worst}>
            <SeverityBadge severity={group.worst} />
          </span>
        )}
        <RelativeTime at={group.latest_at} className={styles.age} />
      </button>
      {by === 'incident' && group.key !== '' && (
        <Link className={styles.incident} to="/incidents/$id" params={{ id: group.key }}>
          {group.key}
        </Link>
      )}
    </div>
  )
}

function useGroupName(by: AlertGrouping): (group: Group) => string {
  const { t } = useTranslation()
  return ({ key, name }) => {
    if (by === 'severity') return t(`sourceSeverity.${key as 'high'}`)
    if (key !== '') return name ?? key
    if (by === 'service') return t('alertGroup.noService')
    return by === 'incident' ? t('alertFilter.inNone') : t('alertGroup.noLabel')
  }
}
