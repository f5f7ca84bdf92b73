import { Button } from '@mantine/core'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DataList } from '../../ui/data-list.tsx'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { AlertFilterBar } from './alert-filter-bar.tsx'
import { type AlertFilters, isNarrowed } from './alert-filters.ts'
import { AlertRow } from './alert-row.tsx'
import { AlertTabs } from './alert-tabs.tsx'
import { alertListQuery } from './alerts.query.ts'
import styles from './alerts-page.module.css'

/** Conditions that sources told of, each once. Every choice stands in the address, so that a link shows the same. */
export function AlertsPage() {
  const { t } = useTranslation()
  const filters = useSearch({ from: '/frame/alerts' })
  const navigate = useNavigate({ from: '/alerts' })
  const change = (changed: Partial<AlertFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  return (
    <>
      <PageHeader title={t('nav.alerts')} />
      <AlertTabs />
      <AlertFilterBar filters={filters} onChange={change} />
      <AlertList filters={filters} onClear={() => void navigate({ search: { state: filters.state }, replace: true })} />
    </>
  )
}

function AlertList({ filters, onClear }: { filters: AlertFilters; onClear: () => void }) {
  const { t } = useTranslation()
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    alertListQuery(filters),
  )
  if (isPending) return <ListSkeleton />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const alerts = data.pages.flatMap((page) => page.items)
  if (alerts.length === 0) {
    const narrowed = isNarrowed(filters)
    return (
      <EmptyState
        icon={<IconBolt size={22} />}
        title={t(narrowed ? 'alerts.noMatch' : 'alerts.none')}
        text={t(narrowed ? 'alerts.noMatchText' : 'alerts.noneText')}
      >
        {narrowed ? (
          <Button size="xs" variant="default" onClick={onClear}>
            {t('common.clearFilters')}
          </Button>
        ) : (
          <Button component={Link} to="/sources" size="xs" variant="default">
            {t('incidents.goToSources')}
          </Button>
        )}
      </EmptyState>
    )
  }
  return (
    <>
      <DataList label={t('nav.alerts')}>
        {alerts.map((alert) => (
          <AlertRow key={alert.id} alert={alert} />
        ))}
      </DataList>
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
