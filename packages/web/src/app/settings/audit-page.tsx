import { Button, Select } from '@mantine/core'
import IconHistory from '@tabler/icons-react/dist/esm/icons/IconHistory.mjs'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { peopleQuery } from '../../features/people/people.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { now } from '../../ports/clock.ts'
import { FilterBar, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { AuditEntry } from './audit-entry.tsx'
import styles from './audit-page.module.css'
import { AUDIT_KINDS } from './audit-words.ts'
import { type AuditFilters, changesQuery } from './settings.query.ts'
import { SettingsTabs } from './settings-tabs.tsx'

const dayMs = 86_400_000
const SPANS = [1, 7, 30] as const

/** Who changed what and when, with what was before and after. Secrets are never part of it. */
export function AuditPage() {
  const { t } = useTranslation()
  const mayRead = usePermission('audit.read')
  return (
    <>
      <PageHeader title={t('nav.settings')} />
      <SettingsTabs />
      {mayRead ? <AuditLog /> : <EmptyState title={t('errors.codes.forbidden.title')} text={t('audit.mayNotRead')} />}
    </>
  )
}

function AuditLog() {
  const { t } = useTranslation()
  const filters = useSearch({ from: '/frame/settings/audit' })
  const navigate = useNavigate({ from: '/settings/audit' })
  const change = (changed: Partial<AuditFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  const { days } = filters
  const sinceMs = useMemo(() => (days === undefined ? undefined : now() - days * dayMs), [days])
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    changesQuery(filters, sinceMs),
  )
  const changes = data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <Filters filters={filters} onChange={change} />
      {isPending && <LoadingState />}
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
      <Select
        size="xs"
        aria-label={t('audit.when')}
        placeholder={t('audit.always')}
        value={filters.days === undefined ? null : String(filters.days)}
        data={SPANS.map((span) => ({ value: String(span), label: t('audit.days', { count: span }) }))}
        onChange={(span) => onChange({ days: span === null ? undefined : Number(span) })}
        clearable
      />
      {filters.id !== undefined && (
        <Button size="compact-xs" variant="light" onClick={() => onChange({ id: undefined })}>
          {t('audit.only', { id: filters.id })}
        </Button>
      )}
    </FilterBar>
  )
}
