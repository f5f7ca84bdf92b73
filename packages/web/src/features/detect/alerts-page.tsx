import { Button } from '@mantine/core'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../ui/format-count.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState } from '../../ui/page-states.tsx'
import { AlertFilterBar } from './alert-filter-bar.tsx'
import { type AlertFilters, isNarrowed, queryOfAlertFilters } from './alert-filters.ts'
import { AlertGroups } from './alert-groups.tsx'
import { AlertRows } from './alert-rows.tsx'
import { AlertTabs } from './alert-tabs.tsx'
import { alertCountQuery } from './alerts.query.ts'
import styles from './alerts-page.module.css'

/** Conditions that sources told of, each once. Every choice stands in the address, so that a link shows the same. */
export function AlertsPage() {
  const { t, i18n } = useTranslation()
  const filters = useSearch({ from: '/frame/alerts' })
  const navigate = useNavigate({ from: '/alerts' })
  const query = queryOfAlertFilters(filters)
  const { data: count } = useQuery(alertCountQuery(query, filters.by))
  const change = (changed: Partial<AlertFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  const none = (
    <NoAlerts
      isNarrowed={isNarrowed(filters)}
      onClear={() => void navigate({ search: { state: filters.state, by: filters.by }, replace: true })}
    />
  )
  return (
    <>
      <PageHeader
        title={
          <>
            {t('nav.alerts')}
            {count && count.count > 0 && <span className={styles.total}>{formatCount(count, i18n.language)}</span>}
          </>
        }
      />
      <AlertTabs />
      <AlertFilterBar filters={filters} onChange={change} />
      {filters.by === undefined ? (
        <AlertRows query={query} label={t('nav.alerts')} none={none} />
      ) : (
        <AlertGroups key={filters.by} query={query} by={filters.by} none={none} />
      )}
    </>
  )
}

function NoAlerts({ isNarrowed: narrowed, onClear }: { isNarrowed: boolean; onClear: () => void }) {
  const { t } = useTranslation()
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
