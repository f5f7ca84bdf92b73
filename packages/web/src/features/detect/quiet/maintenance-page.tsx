import { Button } from '@mantine/core'
import IconCalendarOff from '@tabler/icons-react/dist/esm/icons/IconCalendarOff.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Maintenance } from '../../../api/types.ts'
import { ListSkeleton } from '../../../ui/list-skeleton.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { usePermission } from '../../people/session.query.ts'
import { AlertTabs } from '../alert-tabs.tsx'
import { MaintenanceCalendar } from './maintenance-calendar.tsx'
import { MaintenanceDialog } from './maintenance-dialog.tsx'
import { MaintenanceRow } from './maintenance-row.tsx'
import styles from './quiet.module.css'
import { maintenanceQuery } from './quiet.query.ts'

const ORDER = { active: 0, upcoming: 1, off: 2, over: 3 } as const

/** Planned work: what is under way, what comes, and what was. */
export function MaintenancePage() {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const { data: windows, error, refetch, isPending } = useQuery(maintenanceQuery)
  const [isAdding, setIsAdding] = useState(false)
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setIsAdding(true)}>
      {t('maintenance.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.alerts')}>{windows && windows.length > 0 && add}</PageHeader>
      <AlertTabs />
      {isPending && <ListSkeleton rows={4} />}
      {!windows && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {windows?.length === 0 && (
        <EmptyState icon={<IconCalendarOff size={22} />} title={t('maintenance.none')} text={t('maintenance.noneText')}>
          {add}
        </EmptyState>
      )}
      {windows && windows.length > 0 && <Windows windows={windows} />}
      {isAdding && <MaintenanceDialog onClose={() => setIsAdding(false)} />}
    </>
  )
}

function Windows({ windows }: { windows: readonly Maintenance[] }) {
  const { t } = useTranslation()
  const sorted = [...windows].sort(
    (a, b) => ORDER[a.state] - ORDER[b.state] || startOf(a) - startOf(b) || a.name.localeCompare(b.name),
  )
  return (
    <PageBody>
      <div className={styles.columns}>
        <Panel title={t('maintenance.many')} count={windows.length} isFlush>
          <ul className={styles.list} aria-label={t('maintenance.many')}>
            {sorted.map((window) => (
              <MaintenanceRow key={window.id} window={window} />
            ))}
          </ul>
        </Panel>
        <MaintenanceCalendar />
      </div>
    </PageBody>
  )
}

function startOf({ current, upcoming }: Maintenance): number {
  return Date.parse(current?.starts_at ?? upcoming[0]?.starts_at ?? '') || 0
}
