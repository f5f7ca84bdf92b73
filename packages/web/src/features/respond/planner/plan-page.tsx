import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { type ReactNode, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import type { Schedule } from '../../../api/types.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { FormError } from '../../../ui/form-error.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useNow } from '../../../ui/time/use-now.ts'
import { usePermission } from '../../people/session.query.ts'
import { draftOf, type LayerDraft, type ScheduleDraft } from '../schedules/editor/schedule-draft.ts'
import { useSaveSchedule } from '../schedules/editor/use-save-schedule.ts'
import pageStyles from '../schedules/schedule-page.module.css'
import { scheduleQuery } from '../schedules/schedules.query.ts'
import { dateAt } from '../schedules/timeline/timeline-window.ts'
import { newPlan, type PlanDraft } from './plan-draft.ts'
import { LayerChoice, PlanFields } from './plan-fields.tsx'
import { Proposal } from './plan-proposal.tsx'
import styles from './planner.module.css'
import { usePlan } from './use-plan.ts'
import './planner-texts.ts'
import '../schedules/schedule-texts.ts'

/** A rotation of a schedule, planned anew from what everybody has done. Nothing changes before it is used. */
export function PlanPage() {
  const { id } = useParams({ from: '/frame/on-call/schedules/$id/plan' })
  const { data, error, refetch } = useQuery({ ...scheduleQuery(id), staleTime: 0, refetchOnWindowFocus: false })
  if (data) return <LoadedPlan key={id} loaded={data} />
  return (
    <>
      <PlanHeader id={id} name={id} />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <PageSkeleton />}
    </>
  )
}

function PlanHeader({ id, name, children }: { id: string; name: string; children?: ReactNode }) {
  const { t } = useTranslation()
  return (
    <PageHeader
      title={
        <>
          <BackLink to="/on-call/schedules/$id" params={{ id }} label={name} />
          <span className={pageStyles.title}>{t('planner.title')}</span>
        </>
      }
    >
      {children}
    </PageHeader>
  )
}

/** The schedule as it was when the page opened: what is planned does not change under one's hands. */
function LoadedPlan({ loaded }: { loaded: Schedule }) {
  const { t } = useTranslation()
  const [schedule] = useState(loaded)
  const [draft] = useState(() => draftOf(schedule))
  const layers = draft.layers.filter(({ shiftsFrom }) => shiftsFrom === null)
  const [first] = layers.toReversed()
  if (first) return <Planner schedule={schedule} draft={draft} layers={layers} first={first} />
  return (
    <>
      <PlanHeader id={schedule.id} name={schedule.name} />
      <EmptyState title={t('planner.cannot')} text={t('planner.noLayer')} />
    </>
  )
}

function Planner({
  schedule,
  draft,
  layers,
  first,
}: {
  schedule: Schedule
  draft: ScheduleDraft
  layers: readonly LayerDraft[]
  first: LayerDraft
}) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayWrite = usePermission('configuration.write')
  const now = useNow('quarter_minute')
  const [openedAt] = useState(now)
  const [layer, setLayer] = useState(first)
  const today = dateAt(openedAt, layer.zone)
  const [plan, setPlan] = useState<PlanDraft>(() => newPlan(first, today))
  const known = useMemo(() => ({ id: schedule.id, draft, key: layer.key }), [schedule.id, draft, layer.key])
  const result = usePlan(known, plan, openedAt)
  const saving = useSaveSchedule(schedule, (id) => void navigate({ to: '/on-call/schedules/$id', params: { id } }))
  const isRefused = result.preview?.rest.some(({ is_refused }) => is_refused) === true
  const canUse = mayWrite && schedule.owned_by !== 'file' && !result.isBehind && !isRefused && Boolean(result.preview)
  const use = () => {
    if (result.edit && canUse && !saving.isPending) saving.save(result.edit, schedule.id)
  }
  const problems = {
    ...fieldProblems(result.problemsOf),
    ...(result.isPast && { start: t('planner.fromPast') }),
  }
  return (
    <>
      <PlanHeader id={schedule.id} name={schedule.name}>
        <Button size="xs" onClick={use} loading={saving.isPending} disabled={!canUse}>
          {t('planner.use')}
        </Button>
      </PlanHeader>
      <div className={styles.page}>
        <div className={styles.column}>
          <Panel title={t('planner.form')}>
            <div className={styles.fields}>
              <p className={styles.text}>{t('planner.text')}</p>
              {!mayWrite && <p className={styles.bad}>{t('planner.mayNot')}</p>}
              {schedule.owned_by === 'file' && <p className={styles.bad}>{t('planner.ownedByFile')}</p>}
              <LayerChoice
                layers={layers}
                value={layer.key}
                onChange={(key) => {
                  const chosen = layers.find((each) => each.key === key)
                  if (!chosen) return
                  setLayer(chosen)
                  setPlan(newPlan(chosen, dateAt(openedAt, chosen.zone)))
                }}
              />
              <PlanFields
                draft={plan}
                today={today}
                problems={problems}
                onChange={(changed) => setPlan((before) => ({ ...before, ...changed }))}
              />
              {Boolean(saving.error) && <FormError error={saving.error} />}
            </div>
          </Panel>
        </div>
        <Proposal schedule={schedule} plan={plan} result={result} />
      </div>
    </>
  )
}
