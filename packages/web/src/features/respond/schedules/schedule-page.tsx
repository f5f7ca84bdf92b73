import { ActionIcon, Button, Menu } from '@mantine/core'
import IconCalendarPlus from '@tabler/icons-react/dist/esm/icons/IconCalendarPlus.mjs'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconReplace from '@tabler/icons-react/dist/esm/icons/IconReplace.mjs'
import IconRotate from '@tabler/icons-react/dist/esm/icons/IconRotate.mjs'
import IconScale from '@tabler/icons-react/dist/esm/icons/IconScale.mjs'
import IconTrash from '@tabler/icons-react/dist/esm/icons/IconTrash.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/api-error.ts'
import type { Schedule } from '../../../api/types.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { useShortcut } from '../../../ui/keyboard/shortcuts.ts'
import { OwnedByFile } from '../../../ui/owned-by-file.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { CalendarFeedButton } from '../../people/calendar-feed-button.tsx'
import { usePermission } from '../../people/session.query.ts'
import { CoveragePanel } from '../mine/coverage-panel.tsx'
import { DeleteScheduleDialog } from './delete-schedule-dialog.tsx'
import { DeletedSchedule } from './deleted-schedule.tsx'
import { OverrideDialog, type OverrideQuestion } from './override-dialog.tsx'
import { comingOf, usualSpan } from './override-draft.ts'
import { ScheduleFollowers } from './schedule-followers.tsx'
import { ScheduleLanes } from './schedule-lanes.tsx'
import styles from './schedule-page.module.css'
import { ScheduleQuestion } from './schedule-question.tsx'
import { ScheduleUses } from './schedule-uses.tsx'
import { scheduleQuery } from './schedules.query.ts'
import { TemporaryDialog } from './temporary-dialog.tsx'
import type { Span } from './timeline/pieces.ts'
import { TimelineToolbar } from './timeline/timeline-toolbar.tsx'
import { useTimelineView } from './use-timeline-view.ts'
import './schedule-texts.ts'
import '../planner/planner-texts.ts'

/** One schedule: who is on call when, and what that follows from. */
export function SchedulePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/on-call/schedules/$id' })
  const { data: schedule, error, refetch } = useQuery(scheduleQuery(id))
  if (schedule) return <LoadedSchedule schedule={schedule} />
  if (error instanceof ApiError && error.code === 'not_found') return <DeletedSchedule id={id} error={error} />
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/on-call/schedules" label={t('schedule.back')} />
            <span className={styles.title}>{id}</span>
          </>
        }
      />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageSkeleton />}
    </>
  )
}

type Asked = { what: 'override'; question: OverrideQuestion } | { what: 'temporary'; span: Span } | { what: 'delete' }

function LoadedSchedule({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const search = useSearch({ from: '/frame/on-call/schedules/$id' })
  const params = { id: schedule.id }
  const state = useTimelineView(
    search,
    (changed) =>
      void navigate({
        to: '/on-call/schedules/$id',
        params,
        search: { ...search, ...changed },
        replace: true,
        resetScroll: false,
      }),
    schedule.zone,
  )
  const mayOverride = usePermission('schedule.override')
  const [asked, setAsked] = useState<Asked>()
  const { now } = state
  const askOverride = () => setAsked({ what: 'override', question: { span: usualSpan(now) } })
  useShortcut('o', t('scheduleOverride.open'), askOverride, !mayOverride)
  const close = () => setAsked(undefined)
  /** Of a span that was dragged the past is left alone. */
  const onSpan = (span: Span) => {
    const coming = comingOf(span, now)
    if (coming) setAsked({ what: 'override', question: { span: coming } })
  }
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/on-call/schedules" label={t('schedule.back')} />
            <span className={styles.title}>{schedule.name}</span>
            <OwnedByFile owner={schedule.owned_by} />
          </>
        }
      >
        <ScheduleActions schedule={schedule} now={now} onAsk={setAsked} />
      </PageHeader>
      <div className={styles.body}>
        <TimelineToolbar state={state} />
        <ScheduleLanes
          schedule={schedule}
          state={state}
          onSpan={mayOverride ? onSpan : undefined}
          onAsk={(question) => setAsked({ what: 'override', question })}
        />
        <ScheduleQuestion schedule={schedule.id} state={state} />
        <CoveragePanel schedule={schedule.id} />
        <div className={styles.foot}>
          <ScheduleUses id={schedule.id} />
          <ScheduleFollowers id={schedule.id} />
          <CalendarFeedButton schedule={schedule.id} />
        </div>
      </div>
      {asked?.what === 'override' && (
        <OverrideDialog schedule={schedule} zone={state.zone} question={asked.question} onClose={close} />
      )}
      {asked?.what === 'temporary' && (
        <TemporaryDialog schedule={schedule} zone={state.zone} span={asked.span} onClose={close} />
      )}
      {asked?.what === 'delete' && <DeleteScheduleDialog schedule={schedule} onClose={close} />}
    </>
  )
}

/** From a rotation that is uneven to one that is not. */
function FairnessItems({ id }: { id: string }) {
  const { t } = useTranslation()
  const path = `/on-call/schedules/${encodeURIComponent(id)}`
  return (
    <>
      <Menu.Item leftSection={<IconScale size={15} />} component={Link} to={`${path}/mend`}>
        {t('planPanel.mend')}
      </Menu.Item>
      <Menu.Item leftSection={<IconRotate size={15} />} component={Link} to={`${path}/plan`}>
        {t('planPanel.plan')}
      </Menu.Item>
    </>
  )
}

function ScheduleActions({ schedule, now, onAsk }: { schedule: Schedule; now: number; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation()
  const mayOverride = usePermission('schedule.override')
  const mayWrite = usePermission('configuration.write') && schedule.owned_by !== 'file'
  const params = { id: schedule.id }
  return (
    <>
      {mayOverride && (
        <Button
          size="xs"
          leftSection={<IconReplace size={15} />}
          onClick={() => onAsk({ what: 'override', question: { span: usualSpan(now) } })}
        >
          {t('scheduleOverride.open')}
        </Button>
      )}
      {mayWrite && (
        <Button
          size="xs"
          variant="default"
          component={Link}
          to={`/on-call/schedules/${encodeURIComponent(params.id)}/edit`}
          leftSection={<IconPencil size={15} />}
          className={styles.wide}
        >
          {t('schedule.edit')}
        </Button>
      )}
      {(mayOverride || mayWrite) && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t('schedule.moreOf')}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {mayWrite && (
              <Menu.Item
                className={styles.narrow}
                leftSection={<IconPencil size={15} />}
                component={Link}
                to={`/on-call/schedules/${encodeURIComponent(params.id)}/edit`}
              >
                {t('schedule.edit')}
              </Menu.Item>
            )}
            {mayOverride && (
              <Menu.Item
                leftSection={<IconCalendarPlus size={15} />}
                onClick={() => onAsk({ what: 'temporary', span: usualSpan(now) })}
              >
                {t('scheduleTemporary.add')}
              </Menu.Item>
            )}
            <FairnessItems id={schedule.id} />
            {mayWrite && (
              <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => onAsk({ what: 'delete' })}>
                {t('schedule.delete')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}
