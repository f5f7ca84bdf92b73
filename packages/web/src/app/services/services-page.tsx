import { Button } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconStack2 from '@tabler/icons-react/dist/esm/icons/IconStack2.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AddServiceDialog } from '../../features/lake/add-service-dialog.tsx'
import { ServiceRow } from '../../features/lake/service-row.tsx'
import { policiesQuery, servicesQuery, teamsQuery } from '../../features/lake/services.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { healthQuery } from '../../features/record/service-health.ts'
import { DataList } from '../../ui/data-list.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, LoadingState } from '../../ui/page-states.tsx'

/** The services and how they are: the catalogue put together with the open incidents. */
export function ServicesPage() {
  const { t } = useTranslation()
  const { data: services, error, refetch } = useQuery(servicesQuery)
  const { data: teams = [] } = useQuery(teamsQuery)
  const { data: policies = [] } = useQuery(policiesQuery)
  const { data: health } = useQuery(healthQuery)
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
      {services && services.length > 0 && (
        <DataList label={t('nav.services')}>
          {services.map((service) => (
            <ServiceRow
              key={service.id}
              service={service}
              health={health?.get(service.id) ?? { openCount: 0, worst: null }}
              teamName={teams.find(({ id }) => id === service.team)?.name}
              policyName={policies.find(({ id }) => id === service.policy)?.name}
            />
          ))}
        </DataList>
      )}
      {services?.length === 0 && (
        <EmptyState icon={<IconStack2 size={22} />} title={t('services.none')} text={t('services.noneText')}>
          {add}
        </EmptyState>
      )}
      {!services && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!services && !error && <LoadingState />}
      {isAdding && <AddServiceDialog onClose={() => setIsAdding(false)} />}
    </>
  )
}
