import '../../messages/service-texts.ts'
import { Button, SegmentedControl, TextInput } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconSearch from '@tabler/icons-react/dist/esm/icons/IconSearch.mjs'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AddServiceDialog } from '../../features/lake/service-dialogs.tsx'
import { ServiceRow } from '../../features/lake/service-row.tsx'
import { policiesQuery, servicesQuery, teamsQuery } from '../../features/lake/services.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { DataList } from '../../ui/data-list.tsx'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { FilterBar, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { useSearchText } from '../../ui/use-search-text.ts'
import { chooseServices, SERVICE_STATES, type ServiceFilters } from './service-filters.ts'
import styles from './services-page.module.css'

/** The catalogue: what there is, who stands for it, and how it is; what burns comes first. */
export function ServicesPage() {
  const { t } = useTranslation()
  const { data: services, error, refetch } = useQuery({ ...servicesQuery, refetchInterval: 15_000 })
  const mayWrite = usePermission('configuration.write')
  const [isAdding, setIsAdding] = useState(false)
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setIsAdding(true)}>
      {t('services.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.services')}>{services && services.length > 0 && add}</PageHeader>
      {services && services.length > 0 && <Catalogue services={services} />}
      {services?.length === 0 && (
        <EmptyState icon={<IconStack2 size={22} />} title={t('services.none')} text={t('services.noneText')}>
          {add}
        </EmptyState>
      )}
      {!services && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!services && !error && <ListSkeleton />}
      {isAdding && <AddServiceDialog onClose={() => setIsAdding(false)} />}
    </>
  )
}

function Catalogue({ services }: { services: Parameters<typeof chooseServices>[0] }) {
  const { t } = useTranslation()
  const filters = useSearch({ from: '/frame/services' })
  const navigate = useNavigate({ from: '/services' })
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: policies = [] } = useQuery(policiesQuery)
  const change = (changed: Partial<ServiceFilters>) =>
    void navigate({ search: (before) => ({ ...before, ...changed }), replace: true })
  const search = useSearchText(filters.q, (q) => change({ q }), t('shortcuts.search'))
  const shown = chooseServices(services, filters)
  return (
    <>
      <FilterBar>
        <SegmentedControl
          value={filters.state ?? 'all'}
          data={SERVICE_STATES.map((state) => ({ value: state, label: t(`service.filter.${state}`) }))}
          onChange={(state) => change({ state: state === 'all' ? undefined : (state as ServiceFilters['state']) })}
          aria-label={t('service.filterLabel')}
        />
        <TextInput
          {...search}
          className={styles.search}
          size="xs"
          type="search"
          placeholder={t('service.search')}
          aria-label={t('service.search')}
          leftSection={<IconSearch size={14} />}
        />
      </FilterBar>
      {shown.length === 0 && (
        <EmptyState icon={<IconStack2 size={22} />} title={t('alerts.noMatch')} text={t('service.noMatchText')}>
          <Button size="xs" variant="default" onClick={() => change({ q: undefined, state: undefined })}>
            {t('common.clearFilters')}
          </Button>
        </EmptyState>
      )}
      <DataList label={t('nav.services')}>
        {shown.map((service) => (
          <ServiceRow
            key={service.id}
            service={service}
            teamName={teams.find(({ id }) => id === service.team)?.name}
            policyName={policies.find(({ id }) => id === service.policy)?.name}
          />
        ))}
      </DataList>
    </>
  )
}
