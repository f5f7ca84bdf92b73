import { useMediaQuery } from '@mantine/hooks'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatLength } from '../../../ui/time/elapsed.ts'
import { ReaderContext, useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { PersonSwatch } from './timeline/person-swatch.tsx'
import { gapsOf, piecesOf, type Span, sharesOf } from './timeline/pieces.ts'
import { ScheduleAgenda } from './timeline/schedule-agenda.tsx'
import { type DrawnSchedule, ScheduleTimeline } from './timeline/schedule-timeline.tsx'
import type { Picked } from './timeline/timeline-lanes.tsx'
import { clockChanges, dateAt } from './timeline/timeline-window.ts'
import { Tones } from './timeline/tones.tsx'
import styles from './timeline-panel.module.css'
import type { TimelineState } from './use-timeline-view.ts'

const GAPS_SHOWN = 6
const PEOPLE_SHOWN = 24

interface PanelProps {
  name: string
  drawn: DrawnSchedule
  state: TimelineState
  onPick: (picked: Picked) => void
  onSpan?: ((span: Span) => void) | undefined
  /** Of a gap: somebody wants to cover it. */
  onCover?: ((gap: Span) => void) | undefined
}

/** The timeline, or on a narrow screen the agenda; and in words what the picture shows: gaps, clocks that change, who has how much. */
export function TimelinePanel({ name, drawn, state, onPick, onSpan, onCover }: PanelProps) {
  const reader = useReader()
  const shownIn = useMemo(() => ({ locale: reader.locale, zone: state.zone }), [reader.locale, state.zone])
  const isNarrow = useMediaQuery('(width < 44em)', undefined, { getInitialValueInEffect: false })
  const pick = (picked: Picked) => {
    if (picked.kind === 'block') state.setView('day', dateAt(picked.span.startMs, state.zone))
    else onPick(picked)
  }
  return (
    <ReaderContext value={shownIn}>
      <Tones className={styles.panel}>
        {isNarrow ? (
          <ScheduleAgenda shifts={drawn.shifts} state={state} onPick={pick} />
        ) : (
          <ScheduleTimeline name={name} drawn={drawn} state={state} onPick={pick} onSpan={onSpan} />
        )}
        <TimelineWords drawn={drawn} state={state} onCover={onCover} />
      </Tones>
    </ReaderContext>
  )
}

function TimelineWords({ drawn, state, onCover }: Pick<PanelProps, 'drawn' | 'state' | 'onCover'>) {
  const { t } = useTranslation()
  const { window, zone, now } = state
  const reader = { ...useReader(), zone }
  const pieces = useMemo(() => piecesOf(drawn.shifts, window), [drawn.shifts, window])
  const changes = useMemo(
    () => clockChanges([zone, ...drawn.layers.map((layer) => layer.zone)], window.startMs, window.endMs),
    [zone, drawn.layers, window],
  )
  const gaps = gapsOf(pieces, now)
  const shares = sharesOf(pieces)
  return (
    <div className={styles.words}>
      {gaps.length > 0 && (
        <div className={styles.gaps}>
          <strong>{t('scheduleTimeline.gaps', { count: gaps.length })}</strong>
          <ul className={styles.list}>
            {gaps.slice(0, GAPS_SHOWN).map((gap) => (
              <li key={gap.startMs}>
                {t('scheduleTimeline.gapWords', {
                  ...{ from: formatMoment(gap.startMs, reader), to: formatMoment(gap.endMs, reader) },
                  length: formatLength(gap.endMs - gap.startMs, reader.locale),
                })}
                {onCover && (
                  <button type="button" className={styles.cover} onClick={() => onCover(gap)}>
                    {t('scheduleTimeline.gapCover')}
                  </button>
                )}
              </li>
            ))}
            {gaps.length > GAPS_SHOWN && <li>{t('scheduleTimeline.gapsMore', { count: gaps.length - GAPS_SHOWN })}</li>}
          </ul>
        </div>
      )}
      {changes.map(({ atMs, byMs, zone: of }) => (
        <p key={`${of} ${atMs}`} className={styles.clocks}>
          {formatMoment(atMs, reader)} ·{' '}
          {t(byMs > 0 ? 'scheduleTimeline.clocksForward' : 'scheduleTimeline.clocksBack', {
            zone: of,
            time: formatLength(Math.abs(byMs), reader.locale),
          })}
        </p>
      ))}
      <ul className={styles.legend} aria-label={t('scheduleTimeline.legend')}>
        {shares.slice(0, PEOPLE_SHOWN).map(({ person, ms }) => (
          <li key={person.id} className={styles.person}>
            <PersonSwatch id={person.id} name={person.name} />
            {person.name}
            <span className={styles.hours}>{hours(ms, reader.locale)}</span>
          </li>
        ))}
        {shares.length > PEOPLE_SHOWN && (
          <li>{t('scheduleTimeline.gapsMore', { count: shares.length - PEOPLE_SHOWN })}</li>
        )}
        {gaps.length === 0 && shares.length > 0 && window.endMs > now && (
          <li className={styles.covered}>{t('scheduleTimeline.covered')}</li>
        )}
      </ul>
    </div>
  )
}

function hours(ms: number, locale: string): string {
  const format = { style: 'unit', unit: 'hour', unitDisplay: 'narrow', maximumFractionDigits: 1 } as const
  return new Intl.NumberFormat(locale, format).format(ms / 3_600_000)
}
