import { Button, Select } from '@mantine/core'
import IconBellOff from '@tabler/icons-react/dist/esm/icons/IconBellOff.mjs'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { SilenceChange } from '../../api/types.ts'
import { peopleQuery } from '../../features/people/people.query.ts'
import { now } from '../../ports/clock.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { FilterBar } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import '../../features/detect/silences/silence-texts.ts'
import styles from './access-log.module.css'
import type { AuditFilters } from './audit-words.ts'
import { silenceLogQuery } from './settings.query.ts'
import { SpanSelect } from './span-select.tsx'

/** Who set, changed and ended silences, here or with other tools. */
export function SilenceLog({
  filters,
  onChange,
}: {
  filters: AuditFilters
  onChange: (changed: Partial<AuditFilters>) => void
}) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  return (
    <>
      <FilterBar>
        <Select
          size="xs"
          aria-label={t('audit.who')}
          placeholder={t('audit.anybody')}
          value={filters.user ?? null}
          data={people.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(user) => onChange({ user: user ?? undefined })}
          clearable
          searchable
        />
        <SpanSelect days={filters.days} onChange={(days) => onChange({ days })} />
      </FilterBar>
      <Changes filters={filters} />
    </>
  )
}

function Changes({ filters }: { filters: AuditFilters }) {
  const { t } = useTranslation()
  const { days } = filters
  const sinceMs = useMemo(() => (days === undefined ? undefined : now() - days * 86_400_000), [days])
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    silenceLogQuery(filters, sinceMs),
  )
  if (isPending) return <ListSkeleton rows={8} />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const changes = data.pages.flatMap((page) => page.items)
  if (changes.length === 0) {
    const isNarrowed = filters.user !== undefined || filters.days !== undefined
    return (
      <EmptyState
        icon={<IconBellOff size={22} />}
        title={t(isNarrowed ? 'audit.none' : 'access.silencesNone')}
        text={t(isNarrowed ? 'audit.noneText' : 'access.silencesNoneText')}
      />
    )
  }
  return (
    <>
      <ol className={styles.list} aria-label={t('access.logs.silences')}>
        {changes.map((change) => (
          <ChangeRow key={`${change.silence} ${change.seq}`} change={change} />
        ))}
      </ol>
      {hasNextPage && (
        <div className={styles.more}>
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
    </>
  )
}

function ChangeRow({ change: { silence, act, actor, after, at } }: { change: SilenceChange }) {
  const { t } = useTranslation()
  const matchers = after.matchers.join(', ')
  return (
    <li className={styles.row} data-silence>
      <span className={styles.act}>
        <Tag tone={act === 'created' ? 'ok' : act === 'ended' ? 'alarm' : 'plain'}>{t(`silence.act.${act}`)}</Tag>
      </span>
      <span className={styles.who}>
        <Link to="/alerts/silences/$id" params={{ id: silence }} className={styles.link} title={after.comment}>
          {after.comment || matchers}
        </Link>
      </span>
      <span className={styles.matchers} title={matchers}>
        {matchers}
      </span>
      <span className={styles.device}>{actor.label}</span>
      <RelativeTime at={at} className={styles.age} />
    </li>
  )
}
