import { type KeyboardEvent, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Shift } from '../../../../api/types.ts'
import { useReader } from '../../../../ui/time/reader.ts'
import { formatMoment, formatZone } from '../../../../ui/time/wall-clock.ts'
import type { Timeline } from '../schedules.query.ts'
import type { TimelineState } from '../use-timeline-view.ts'
import { travelBars } from './bar-travel.ts'
import type { Span } from './pieces.ts'
import styles from './schedule-timeline.module.css'
import { TimelineBackdrop, TimelineHead } from './timeline-backdrop.tsx'
import { Lane, OverrideBars, type Picked, ShiftBars, TemporaryBars } from './timeline-lanes.tsx'
import { clockChanges } from './timeline-window.ts'
import { useDragSpan } from './use-drag-span.ts'

/** What is drawn: an answer of the server, or a preview of one. */
export type DrawnSchedule = { shifts: readonly Shift[] } & Pick<
  Timeline,
  'layers' | 'overrides' | 'temporary' | 'changed_at'
>

/**
 * Who is on call on top, and below it what that follows from, the strongest first: temporary schedules, overrides, layers from the
 * highest to the lowest. Everything is placed by instants; the marks are those of the clock in which it is shown.
 */
export function ScheduleTimeline({
  name,
  drawn,
  state,
  onPick,
  onSpan,
}: {
  name: string
  drawn: DrawnSchedule
  state: TimelineState
  onPick: (picked: Picked) => void
  /** A span was dragged over the answer or the overrides; without it nothing can be dragged. */
  onSpan?: ((span: Span) => void) | undefined
}) {
  const { t } = useTranslation()
  const chart = useRef<HTMLDivElement>(null)
  const { window, zone, now } = state
  const reader = { ...useReader(), zone }
  const answerDrag = useDragSpan(state, onSpan)
  const overrideDrag = useDragSpan(state, onSpan)
  const changes = useMemo(
    () => clockChanges([zone, ...drawn.layers.map((layer) => layer.zone)], window.startMs, window.endMs),
    [zone, drawn.layers, window],
  )
  const selectionOf = (span: Span | undefined) =>
    span && { span, window, words: `${formatMoment(span.startMs, reader)} – ${formatMoment(span.endMs, reader)}` }
  const common = { window, now, onPick }
  const answer = t('scheduleTimeline.answer')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it hands the arrow keys of its bars on; the bars are buttons.
    <div
      ref={chart}
      className={styles.chart}
      onKeyDown={(event: KeyboardEvent) => {
        if (chart.current) travelBars(event, chart.current)
      }}
      data-view={state.view}
    >
      <TimelineBackdrop state={state} changes={changes} editedAt={drawn.changed_at} />
      <TimelineHead state={state} changes={changes} label={t('scheduleTimeline.label', { name })} />
      <Lane
        name={answer}
        note={formatZone(now, reader)}
        title={t('scheduleTimeline.answerText')}
        isAnswer
        selection={selectionOf(answerDrag.span)}
        {...(onSpan && { trackProps: answerDrag.props })}
      >
        <ShiftBars shifts={drawn.shifts} lane={answer} isAnswer {...common} />
      </Lane>
      {drawn.temporary.length > 0 && (
        <Lane name={t('scheduleTimeline.temporary')} title={t('scheduleTimeline.temporaryText')}>
          <TemporaryBars temporary={drawn.temporary} {...common} />
        </Lane>
      )}
      {(onSpan || drawn.overrides.length > 0) && (
        <Lane
          name={t('scheduleTimeline.overrides')}
          title={t('scheduleTimeline.overridesText')}
          rows={rowCount(drawn)}
          selection={selectionOf(overrideDrag.span)}
          {...(onSpan && { trackProps: overrideDrag.props })}
        >
          <OverrideBars overrides={drawn.overrides} {...common} />
        </Lane>
      )}
      {drawn.layers.toReversed().map((layer, index) => {
        const number = layer.position + 1
        const title = layer.name ?? t('scheduleTimeline.layer', { number })
        const isFirst = index === 0 && drawn.layers.length > 1
        return (
          <Lane
            key={layer.position}
            name={title}
            note={isFirst ? `${layer.zone} · ${t('scheduleTimeline.layerHighest')}` : layer.zone}
            title={`${title}, ${layer.zone}`}
          >
            <ShiftBars shifts={layer.shifts} lane={title} {...common} />
          </Lane>
        )
      })}
    </div>
  )
}

/** As many as overlap at once, so that the lane is tall enough for them. */
function rowCount({ overrides }: DrawnSchedule): number {
  const edges = overrides.flatMap(({ starts_at, ends_at }) => [
    { at: Date.parse(starts_at), by: 1 },
    { at: Date.parse(ends_at), by: -1 },
  ])
  let [open, most] = [0, 1]
  for (const { by } of edges.sort((a, b) => a.at - b.at || a.by - b.by)) {
    open += by
    most = Math.max(most, open)
  }
  return most
}
