import { Button, SegmentedControl, Select, TextInput } from '@mantine/core'
import IconActivityHeartbeat from '@tabler/icons-react/dist/esm/icons/IconActivityHeartbeat.mjs'
import IconDatabase from '@tabler/icons-react/dist/esm/icons/IconDatabase.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Monitor } from '../../../api/types.ts'
import { DataList, DataRow } from '../../../ui/data-list.tsx'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { FilterBar, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../../ui/page-states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { useSearchText } from '../../../ui/use-search-text.ts'
import { usePermission } from '../../people/session.query.ts'
import { formatLatency, formatShare } from './format-figures.ts'
import { chooseMonitors, MONITOR_LAYERS, MONITOR_STATES, type MonitorFilters, targetOf } from './monitor-filters.ts'
import { MonitorLevel } from './monitor-level.tsx'
import { monitorsQuery } from './monitors.query.ts'
import styles from './monitors-page.module.css'
import { Sparkline } from './sparkline.tsx'
import './monitor-texts.ts'

/** What Tocsin checks by itself, and how it is; what is down comes first. */
export function MonitorsPage() {
  const { t } = useTranslation()
  const { data: monitors, error, refetch } = useQuery(monitorsQuery)
  const mayWrite = usePermission('configuration.write')
  const add = mayWrite && (
    <Button
      size="xs"
      leftSection={<IconPlus size={15} />}
      renderRoot={(props) => <Link to="/monitors/new" {...props} />}
    >
      {t('monitors.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.monitors')}>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDatabase size={15} />}
          renderRoot={(props) => <Link to="/monitors/data-sources" {...props} />}
        >
          {t('monitors.dataSources')}
        </Button>
        {monitors && monitors.length > 0 && add}
      </PageHeader>
      {monitors && monitors.length > 0 && <MonitorList monitors={monitors} />}
      {monitors?.length === 0 && (
        <EmptyState icon={<IconActivityHeartbeat size={22} />} title={t('monitors.none')} text={t('monitors.noneText')}>
          {add}
        </EmptyState>
      )}
      {!monitors && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!monitors && !error && <LoadingState />}
    </>
  )
}

function MonitorList({ monitors }: { monitors: readonly Monitor[] }) {
  const { t } = useTranslation()
  const filters = useSearch({ from: '/frame/monitors' })
  const navigate = useNavigate({ from: '/monitors' })
  const change = (changed: Partial<MonitorFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  const search = useSearchText(filters.q, (q) => change({ q }), t('shortcuts.search'))
  const shown = chooseMonitors(monitors, filters)
  return (
    <>
      <FilterBar>
        <SegmentedControl
          value={filters.state ?? 'all'}
          data={MONITOR_STATES.map((state) => ({ value: state, label: t(`monitors.filter.${state}`) }))}
          onChange={(state) => change({ state: state === 'all' ? undefined : (state as MonitorFilters['state']) })}
          aria-label={t('monitors.filterLabel')}
        />
        <Select
          size="xs"
          className={styles.layer}
          value={filters.layer ?? null}
          data={MONITOR_LAYERS.map((layer) => ({ value: layer, label: t(`monitors.layers.${layer}`) }))}
          onChange={(layer) => change({ layer: (layer ?? undefined) as MonitorFilters['layer'] })}
          placeholder={t('monitors.allLayers')}
          aria-label={t('monitors.common.layer')}
          clearable
        />
        <TextInput
          {...search}
          className={styles.search}
          size="xs"
          type="search"
          placeholder={t('monitors.search')}
          aria-label={t('monitors.search')}
          leftSection={<IconSearch size={14} />}
        />
      </FilterBar>
      {shown.length > 0 && (
        <DataList label={t('nav.monitors')}>
          {shown.map((monitor) => (
            <MonitorRow key={monitor.id} monitor={monitor} />
          ))}
        </DataList>
      )}
      {shown.length === 0 && (
        <EmptyState
          icon={<IconActivityHeartbeat size={22} />}
          title={t('alerts.noMatch')}
          text={t('monitors.noMatchText')}
        >
          <Button
            size="xs"
            variant="default"
            onClick={() => change({ q: undefined, state: undefined, layer: undefined })}
          >
            {t('common.clearFilters')}
          </Button>
        </EmptyState>
      )}
    </>
  )
}

function MonitorRow({ monitor }: { monitor: Monitor }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const isBad = monitor.level === 'critical'
  return (
    <DataRow
      id={monitor.id}
      link={{ to: '/monitors/$id', params: { id: monitor.id } }}
      label={monitor.name}
      isLoud={isBad}
    >
      <div className={styles.row} data-off={monitor.level === 'off' || undefined}>
        <MonitorLevel monitor={monitor} />
        <span className={styles.what}>
          <span className={styles.name}>{monitor.name}</span>
          <span className={styles.target}>
            {isBad || monitor.level === 'warning' ? (monitor.message ?? '') : targetOf(monitor)}
          </span>
        </span>
        <span className={styles.kind}>
          {t(`monitors.kind.${monitor.kind}`)} <Tag>{t(`monitors.layers.${monitor.layer}`)}</Tag>
        </span>
        <span className={styles.line}>
          <Sparkline
            values={monitor.latency_24h}
            label={t('monitors.lastDayLatency', { latency: formatLatency(monitor.latency_ms, locale) })}
          />
          <span className={styles.number}>{formatLatency(monitor.latency_ms, locale)}</span>
        </span>
        <span className={styles.uptime} title={t('monitors.uptime24')}>
          {formatShare(monitor.uptime_24h, locale)} <small>{t('monitors.in24')}</small>
        </span>
        <span className={styles.month} title={t('monitors.uptime30')}>
          {formatShare(monitor.uptime_30d, locale)} <small>{t('monitors.in30')}</small>
        </span>
        <span className={styles.last}>
          {monitor.checked_at !== null && <RelativeTime at={monitor.checked_at} />}
          <OwnedByFile owner={monitor.owned_by} />
        </span>
      </div>
    </DataRow>
  )
}
