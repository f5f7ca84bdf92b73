import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { formatLength } from '../../../ui/time/elapsed.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment, formatZone } from '../../../ui/time/wall-clock.ts'
import { sessionQuery } from '../../people/session.query.ts'
import { bodyOfOverride, newOverride, OVERRIDE_MODES, type OverrideDraft, spanOfDraft } from './override-draft.ts'
import { OnePerson } from './people-select.tsx'
import styles from './schedule-dialogs.module.css'
import { finalQuery } from './schedules.query.ts'
import { type Piece, piecesOf, type Span } from './timeline/pieces.ts'
import { useOverriding } from './use-overriding.ts'

const SHOWN = 4

export interface OverrideQuestion {
  span: Span
  more?: Partial<OverrideDraft>
}

/** Takes a span of time out of the usual run. Everything that the mouse can do on the timeline is typed here. */
export function OverrideDialog({
  schedule,
  zone,
  question,
  onClose,
}: {
  schedule: { id: string; name: string }
  zone: string
  question: OverrideQuestion
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const { make, isPending, error } = useOverriding(schedule.id)
  const [draft, setDraft] = useState(() => newOverride(question.span, zone, question.more))
  const change = (changed: Partial<OverrideDraft>) => setDraft((before) => ({ ...before, ...changed }))
  const body = bodyOfOverride(draft, zone)
  const problems = fieldProblems(error)
  const own = session?.user.id
  return (
    <FormDialog
      title={t('scheduleOverride.title', { name: schedule.name })}
      submitLabel={t('scheduleOverride.submit')}
      onSubmit={() => body && make(body, onClose)}
      onClose={onClose}
      isPending={isPending}
      isReady={body !== undefined}
      error={error}
    >
      <ChoiceField
        label={t('scheduleOverride.mode')}
        value={draft.mode}
        choices={OVERRIDE_MODES.map((value) => ({ value, label: t(`scheduleOverride.modes.${value}`) }))}
        onChange={(mode) => change({ mode })}
      />
      <p className={styles.text}>{t(`scheduleOverride.modeText.${draft.mode}`)}</p>
      <WhenFields draft={draft} zone={zone} onChange={change} problems={problems} />
      <OnThen schedule={schedule.id} draft={draft} zone={zone} />
      {draft.mode !== 'remove' && (
        <OnePerson
          label={t(draft.mode === 'add' ? 'scheduleOverride.addToo' : 'scheduleOverride.add')}
          value={draft.add}
          own={own}
          isFirst
          error={problems.add}
          onChange={(add) => change({ add })}
        />
      )}
      {draft.mode !== 'add' && (
        <OnePerson
          label={t(draft.mode === 'remove' ? 'scheduleOverride.remove' : 'scheduleOverride.replaced')}
          value={draft.remove}
          own={own}
          isFirst={draft.mode === 'remove'}
          error={problems.remove}
          {...(draft.mode === 'replace' && { everybody: t('scheduleOverride.everybody') })}
          onChange={(remove) => change({ remove })}
        />
      )}
    </FormDialog>
  )
}

/** From when to when, by the clock that is named below. */
export function WhenFields({
  draft,
  zone,
  onChange,
  problems,
}: {
  draft: Pick<OverrideDraft, 'startsAt' | 'endsAt'>
  zone: string
  onChange: (changed: { startsAt?: string; endsAt?: string }) => void
  problems: Record<string, string>
}) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const span = spanOfDraft(draft, zone)
  const isBackwards = !span && draft.startsAt !== '' && draft.endsAt !== ''
  return (
    <div>
      <div className={styles.pair}>
        <TextInput
          type="datetime-local"
          label={t('scheduleOverride.starts')}
          value={draft.startsAt}
          onChange={(event) => onChange({ startsAt: event.currentTarget.value })}
          error={problems.starts_at}
          required
          withAsterisk={false}
        />
        <TextInput
          type="datetime-local"
          label={t('scheduleOverride.ends')}
          value={draft.endsAt}
          onChange={(event) => onChange({ endsAt: event.currentTarget.value })}
          error={problems.ends_at ?? (isBackwards && t('scheduleOverride.wrongOrder'))}
          required
          withAsterisk={false}
        />
      </div>
      <p className={styles.hint}>
        {t('scheduleOverride.zone', { zone: formatZone(span?.fromMs ?? 0, reader) })}{' '}
        {span && formatLength(span.toMs - span.fromMs, reader.locale)}
      </p>
    </div>
  )
}

/** Who is on call in the span as it is: whoever overrides sees whom they relieve. */
function OnThen({ schedule, draft, zone }: { schedule: string; draft: OverrideDraft; zone: string }) {
  const { t } = useTranslation()
  const reader = { ...useReader(), zone }
  const span = spanOfDraft(draft, zone)
  const { data } = useQuery({ ...finalQuery(schedule, span ?? { fromMs: 0, toMs: 1 }), enabled: span !== undefined })
  if (!span || !data) return null
  const pieces = piecesOf(data, { startMs: span.fromMs, endMs: span.toMs })
  const words = ({ people }: Piece) =>
    people.length === 0 ? t('schedule.nobody') : people.map(({ user }) => user.name).join(', ')
  return (
    <div className={styles.then}>
      <p className={styles.hint}>{t('scheduleOverride.now')}</p>
      <ul className={styles.thenList}>
        {pieces.slice(0, SHOWN).map((piece) => (
          <li key={piece.startMs} data-gap={piece.people.length === 0 || undefined}>
            <strong>{words(piece)}</strong>
            {pieces.length > 1 && <span> {t('schedule.nextAt', { time: formatMoment(piece.startMs, reader) })}</span>}
          </li>
        ))}
        {pieces.length > SHOWN && <li>{t('scheduleTimeline.gapsMore', { count: pieces.length - SHOWN })}</li>}
      </ul>
    </div>
  )
}
