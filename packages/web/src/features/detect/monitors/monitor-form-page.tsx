import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Monitor } from '../../../api/types.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../../ui/page-states.tsx'
import { MonitorEditor } from './monitor-editor.tsx'
import { formOfMonitor, type MonitorForm, monitorQuery } from './monitors.query.ts'
import './monitor-texts.ts'

const NEW: MonitorForm = {
  ...{ id: '', name: '', kind: 'http', settings: {}, layer: 'application', severity: 'critical' },
  ...{ warning_severity: 'medium', every: '1m', timeout: '10s', confirm: 1, recover: 1, for: '0m', no_data: 'alert' },
  ...{ quiet_period: '0m', active: true },
}

export function NewMonitorPage() {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/monitors" label={t('monitors.back')} />
            {t('monitors.addTitle')}
          </>
        }
      />
      <PageBody>
        <MonitorEditor initial={NEW} />
      </PageBody>
    </>
  )
}

export function EditMonitorPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/monitors/$id/edit' })
  // Read once: what is being written must not change under one's hands.
  const { data: monitor, error } = useQuery({
    ...monitorQuery(id),
    refetchInterval: false,
    refetchOnWindowFocus: false,
  })
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/monitors" label={t('monitors.back')} />
            {t('monitors.editTitle', { name: monitor?.name ?? id })}
          </>
        }
      />
      <PageBody>
        {monitor && <EditLoaded monitor={monitor} />}
        {!monitor && error && <ErrorState error={error} />}
        {!monitor && !error && <LoadingState />}
      </PageBody>
    </>
  )
}

function EditLoaded({ monitor }: { monitor: Monitor }) {
  return <MonitorEditor initial={formOfMonitor(monitor)} version={monitor.version} hasSecret={monitor.has_secret} />
}
