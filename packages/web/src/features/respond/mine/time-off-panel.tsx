import { Button, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { whenDone } from '../../../api/when-done.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import { WhenFields } from '../schedules/override-dialog.tsx'
import { newOverride, spanOfDraft } from '../schedules/override-draft.ts'
import type { CoverQuestion } from './cover-dialog.tsx'
import styles from './mine.module.css'
import { myTimeOffQuery, type TimeOff, useAddTimeOff, useDeleteTimeOff } from './my-on-call.query.ts'
import { useSpanWords } from './request-panels.tsx'
import { useIgnoreTimeOff } from './time-off-calendar.query.ts'

const DAY_MS = 86_400_000

/** When oneself is away, and the shifts that it concerns, each with a way to ask for cover. */
export function TimeOffPanel({ onAsk }: { onAsk: (question: CoverQuestion) => void }) {
  const { t } = useTranslation()
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(myTimeOffQuery)
  const all = data?.pages.flatMap((page) => page.items) ?? []
  const [isAdding, setIsAdding] = useState(false)
  return (
    <Panel
      title={t('myOnCall.timeOff')}
      count={hasNextPage ? undefined : all.length}
      isFlush={all.length > 0}
      action={
        <Button size="xs" variant="default" onClick={() => setIsAdding(true)}>
          {t('myOnCall.timeOffAdd')}
        </Button>
      }
    >
      {all.length === 0 && <p className={styles.none}>{t('myOnCall.timeOffNone')}</p>}
      <ul className={styles.list}>
        {all.map((away) => (
          <Away key={away.id} away={away} onAsk={onAsk} />
        ))}
      </ul>
      {hasNextPage && (
        <div className={styles.row}>
          <Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('common.loadMore')}
          </Button>
        </div>
      )}
      {isAdding && <TimeOffDialog onClose={() => setIsAdding(false)} />}
    </Panel>
  )
}

function Away({ away, onAsk }: { away: TimeOff; onAsk: (question: CoverQuestion) => void }) {
  const { t } = useTranslation()
  const spanWords = useSpanWords()
  const isRead = away.source !== null
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <strong>{spanWords(away)}</strong> {isRead && <Tag>{t('timeOffCalendar.from')}</Tag>}
        {away.note !== '' && <span className={styles.sub}>{away.note}</span>}
        {away.shifts.map((shift) => (
          <span key={`${shift.schedule.id} ${shift.starts_at}`} className={styles.sub}>
            {t('myOnCall.timeOffShift', { schedule: shift.schedule.name })} {spanWords(shift)}{' '}
            <Button
              size="compact-xs"
              variant="light"
              onClick={() =>
                onAsk({
                  schedule: shift.schedule,
                  startMs: Date.parse(shift.starts_at),
                  endMs: Date.parse(shift.ends_at),
                })
              }
            >
              {t('myOnCall.askCover')}
            </Button>
          </span>
        ))}
      </div>
      <div className={styles.tools}>{isRead ? <IgnoreButton id={away.id} /> : <DeleteButton id={away.id} />}</div>
    </li>
  )
}

function DeleteButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const drop = useDeleteTimeOff()
  return (
    <ConfirmButton
      size="xs"
      label={t('myOnCall.timeOffDelete')}
      question={t('myOnCall.timeOffSure')}
      onConfirm={() => drop.mutate(id)}
      loading={drop.isPending}
    />
  )
}

/** What a calendar says is not changed here; it can be let not count, and the panel below has it then. */
function IgnoreButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const ignore = useIgnoreTimeOff()
  return (
    <Button
      size="xs"
      variant="default"
      loading={ignore.isPending}
      onClick={() =>
        whenDone(ignore.mutateAsync({ id, isIgnored: true }), {
          onSuccess: () => notifyDone(t('timeOffCalendar.ignored')),
        })
      }
    >
      {t('timeOffCalendar.ignore')}
    </Button>
  )
}

function TimeOffDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { zone } = useReader()
  const now = useNow('quarter_minute')
  const add = useAddTimeOff()
  const [draft, setDraft] = useState(() => {
    const startMs = Math.ceil(now / DAY_MS) * DAY_MS
    return newOverride({ startMs, endMs: startMs + DAY_MS }, zone)
  })
  const [note, setNote] = useState('')
  const span = spanOfDraft(draft, zone)
  const submit = () => {
    if (!span) return
    const { fromMs, toMs } = span
    whenDone(
      add.mutateAsync({ starts_at: new Date(fromMs).toISOString(), ends_at: new Date(toMs).toISOString(), note }),
      {
        onSuccess: () => {
          notifyDone(t('myOnCall.timeOffAdded'))
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={t('myOnCall.timeOffAdd')}
      text={t('myOnCall.timeOffText')}
      submitLabel={t('myOnCall.timeOffAdd')}
      onSubmit={submit}
      onClose={onClose}
      isPending={add.isPending}
      isReady={span !== undefined}
      error={add.error}
    >
      <WhenFields
        draft={draft}
        zone={zone}
        onChange={(changed) => setDraft((before) => ({ ...before, ...changed }))}
        problems={fieldProblems(add.error)}
      />
      <TextInput
        label={t('myOnCall.timeOffNote')}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        maxLength={500}
      />
    </FormDialog>
  )
}
