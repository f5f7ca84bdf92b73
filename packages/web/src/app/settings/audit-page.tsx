import { Button, SegmentedControl, Select } from '@mantine/core'
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from '../../features/people/people.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { now } from '../../ports/clock.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { FilterBar, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import '../../features/people/access-texts.ts'
import { AccessLog } from './access-log.tsx'
import { AuditEntry } from './audit-entry.tsx'
import styles from './audit-page.module.css'
import { AUDIT_KINDS, type AuditFilters, LOGS, type Log } from './audit-words.ts'
import { changesQuery } from './settings.query.ts'
import { SettingsTabs } from './settings-tabs.tsx'
import { SilenceLog } from './silence-log.tsx'
import { SpanSelect } from './span-select.tsx'

const dayMs = 86_400_000

/** Who changed what and when, with what was before and after. Secrets are never part of it. */
export function AuditPage() {
  const { t } = useTranslation()
  const mayRead = usePermission('audit.read')
  return (
    <>
      <PageHeader title={t('nav.settings')} />
      <SettingsTabs />
      {mayRead ? <Logs /> : <EmptyState title={t('errors.codes.forbidden.title')} text={t('audit.mayNotRead')} />}
    </>
  )
}

/** One of the logs; each has filters of its own. */
function Logs() {
  const { t } = useTranslation()
  const filters = useSearch({ from: '/frame/settings/audit' })
  const navigate = useNavigate({ from: '/settings/audit' })
  const mayReadAccess = usePermission('access_log.read')
  const change = (changed: Partial<AuditFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  const { log = 'configuration', user, days } = filters
  return (
    <>
      <div className={styles.logs}>
        <SegmentedControl
          size="xs"
          value={log}
          data={LOGS.filter((each) => each !== 'access' || mayReadAccess).map((each) => ({
            value: each,
            label: t(`access.logs.${each}`),
          }))}
          onChange={(next) =>
            void navigate({ search: { log: next === 'configuration' ? undefined : (next as Log), user, days } })
          }
          aria-label={t('access.logsLabel')}
        />
      </div>
      {log === 'configuration' && <AuditLog filters={filters} change={change} />}
      {log === 'silences' && <SilenceLog filters={filters} onChange={change} />}
      {log === 'access' && <AccessLog filters={filters} onChange={change} />}
    </>
  )
}

function AuditLog({ filters, change }: { filters: AuditFilters; change: (changed: Partial<AuditFilters>) => void }) {
  const { t } = useTranslation()
  const { days } = filters
  const sinceMs = useMemo(() => (days === undefined ? undefined : now() - days * dayMs), [days])
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    changesQuery(filters, sinceMs),
  )
  const changes = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <Filters filters={filters} onChange={change} />
      {isPending && <ListSkeleton />}
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data && changes.length === 0 && (
        <EmptyState icon={<IconHistory size={22} />} title={t('audit.none')} text={t('audit.noneText')} />
      )}
      <ol className={styles.list} aria-label={t('audit.title')}>
        {changes.map((each) => (
          <AuditEntry key={`${each.version} ${each.kind} ${each.id}`} change={each} onOnly={change} />
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

function Filters({ filters, onChange }: { filters: AuditFilters; onChange: (changed: Partial<AuditFilters>) => void }) {
  const { t } = useTranslation()
  const { data: people = [] } = useQuery(peopleQuery)
  return (
    <FilterBar>
      <Select
        size="xs"
        aria-label={t('audit.kindLabel')}
        placeholder={t('audit.everything')}
        value={filters.kind ?? null}
        data={AUDIT_KINDS.map((kind) => ({ value: kind, label: t(`audit.kind.${kind}`) }))}
        onChange={(kind) => onChange({ kind: kind ?? undefined, id: undefined })}
        clearable
      />
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
      {filters.id !== undefined && (
        <Button size="compact-xs" variant="light" onClick={() => onChange({ id: undefined })}>
          {t('audit.only', { id: filters.id })}
        </Button>
      )}
    </FilterBar>
  )
}
