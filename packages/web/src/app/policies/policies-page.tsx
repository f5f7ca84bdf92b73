import { Button } from '@mantine/core'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconStairs from '@tabler/icons-react/dist/esm/icons/IconStairs.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Policy } from '../../api/types.ts'
import { policiesQuery, servicesQuery } from '../../features/lake/services.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { LadderReport } from '../../features/respond/ladder-report.tsx'
import { OnCallTabs } from '../../features/respond/on-call-tabs.tsx'
import { AddPolicyDialog } from '../../features/respond/policy-dialogs.tsx'
import { DataList, DataRow } from '../../ui/data-list.tsx'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Tag } from '../../ui/tag.tsx'
import styles from './policies-page.module.css'

/** In which order people are asked, and for which services. */
export function PoliciesPage() {
  const { t } = useTranslation()
  const { data: policies, error, refetch } = useQuery(policiesQuery)
  const { data: services } = useQuery(servicesQuery)
  const mayWrite = usePermission('configuration.write')
  const [isAdding, setIsAdding] = useState(false)
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setIsAdding(true)}>
      {t('policy.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.onCall')}>{policies && policies.length > 0 && add}</PageHeader>
      <OnCallTabs />
      {policies && policies.length > 0 && (
        <DataList label={t('policy.many')}>
          {policies.map((policy) => (
            <PolicyRow
              key={policy.id}
              policy={policy}
              services={services?.filter((service) => service.policy === policy.id)}
            />
          ))}
        </DataList>
      )}
      {policies && <LadderReport />}
      {policies?.length === 0 && (
        <EmptyState icon={<IconStairs size={22} />} title={t('policy.none')} text={t('policy.noneText')}>
          {add}
        </EmptyState>
      )}
      {!policies && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!policies && !error && <ListSkeleton />}
      {isAdding && <AddPolicyDialog onClose={() => setIsAdding(false)} />}
    </>
  )
}

function PolicyRow({
  policy,
  services,
}: {
  policy: Policy
  services: readonly { id: string; name: string }[] | undefined
}) {
  const { t } = useTranslation()
  return (
    <DataRow id={policy.id} link={{ to: '/on-call/policies/$id', params: { id: policy.id } }} label={policy.name}>
      <div className={styles.row}>
        <span className={styles.name}>{policy.name}</span>
        <span className={styles.cell}>{t('policy.steps', { count: policy.steps.length })}</span>
        <span className={styles.cell}>
          {policy.repeat > 0 ? t('policy.repeats', { count: policy.repeat }) : t('policy.once')}
        </span>
        <span className={styles.services}>
          {services?.length === 0 ? (
            <Tag tone="warn">{t('policy.unused')}</Tag>
          ) : (
            services?.map(({ name }) => name).join(', ')
          )}
        </span>
        <span className={styles.tags}>
          <OwnedByFile owner={policy.owned_by} />
        </span>
      </div>
    </DataRow>
  )
}
