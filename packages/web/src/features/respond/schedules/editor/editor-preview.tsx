import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../../../ui/panel.tsx'
import { Tag } from '../../../../ui/tag.tsx'
import { useReader } from '../../../../ui/time/reader.ts'
import { formatMoment } from '../../../../ui/time/wall-clock.ts'
import type { SchedulePreview } from '../schedules.query.ts'
import type { Picked } from '../timeline/timeline-lanes.tsx'
import { TimelineToolbar } from '../timeline/timeline-toolbar.tsx'
import { TimelinePanel } from '../timeline-panel.tsx'
import type { TimelineState } from '../use-timeline-view.ts'
import styles from './schedule-editor.module.css'
import type { Preview } from './use-preview.ts'

const CHANGES_SHOWN = 40
const BREACHES_SHOWN = 5

/** The final schedule as it would be, and what changes hands by it. */
export function EditorPreview({
  name,
  preview,
  state,
  isNew,
}: {
  name: string
  preview: Preview
  state: TimelineState
  isNew: boolean
}) {
  const { t } = useTranslation()
  const { shown, ahead, error, isMissing, isBehind } = preview
  const [picked, setPicked] = useState<Picked>()
  return (
    <div className={styles.preview}>
      <section className={styles.previewFrame} aria-label={t('scheduleEditor.preview')}>
        <header className={styles.previewHead}>
          <h2 className={styles.heading}>{t('scheduleEditor.preview')}</h2>
          <span className={styles.previewState} role="status">
            {isMissing && t('scheduleEditor.previewMissing')}
            {!isMissing && Boolean(error) && t('scheduleEditor.previewFailed')}
            {!isMissing && !error && !shown && t('scheduleEditor.previewWait')}
          </span>
        </header>
        <div className={styles.previewBar}>
          <TimelineToolbar state={state} isKeyless />
        </div>
        {shown && !isMissing && (
          <div className={styles.previewBody} data-late={isBehind || Boolean(error) || undefined} aria-busy={isBehind}>
            <TimelinePanel
              name={name}
              drawn={{ shifts: shown.shifts, layers: shown.layers, overrides: [], temporary: [], changed_at: [] }}
              state={state}
              onPick={setPicked}
            />
            {picked?.kind === 'piece' && <PickedWords picked={picked} zone={state.zone} />}
          </div>
        )}
      </section>
      {ahead && !isMissing && !error && <Consequences ahead={ahead} zone={state.zone} isNew={isNew} />}
    </div>
  )
}

function PickedWords({ picked: { piece }, zone }: { picked: Extract<Picked, { kind: 'piece' }>; zone: string }) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const people = piece.people.map(({ user }) => user.name).join(', ') || t('schedule.nobody')
  const [from, to] = [formatMoment(piece.startMs, reader), formatMoment(piece.endMs, reader)]
  return (
    <p className={styles.picked} role="status">
      {t('scheduleTimeline.piece', { people, from, to })}
    </p>
  )
}

/** In words: gaps of the next 90 days, and each span in which somebody else would be on call than now. */
export function Consequences({ ahead, zone, isNew }: { ahead: SchedulePreview; zone: string; isNew: boolean }) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const gaps = ahead.shifts.filter(({ people }) => people.length === 0).length
  const { handovers } = ahead
  const title =
    handovers.length === 0 ? t('scheduleEditor.changesNone') : t('scheduleEditor.changes', { count: handovers.length })
  return (
    <Panel
      title={isNew ? t('scheduleTimeline.answer') : title}
      action={
        gaps === 0 ? (
          <Tag tone="ok">{t('scheduleEditor.gapsNone')}</Tag>
        ) : (
          <Tag tone="alarm">{t('scheduleEditor.gaps', { count: gaps })}</Tag>
        )
      }
      isFlush
    >
      <RestBreaches breaches={ahead.rest} reader={reader} />
      {!isNew && <Handovers handovers={handovers} title={title} reader={reader} />}
      {ahead.outer.map((outer) => {
        const name = t('scheduleEditor.outer', { count: outer.handovers.length, schedule: outer.schedule.name })
        return (
          <section key={outer.schedule.id} aria-label={name}>
            <h3 className={styles.outer}>{name}</h3>
            <Handovers handovers={outer.handovers} title={name} reader={reader} />
          </section>
        )
      })}
    </Panel>
  )
}

interface Reader {
  locale: string
  zone: string
}

function Handovers({
  handovers,
  title,
  reader,
}: {
  handovers: SchedulePreview['handovers']
  title: string
  reader: Reader
}) {
  const { t } = useTranslation()
  const words = (people: readonly { name: string }[]) =>
    people.map(({ name }) => name).join(', ') || t('schedule.nobody')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and nothing in it could be reached by a key.
    <ol className={styles.changes} tabIndex={0} aria-label={title}>
      {handovers.slice(0, CHANGES_SHOWN).map((change) => (
        <li key={change.starts_at} className={styles.change} data-gap={change.after.length === 0 || undefined}>
          <span className={styles.changeWhen}>
            {formatMoment(Date.parse(change.starts_at), reader)} – {formatMoment(Date.parse(change.ends_at), reader)}
          </span>
          <span>{t('scheduleEditor.changed', { before: words(change.before), after: words(change.after) })}</span>
        </li>
      ))}
      {handovers.length > CHANGES_SHOWN && (
        <li className={styles.change}>
          {t('scheduleEditor.changesMore', { count: handovers.length - CHANGES_SHOWN })}
        </li>
      )}
    </ol>
  )
}

/** Who would be on call for too long; where the organisation refuses that, saving says so too. */
function RestBreaches({ breaches, reader }: { breaches: SchedulePreview['rest']; reader: Reader }) {
  const { t } = useTranslation()
  if (breaches.length === 0) return null
  const shown = (at: string) => formatMoment(Date.parse(at), reader)
  const words = ({ kind, user, days, starts_at, ends_at }: SchedulePreview['rest'][number]) =>
    t(kind === 'days_in_a_row' ? 'scheduleEditor.rest' : 'scheduleEditor.restAfterNight', {
      ...{ name: user.name, count: days ?? 0, from: shown(starts_at), to: shown(ends_at) },
    })
  const verdict = ({ is_refused, because, could_take: [relief] }: SchedulePreview['rest'][number]) => {
    if (!is_refused) return t(`scheduleEditor.restAllowed.${because ?? 'nobody_else'}`)
    return relief
      ? t('scheduleEditor.restRefused', {
          ...{ name: relief.user.name, from: shown(relief.starts_at), to: shown(relief.ends_at) },
        })
      : ''
  }
  return (
    <ul className={styles.rest} aria-label={t('scheduleEditor.restTitle')}>
      {breaches.slice(0, BREACHES_SHOWN).map((breach) => (
        <li key={`${breach.kind} ${breach.user.id} ${breach.starts_at}`}>
          {words(breach)} {verdict(breach)}
        </li>
      ))}
      {breaches.length > BREACHES_SHOWN && (
        <li>{t('scheduleEditor.changesMore', { count: breaches.length - BREACHES_SHOWN })}</li>
      )}
    </ul>
  )
}
