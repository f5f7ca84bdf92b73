import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Schedule } from '../../../api/types.ts'
import { PanelSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { Consequences } from '../schedules/editor/editor-preview.tsx'
import { parseQuarter } from '../schedules/load-map.ts'
import type { ScheduleView } from '../schedules/schedule-view.ts'
import type { SchedulePreview } from '../schedules/schedules.query.ts'
import { TimelineToolbar } from '../schedules/timeline/timeline-toolbar.tsx'
import { dateAt } from '../schedules/timeline/timeline-window.ts'
import { TimelinePanel } from '../schedules/timeline-panel.tsx'
import { useTimelineView } from '../schedules/use-timeline-view.ts'
import { LoadChanges } from './load-changes.tsx'
import { beginOf, type PlanDraft } from './plan-draft.ts'
import styles from './planner.module.css'
import type { usePlan } from './use-plan.ts'

/** What is proposed: the timeline, what it does to everybody's load and rest, and what changes hands by it. */
export function Proposal({
  schedule,
  plan,
  result,
}: {
  schedule: Schedule
  plan: PlanDraft
  result: ReturnType<typeof usePlan>
}) {
  const { t } = useTranslation()
  const { shifts, preview, error, isBehind, isMissing, isPast } = result
  const state = useLocalView(schedule.zone, plan)
  const empty = shifts?.filter(({ user }) => user === null).length ?? 0
  if (isMissing || isPast)
    return (
      <Panel title={t('planner.proposal')}>
        <p className={styles.text}>{t(isPast ? 'planner.fromPast' : 'planner.peopleNone')}</p>
      </Panel>
    )
  return (
    <div className={styles.column}>
      <Panel title={t('planner.proposal')} isFlush>
        {error && !isBehind ? <ErrorState error={error} /> : null}
        {!preview && !error && <PanelSkeleton />}
        {preview && (
          <>
            {empty > 0 && (
              <p className={styles.bad}>
                <strong>{t('planner.gaps', { count: empty })}.</strong> {t('planner.gapsText')}
              </p>
            )}
            <p className={styles.lead}>{t('planner.again', { count: shifts?.length ?? 0 })}</p>
            <div className={styles.frame} data-late={isBehind || undefined} aria-busy={isBehind}>
              <TimelineToolbar state={state} isKeyless />
              <TimelinePanel
                name={schedule.name}
                drawn={{ ...preview, overrides: [], temporary: [], changed_at: [] }}
                state={state}
                onPick={() => {}}
              />
            </div>
          </>
        )}
      </Panel>
      {preview && !error && (
        <>
          <BalanceChanges preview={preview} />
          <Consequences ahead={preview} zone={state.zone} isNew={false} />
        </>
      )}
    </div>
  )
}

/** The window stands in no address: what is planned does not either. It opens where the plan begins. */
function useLocalView(zone: string, plan: PlanDraft) {
  const [view, setView] = useState<ScheduleView>(() => ({
    view: plan.unit === 'week' || plan.unit === 'month' ? 'quarter' : undefined,
    date: dateAt(beginOf(plan) ?? 0, zone),
    zone: 'schedule',
  }))
  return useTimelineView(view, (changed) => setView((before) => ({ ...before, ...changed })), zone)
}

function BalanceChanges({ preview }: { preview: SchedulePreview }) {
  const { t } = useTranslation()
  const holds = preview.rest.length === 0
  return (
    <Panel
      title={t('planner.balance')}
      isFlush
      action={holds ? <Tag tone="ok">{t('planner.limitsHold')}</Tag> : <Tag tone="warn">{t('planner.limits')}</Tag>}
    >
      <p className={styles.lead}>{t('planner.balanceText')}</p>
      {(preview.balance ?? []).map(({ quarter, people }) => {
        const { year, number } = parseQuarter(quarter) ?? { year: quarter, number: '' }
        return <LoadChanges key={quarter} title={t('planner.quarter', { year, number })} people={people} />
      })}
    </Panel>
  )
}
