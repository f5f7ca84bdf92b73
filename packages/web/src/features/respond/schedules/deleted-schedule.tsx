import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { BackLink } from '../../../ui/back-link.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { ScheduleLanes } from './schedule-lanes.tsx'
import styles from './schedule-page.module.css'
import { ScheduleQuestion } from './schedule-question.tsx'
import { timelineQuery } from './schedules.query.ts'
import { TimelineToolbar } from './timeline/timeline-toolbar.tsx'
import { useTimelineView } from './use-timeline-view.ts'

/** A schedule that is no longer there: who was on call stays on record. `error`: what is said where there never was one. */
export function DeletedSchedule({ id, error }: { id: string; error: Error }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const reader = useReader()
  const search = useSearch({ from: '/frame/on-call/schedules/$id' })
  const state = useTimelineView(
    search,
    (changed) =>
      void navigate({
        ...{ to: '/on-call/schedules/$id', params: { id } },
        ...{ search: { ...search, ...changed }, replace: true, resetScroll: false },
      }),
    'UTC',
  )
  const span = { fromMs: state.window.startMs, toMs: state.window.endMs }
  const { data, isPending } = useQuery({ ...timelineQuery(id, span), retry: false })
  const deletedAt = data?.schedule.deleted_at
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/on-call/schedules" label={t('schedule.back')} />
            <span className={styles.title}>{data?.schedule.name ?? id}</span>
            {deletedAt !== undefined && <Tag tone="warn">{t('schedule.gone')}</Tag>}
          </>
        }
      />
      {isPending && <PageSkeleton />}
      {!isPending && deletedAt === undefined && <ErrorState error={error} />}
      {data && deletedAt !== undefined && (
        <div className={styles.body}>
          <p className={styles.gone}>{t('schedule.goneText', { time: formatMoment(Date.parse(deletedAt), reader) })}</p>
          <TimelineToolbar state={state} />
          <ScheduleLanes schedule={data.schedule} state={state} onSpan={undefined} onAsk={() => {}} />
          <ScheduleQuestion schedule={id} state={state} />
        </div>
      )}
    </>
  )
}
