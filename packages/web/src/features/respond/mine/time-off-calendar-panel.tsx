import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../../api/when-done.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { notifyDone, notifyFailed } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { CalendarWarnings } from './calendar-warnings.tsx'
import styles from './mine.module.css'
import { useSpanWords } from './request-panels.tsx'
import {
  type TimeOffCalendar,
  timeOffCalendarQuery,
  useIgnoreTimeOff,
  useReadCalendar,
  useRemoveCalendar,
} from './time-off-calendar.query.ts'
import { TimeOffCalendarDialog } from './time-off-calendar-dialog.tsx'

/** The calendar that one's time off is read from: which one, how that goes, and what of it is ignored. */
export function TimeOffCalendarPanel() {
  const { t } = useTranslation()
  const { data: calendar } = useQuery(timeOffCalendarQuery)
  const [open, setOpen] = useState<'change' | 'remove'>()
  if (calendar === undefined) return null
  return (
    <Panel
      title={t('timeOffCalendar.title')}
      action={
        calendar === null && (
          <Button size="xs" variant="default" onClick={() => setOpen('change')}>
            {t('timeOffCalendar.set')}
          </Button>
        )
      }
    >
      {calendar === null ? (
        <p className={styles.none}>{t('timeOffCalendar.none')}</p>
      ) : (
        <div className={styles.form}>
          <State calendar={calendar} />
          {calendar.error !== null && <Failing calendar={calendar} error={calendar.error} />}
          <CalendarWarnings warnings={calendar.warnings} />
          <Ignored events={calendar.ignored} />
          <Tools onChange={() => setOpen('change')} onRemove={() => setOpen('remove')} />
        </div>
      )}
      {open === 'change' && <TimeOffCalendarDialog calendar={calendar} onClose={() => setOpen(undefined)} />}
      {open === 'remove' && <RemoveDialog onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}

function State({ calendar }: { calendar: TimeOffCalendar }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { host, read_at, next_read_at, counted, events, words, free_days } = calendar
  const list = new Intl.ListFormat(reader.locale, { type: 'disjunction' })
  const rule =
    events === 'all'
      ? t('timeOffCalendar.ruleAll')
      : words.length === 0
        ? t('timeOffCalendar.ruleMarked')
        : t('timeOffCalendar.ruleWords', { words: list.format(words.map((word) => `“${word}”`)) })
  return (
    <div className={styles.state}>
      <strong>{host}</strong>
      <span className={styles.sub}>{t('timeOffCalendar.counted', { count: counted })}</span>
      <span className={styles.sub}>
        {rule}
        {free_days && `; ${t('timeOffCalendar.ruleFreeDays')}`}
      </span>
      <span className={styles.sub}>
        {read_at === null ? (
          t('timeOffCalendar.neverRead')
        ) : (
          <>
            {t('timeOffCalendar.read')} <RelativeTime at={read_at} />
          </>
        )}
        {next_read_at !== null && calendar.error === null && (
          <>
            {' · '}
            {t('timeOffCalendar.next')} <RelativeTime at={next_read_at} />
          </>
        )}
      </span>
    </div>
  )
}

function Failing({
  calendar: { failing_since, next_read_at },
  error: { failure, status },
}: {
  calendar: TimeOffCalendar
  error: NonNullable<TimeOffCalendar['error']>
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const shown = (at: string) => formatMoment(Date.parse(at), reader)
  return (
    <Notice tone="warn" title={t('timeOffCalendar.failing')}>
      {t(`timeOffCalendar.failure.${failure}`)}
      {status !== null && ` (HTTP ${status})`}
      {failing_since !== null && next_read_at !== null && (
        <span className={styles.sub}>
          {t('timeOffCalendar.failingSince', { time: shown(failing_since), next: shown(next_read_at) })}
        </span>
      )}
    </Notice>
  )
}

function Ignored({ events }: { events: TimeOffCalendar['ignored'] }) {
  const { t } = useTranslation()
  const spanWords = useSpanWords()
  const restore = useIgnoreTimeOff()
  if (events.length === 0) return null
  return (
    <details className={styles.more}>
      <summary>{t('timeOffCalendar.ignoredTitle', { count: events.length })}</summary>
      <ul>
        {events.map((event) => (
          <li key={event.id}>
            {event.title || t('timeOffCalendar.untitled')} <span className={styles.sub}>{spanWords(event)}</span>
            <Button
              size="compact-xs"
              variant="light"
              loading={restore.isPending && restore.variables.id === event.id}
              onClick={() =>
                whenDone(restore.mutateAsync({ id: event.id, isIgnored: false }), {
                  onSuccess: () => notifyDone(t('timeOffCalendar.restored')),
                })
              }
            >
              {t('timeOffCalendar.restore')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  )
}

function Tools({ onChange, onRemove }: { onChange: () => void; onRemove: () => void }) {
  const { t } = useTranslation()
  const words = useErrorWords()
  const read = useReadCalendar()
  return (
    <div className={styles.tools}>
      <Button
        size="xs"
        variant="default"
        loading={read.isPending}
        onClick={() =>
          whenDone(read.mutateAsync(), {
            onSuccess: ({ calendar }) => {
              if (calendar?.error === null) notifyDone(t('timeOffCalendar.readDone'))
            },
            onError: (error) => notifyFailed(words(error)),
          })
        }
      >
        {t('timeOffCalendar.readNow')}
      </Button>
      <Button size="xs" variant="default" onClick={onChange}>
        {t('timeOffCalendar.change')}
      </Button>
      <Button size="xs" variant="default" onClick={onRemove}>
        {t('timeOffCalendar.remove')}
      </Button>
    </div>
  )
}

function RemoveDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const remove = useRemoveCalendar()
  return (
    <ConfirmDialog
      title={t('timeOffCalendar.removeTitle')}
      text={t('timeOffCalendar.removeText')}
      submitLabel={t('timeOffCalendar.remove')}
      onConfirm={() =>
        whenDone(remove.mutateAsync(), {
          onSuccess: () => {
            notifyDone(t('timeOffCalendar.removed'))
            onClose()
          },
        })
      }
      onClose={onClose}
      isPending={remove.isPending}
      error={remove.error}
    />
  )
}
