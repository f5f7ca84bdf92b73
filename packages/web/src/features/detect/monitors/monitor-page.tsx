import { Button, Menu, SegmentedControl } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconPlayerPlay from '@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Monitor } from '../../../api/types.ts'
import { whenDone } from '../../../api/when-done.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { lazyPart } from '../../../ui/lazy-part.ts'
import { notifyFailed, notifyUndoable } from '../../../ui/notify.ts'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { ErrorState, LoadingState, useErrorWords } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { usePermission } from '../../people/session.query.ts'
import { formatLatency, formatNumber, formatShare } from './format-figures.ts'
import { MonitorLevel } from './monitor-level.tsx'
import styles from './monitor-page.module.css'
import { MonitorIncidents, MonitorResults, MonitorSettings } from './monitor-panels.tsx'
import {
  formOfMonitor,
  monitorHistoryQuery,
  monitorQuery,
  PERIODS,
  type Period,
  useCheckMonitor,
  useDeleteMonitor,
  useSaveMonitor,
} from './monitors.query.ts'
import './monitor-texts.ts'

const HistoryGraph = lazyPart(() => import('./history-graph.tsx').then((part) => ({ default: part.HistoryGraph })))

/** One monitor: how it is, how it was, what the last checks found, and which incidents it opened. */
export function MonitorPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/monitors/$id' })
  const { data: monitor, error, refetch } = useQuery(monitorQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/monitors" label={t('monitors.back')} />
            <span className={styles.name}>{monitor?.name ?? id}</span>
            {monitor && <MonitorLevel monitor={monitor} />}
            {monitor && <OwnedByFile owner={monitor.owned_by} />}
          </>
        }
      >
        {monitor && <MonitorActions monitor={monitor} />}
      </PageHeader>
      {monitor && <LoadedMonitor monitor={monitor} />}
      {!monitor && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!monitor && !error && <LoadingState />}
    </>
  )
}

function LoadedMonitor({ monitor }: { monitor: Monitor }) {
  return (
    <PageBody>
      <Figures monitor={monitor} />
      <div className={styles.columns}>
        <div className={styles.column}>
          <History monitor={monitor} />
          <MonitorResults id={monitor.id} />
        </div>
        <div className={styles.column}>
          <MonitorIncidents id={monitor.id} />
          <MonitorSettings monitor={monitor} />
        </div>
      </div>
    </PageBody>
  )
}

function Figures({ monitor }: { monitor: Monitor }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const isMetric = monitor.kind === 'metric'
  return (
    <dl className={styles.figures}>
      <Figure name={t('monitors.last')}>
        {monitor.message ?? '–'} {monitor.checked_at !== null && <RelativeTime at={monitor.checked_at} />}
      </Figure>
      <Figure name={t('monitors.since')}>{monitor.since === null ? '–' : <RelativeTime at={monitor.since} />}</Figure>
      <Figure name={t(isMetric ? 'monitors.value' : 'monitors.latency')}>
        {isMetric ? formatNumber(monitor.value, locale) : formatLatency(monitor.latency_ms, locale)}
      </Figure>
      <Figure name={t('monitors.uptime24')}>{formatShare(monitor.uptime_24h, locale)}</Figure>
      <Figure name={t('monitors.uptime30')}>{formatShare(monitor.uptime_30d, locale)}</Figure>
    </dl>
  )
}

function Figure({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function History({ monitor }: { monitor: Monitor }) {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<Period>('24h')
  const { data: history } = useQuery(monitorHistoryQuery(monitor.id, period))
  return (
    <Panel
      title={t('monitors.history')}
      action={
        <SegmentedControl
          size="xs"
          value={period}
          data={PERIODS.map((each) => ({ value: each, label: t(`monitors.period.${each}`) }))}
          onChange={(next) => setPeriod(next as Period)}
          aria-label={t('monitors.periodLabel')}
        />
      }
    >
      <Suspense fallback={<LoadingState />}>
        {history ? <HistoryGraph history={history} isMetric={monitor.kind === 'metric'} /> : <LoadingState />}
      </Suspense>
    </Panel>
  )
}

function MonitorActions({ monitor }: { monitor: Monitor }) {
  const { t } = useTranslation()
  const mayCheck = usePermission('incident.respond')
  const mayWrite = usePermission('configuration.write') && monitor.owned_by !== 'file'
  const check = useCheckMonitor()
  const wordsOf = useErrorWords()
  return (
    <>
      <Button
        size="xs"
        leftSection={<IconPlayerPlay size={15} />}
        loading={check.isPending}
        disabled={!mayCheck || !monitor.active}
        onClick={() => whenDone(check.mutateAsync(monitor.id), { onError: (error) => notifyFailed(wordsOf(error)) })}
      >
        {t('monitors.checkNow')}
      </Button>
      {mayWrite && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPencil size={15} />}
          className={styles.wideOnly}
          renderRoot={(props) => <Link to="/monitors/$id/edit" params={{ id: monitor.id }} {...props} />}
        >
          {t('common.edit')}
        </Button>
      )}
      {mayWrite && <MoreMenu monitor={monitor} />}
    </>
  )
}

function MoreMenu({ monitor }: { monitor: Monitor }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const save = useSaveMonitor()
  const drop = useDeleteMonitor()
  const wordsOf = useErrorWords()
  const [isDeleting, setIsDeleting] = useState(false)
  const setActive = (current: Monitor, active: boolean) =>
    save.mutateAsync({ form: { ...formOfMonitor(current), active }, version: current.version })
  const turn = () =>
    setActive(monitor, !monitor.active).then(
      (changed) =>
        notifyUndoable({
          message: t(monitor.active ? 'monitors.turnedOff' : 'monitors.turnedOn', { name: monitor.name }),
          undo: () => setActive(changed, monitor.active),
        }),
      (error: unknown) => notifyFailed(wordsOf(error)),
    )
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="default" px={8} aria-label={t('monitors.more')}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void navigate({ to: '/monitors/$id/edit', params: { id: monitor.id } })}>
            {t('common.edit')}
          </Menu.Item>
          <Menu.Item onClick={() => void turn()}>
            {t(monitor.active ? 'monitors.turnOff' : 'monitors.turnOn')}
          </Menu.Item>
          <Menu.Item color="red" onClick={() => setIsDeleting(true)}>
            {t('monitors.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isDeleting && (
        <ConfirmDialog
          title={t('monitors.deleteTitle', { name: monitor.name })}
          text={t('monitors.deleteText')}
          submitLabel={t('common.delete')}
          onConfirm={() =>
            whenDone(drop.mutateAsync(monitor.id), { onSuccess: () => void navigate({ to: '/monitors' }) })
          }
          onClose={() => setIsDeleting(false)}
          isPending={drop.isPending}
          error={drop.error}
        />
      )}
    </>
  )
}
