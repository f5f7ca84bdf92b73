import { Button, SegmentedControl, TextInput } from '@mantine/core'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DataList } from '../../ui/data-list.tsx'
import { FilterBar, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { useSearchText } from '../../ui/use-search-text.ts'
import { ALERT_STATES, type AlertFilters, type AlertStateFilter } from './alert-filters.ts'
import { AlertRow } from './alert-row.tsx'
import { alertListQuery } from './alerts.query.ts'
import styles from './alerts-page.module.css'

/** Conditions that sources told of, each once. */
export function AlertsPage() {
  const { t } = useTranslation()
  const filters = useSearch({ from: '/frame/alerts' })
  const navigate = useNavigate({ from: '/alerts' })
  const change = (changed: Partial<AlertFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  const search = useSearchText(filters.q, (q) => change({ q }), t('shortcuts.search'))
  return (
    <>
      <PageHeader title={t('nav.alerts')} />
      <FilterBar>
        <SegmentedControl
          value={filters.state ?? 'firing'}
          data={ALERT_STATES.map((state) => ({ value: state, label: t(`alerts.filter.${state}`) }))}
          onChange={(state) => change({ state: state === 'firing' ? undefined : (state as AlertStateFilter) })}
          aria-label={t('alerts.filterLabel')}
        />
        <TextInput
          {...search}
          className={styles.search}
          size="xs"
          type="search"
          placeholder={t('alerts.search')}
          aria-label={t('alerts.search')}
          leftSection={<IconSearch size={14} />}
        />
      </FilterBar>
      <AlertList filters={filters} />
    </>
  )
}

function AlertList({ filters }: { filters: AlertFilters }) {
  const { t } = useTranslation()
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    alertListQuery(filters),
  )
  if (isPending) return <LoadingState />
  if (!data) return <ErrorState error={error} onRetry={() => void refetch()} />
  const alerts = data.pages.flatMap((page) => page.items)
  if (alerts.length === 0) {
    const isNarrowed = filters.q !== undefined || filters.source !== undefined
    return (
      <EmptyState
        icon={<IconBolt size={22} />}
        title={t(isNarrowed ? 'alerts.noMatch' : 'alerts.none')}
        text={t(isNarrowed ? 'alerts.noMatchText' : 'alerts.noneText')}
      />
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
