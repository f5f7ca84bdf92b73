import { Switch, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { whenDone } from '../../../api/when-done.ts'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatDay, formatMoment } from '../../../ui/time/wall-clock.ts'
import { CalendarWarnings } from './calendar-warnings.tsx'
import styles from './mine.module.css'
import {
  type CalendarPreview,
  type CalendarRules,
  type TimeOffCalendar,
  usePreviewCalendar,
  useSaveCalendar,
} from './time-off-calendar.query.ts'

interface Draft {
  url: string
  events: 'out_of_office' | 'all'
  words: string[]
  freeDays: boolean
}

/** The address and what counts. What it would find is shown first; then it can be saved. */
export function TimeOffCalendarDialog({
  calendar,
  onClose,
}: {
  calendar: TimeOffCalendar | null
  onClose: () => void
}) {
  const { t } = useTranslation()
  const preview = usePreviewCalendar()
  const save = useSaveCalendar()
  const [draft, setDraft] = useState<Draft>(() => ({
    ...{ url: '', events: calendar?.events ?? 'out_of_office', words: calendar?.words ?? [] },
    freeDays: calendar?.free_days ?? false,
  }))
  const body = bodyOf(draft)
  // What is shown is of the fields as they are, or of none.
  const isSeen = preview.data !== undefined && JSON.stringify(preview.variables) === JSON.stringify(body)
  const seen = isSeen ? preview.data : undefined
  const canSave = seen !== undefined && seen.error === null
  const submit = () => {
    if (!canSave) {
      preview.mutate(body)
      return
    }
    whenDone(save.mutateAsync(body), {
      onSuccess: () => {
        notifyDone(t('timeOffCalendar.saved'))
        onClose()
      },
    })
  }
  const error = save.error ?? (preview.isError && !isFieldError(preview.error) ? preview.error : null)
  return (
    <FormDialog
      title={t('timeOffCalendar.dialogTitle')}
      text={t('timeOffCalendar.dialogText')}
      submitLabel={t(canSave ? 'timeOffCalendar.save' : seen ? 'timeOffCalendar.lookAgain' : 'timeOffCalendar.look')}
      onSubmit={submit}
      onClose={onClose}
      isPending={preview.isPending || save.isPending}
      isReady={draft.url.trim() !== '' || calendar !== null}
      error={error}
    >
      <Fields
        draft={draft}
        keptHost={calendar?.host}
        problems={{ ...fieldProblems(preview.error), ...fieldProblems(save.error) }}
        onChange={(changed) => setDraft((before) => ({ ...before, ...changed }))}
      />
      {seen && <Seen preview={seen} />}
    </FormDialog>
  )
}

function bodyOf({ url, events, words, freeDays }: Draft): CalendarRules {
  return {
    ...(url.trim() !== '' && { url: url.trim() }),
    ...{ events, words: events === 'all' ? [] : words, free_days: freeDays },
  }
}

function isFieldError(error: unknown): boolean {
  return Object.keys(fieldProblems(error)).length > 0
}

function Fields({
  draft,
  keptHost,
  problems,
  onChange,
}: {
  draft: Draft
  /** Of the address that is there already. */
  keptHost: string | undefined
  problems: Record<string, string>
  onChange: (changed: Partial<Draft>) => void
}) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('timeOffCalendar.address')}
        description={t('timeOffCalendar.addressText')}
        placeholder={
          keptHost === undefined
            ? t('timeOffCalendar.addressExample')
            : t('timeOffCalendar.addressKept', { host: keptHost })
        }
        value={draft.url}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
        error={problems.url}
        autoComplete="off"
        spellCheck={false}
        maxLength={2_000}
        data-autofocus
      />
      <div className={styles.about}>
        <ChoiceField
          label={t('timeOffCalendar.events')}
          value={draft.events}
          choices={[
            { value: 'out_of_office', label: t('timeOffCalendar.eventChoices.out_of_office') },
            { value: 'all', label: t('timeOffCalendar.eventChoices.all') },
          ]}
          onChange={(events) => onChange({ events })}
        />
        <p className={styles.hint}>{t(`timeOffCalendar.eventsText.${draft.events}`)}</p>
      </div>
      {draft.events === 'out_of_office' && (
        <TagsInput
          label={t('timeOffCalendar.words')}
          placeholder={draft.words.length === 0 ? t('timeOffCalendar.wordsExample') : ''}
          value={draft.words}
          onChange={(words) => onChange({ words })}
          splitChars={[',', '、', ';']}
          maxTags={50}
          acceptValueOnBlur
          error={Object.entries(problems).find(([field]) => field.startsWith('words'))?.[1]}
        />
      )}
      <Switch
        label={t('timeOffCalendar.freeDays')}
        description={t('timeOffCalendar.freeDaysText')}
        checked={draft.freeDays}
        onChange={(event) => onChange({ freeDays: event.currentTarget.checked })}
      />
    </>
  )
}

function Seen({ preview }: { preview: CalendarPreview }) {
  const { t } = useTranslation()
  const { error, counted, counted_more, left_out, left_out_more, warnings } = preview
  if (error)
    return (
      <Notice tone="warn" title={t('timeOffCalendar.failing')}>
        {t(`timeOffCalendar.failure.${error.failure}`)}
        {error.status !== null && ` (HTTP ${error.status})`}
      </Notice>
    )
  const found = counted.length + counted_more
  const leftOut = left_out.length + left_out_more
  return (
    <section className={styles.seen} aria-live="polite" aria-label={t('timeOffCalendar.found', { count: found })}>
      <strong>{t('timeOffCalendar.found', { count: found })}</strong>
      {found === 0 && leftOut > 0 && <p className={styles.hint}>{t('timeOffCalendar.foundNone')}</p>}
      <Events events={counted} more={counted_more} />
      {leftOut > 0 && (
        <details className={styles.more} open={found === 0}>
          <summary>{t('timeOffCalendar.leftOut', { count: leftOut })}</summary>
          <Events events={left_out} more={left_out_more} />
        </details>
      )}
      <CalendarWarnings warnings={warnings} />
    </section>
  )
}

type SeenEvent = CalendarPreview['counted'][number] & Partial<CalendarPreview['left_out'][number]>

const DAY_MS = 86_400_000
const SHOWN = 10

function Events({ events, more }: { events: readonly SeenEvent[]; more: number }) {
  const { t } = useTranslation()
  const reader = useReader()
  const spanOf = ({ starts_at, ends_at, is_all_day }: SeenEvent) => {
    const [from, to] = [Date.parse(starts_at), Date.parse(ends_at)]
    const shown = (at: number) => (is_all_day ? formatDay(at, reader) : formatMoment(at, reader))
    // A whole day ends where the next begins; what people call its last day is the one before.
    const last = is_all_day ? to - 1 : to
    return is_all_day && to - from <= DAY_MS + 3_600_000
      ? shown(from)
      : t('myOnCall.span', { from: shown(from), to: shown(last) })
  }
  if (events.length === 0) return null
  const left = Math.max(0, events.length - SHOWN) + more
  return (
    <ul className={styles.events}>
      {events.slice(0, SHOWN).map((event) => (
        <li key={`${event.starts_at} ${event.ends_at} ${event.title}`}>
          {event.title || t('timeOffCalendar.untitled')}{' '}
          {event.because !== undefined && <Tag>{t(`timeOffCalendar.because.${event.because}`)}</Tag>}
          <span className={styles.sub}>{spanOf(event)}</span>
        </li>
      ))}
      {left > 0 && <li className={styles.hint}>{t('timeOffCalendar.more', { count: left })}</li>}
    </ul>
  )
}
