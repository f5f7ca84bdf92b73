import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PanelSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import type { OverrideQuestion } from './override-dialog.tsx'
import { comingOf } from './override-draft.ts'
import styles from './schedule-page.module.css'
import { timelineQuery } from './schedules.query.ts'
import { ShiftDialog } from './shift-dialog.tsx'
import type { Span } from './timeline/pieces.ts'
import type { Picked } from './timeline/timeline-lanes.tsx'
import { TimelinePanel } from './timeline-panel.tsx'
import type { TimelineState } from './use-timeline-view.ts'

/** The timeline of a schedule, and what a bar of it stands for. */
export function ScheduleLanes({
  schedule,
  state,
  onSpan,
  onAsk,
}: {
  schedule: { id: string; name: string }
  state: TimelineState
  onSpan: ((span: Span) => void) | undefined
  onAsk: (question: OverrideQuestion) => void
}) {
  const { t } = useTranslation()
  const { window, zone, now } = state
  const { data, error, refetch, isPlaceholderData } = useQuery(
    timelineQuery(schedule.id, { fromMs: window.startMs, toMs: window.endMs }),
  )
  const [picked, setPicked] = useState<Exclude<Picked, { kind: 'block' }>>()
  return (
    <section className={styles.frame} data-late={isPlaceholderData || undefined} aria-label={schedule.name}>
      {!data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!data && !error && <PanelSkeleton />}
      {data && (
        <TimelinePanel
          name={schedule.name}
          drawn={data}
          state={state}
          onPick={(next) => next.kind !== 'block' && setPicked(next)}
          onSpan={onSpan}
          onCover={
            onSpan &&
            ((gap) => {
              const coming = comingOf(gap, now)
              if (coming) onAsk({ span: coming, more: { mode: 'add' } })
            })
          }
        />
      )}
      {onSpan && <p className={styles.hint}>{t('scheduleTimeline.dragHint')}</p>}
      {picked && data && (
        <ShiftDialog
          schedule={schedule}
          zone={zone}
          window={window}
          now={now}
          picked={picked}
          overrides={data.overrides}
          onClose={() => setPicked(undefined)}
          onOverride={(question) => {
            setPicked(undefined)
            onAsk(question)
          }}
        />
      )}
    </section>
  )
}
