import { Button, NumberInput, Switch, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../../api/when-done.ts'
import { notifyDone } from '../../../ui/notify.ts'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { useNow } from '../../../ui/time/use-now.ts'
import { formatMoment, formatZone } from '../../../ui/time/wall-clock.ts'
import { CalendarFeedButton } from '../../people/calendar-feed-button.tsx'
import { sessionQuery, usePermission } from '../../people/session.query.ts'
import { type OwnShift, ownShifts, startOfDay } from '../calendar.ts'
import { shiftsQuery } from '../on-call.query.ts'
import { OnCallTabs } from '../on-call-tabs.tsx'
import { CoverDialog, type CoverQuestion } from './cover-dialog.tsx'
import styles from './mine.module.css'
import { handoverQuery, type ShiftLetters, shiftLettersQuery, useSaveLetters, useSaveNote } from './my-on-call.query.ts'
import { RequestPanels } from './request-panels.tsx'
import { TimeOffCalendarPanel } from './time-off-calendar-panel.tsx'
import { TimeOffPanel } from './time-off-panel.tsx'
import '../schedules/schedule-texts.ts'
import './my-on-call-texts.ts'

const DAY_MS = 86_400_000
const AHEAD_DAYS = 45
const SHOWN = 20

/** Everything that somebody arranges about their own shifts. */
export function MyOnCallPage() {
  const { t } = useTranslation()
  const mayAsk = usePermission('schedule.override')
  const shifts = useOwnShifts()
  const now = useNow('quarter_minute')
  const [question, setQuestion] = useState<CoverQuestion>()
  const running = shifts.filter(({ startMs }) => startMs <= now)
  const schedules = new Map(running.map(({ schedule }) => [schedule.id, schedule]))
  return (
    <>
      <PageHeader title={t('nav.onCall')} />
      <OnCallTabs />
      <PageBody>
        <div className={styles.columns}>
          <div className={styles.column}>
            <OwnShifts shifts={shifts} now={now} onAsk={mayAsk ? setQuestion : undefined} />
            <RequestPanels />
          </div>
          <div className={styles.column}>
            {mayAsk && [...schedules.values()].map((each) => <NotePanel key={each.id} schedule={each} />)}
            <TimeOffPanel onAsk={setQuestion} />
            <TimeOffCalendarPanel />
            <LettersPanel />
          </div>
        </div>
      </PageBody>
      {question && <CoverDialog question={question} onClose={() => setQuestion(undefined)} />}
    </>
  )
}

function useOwnShifts(): OwnShift[] {
  const { zone } = useReader()
  const now = useNow('quarter_minute')
  const { data: session } = useQuery(sessionQuery)
  const fromMs = startOfDay(now, zone)
  const toMs = fromMs + AHEAD_DAYS * DAY_MS
  const user = session?.user.id ?? ''
  const { data = [] } = useQuery({ ...shiftsQuery({ fromMs, toMs, user }), enabled: user !== '' })
  return ownShifts(data, toMs).filter(({ endMs }) => endMs === null || endMs > now)
}

function OwnShifts({
  shifts,
  now,
  onAsk,
}: {
  shifts: readonly OwnShift[]
  now: number
  onAsk: ((question: CoverQuestion) => void) | undefined
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const ask = ({ schedule, startMs, endMs }: OwnShift, kind: 'cover' | 'swap') =>
    onAsk?.({
      kind,
      schedule,
      startMs: Math.max(startMs, Math.floor(now / 60_000) * 60_000),
      endMs: endMs ?? startMs + DAY_MS,
    })
  return (
    <Panel
      title={t('calendar.mine')}
      count={shifts.length}
      isFlush={shifts.length > 0}
      action={<CalendarFeedButton schedule={null} />}
    >
      {shifts.length === 0 && <p className={styles.none}>{t('myOnCall.noneShifts')}</p>}
      <ul className={styles.list}>
        {shifts.slice(0, SHOWN).map((shift) => (
          <li key={`${shift.schedule.id} ${shift.startMs}`} className={styles.row}>
            <div className={styles.words}>
              <strong>{shift.schedule.name}</strong>{' '}
              {shift.startMs <= now && <Tag tone="accent">{t('calendar.running')}</Tag>}
              <span className={styles.sub}>
                {shift.endMs === null
                  ? t('calendar.from', { from: formatMoment(shift.startMs, reader) })
                  : t('calendar.span', {
                      from: formatMoment(shift.startMs, reader),
                      to: formatMoment(shift.endMs, reader),
                    })}{' '}
                {formatZone(shift.startMs, reader)}
              </span>
            </div>
            {onAsk && (
              <div className={styles.tools}>
                <Button size="xs" variant="default" onClick={() => ask(shift, 'cover')}>
                  {t('myOnCall.askCover')}
                </Button>
                <Button size="xs" variant="default" onClick={() => ask(shift, 'swap')}>
                  {t('myOnCall.askSwap')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What oneself leaves to whoever comes next. */
function NotePanel({ schedule }: { schedule: { id: string; name: string } }) {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const { data } = useQuery(handoverQuery(schedule.id))
  const save = useSaveNote(schedule.id)
  const [typed, setTyped] = useState<string>()
  const known = data?.notes.find(({ user }) => user.id === session?.user.id)?.text ?? ''
  const text = typed ?? known
  const onSave = () =>
    whenDone(save.mutateAsync(text), {
      onSuccess: () => {
        notifyDone(t('myOnCall.notesSaved'))
        setTyped(undefined)
      },
    })
  return (
    <Panel title={t('myOnCall.notesOf', { name: schedule.name })}>
      <div className={styles.form}>
        <Textarea
          aria-label={t('myOnCall.notesOf', { name: schedule.name })}
          description={t('myOnCall.notesText')}
          value={text}
          onChange={(event) => setTyped(event.currentTarget.value)}
          maxLength={4_000}
          autosize
          minRows={2}
          maxRows={10}
        />
        {data && data.open.length > 0 && (
          <p className={styles.hint}>{t('myOnCall.notesOpen', { count: data.open.length })}</p>
        )}
        <div className={styles.buttons}>
          <Button size="xs" onClick={onSave} loading={save.isPending} disabled={typed === undefined || typed === known}>
            {t('myOnCall.notesSave')}
          </Button>
        </div>
      </div>
    </Panel>
  )
}

const LETTERS = ['shift_start', 'shift_end', 'shift_moved', 'handover', 'week_ahead', 'coverage', 'time_off'] as const

function LettersPanel() {
  const { t } = useTranslation()
  const { data } = useQuery(shiftLettersQuery)
  const save = useSaveLetters()
  if (!data) return null
  const change = (changed: Partial<ShiftLetters>) => save.mutate({ ...data, ...changed })
  const shown = save.isPending && save.variables ? save.variables : data
  return (
    <Panel title={t('myOnCall.letters')}>
      <div className={styles.form}>
        {LETTERS.map((kind) => (
          <Switch
            key={kind}
            label={t(`myOnCall.letter.${kind}`)}
            checked={shown[kind]}
            onChange={(event) => change({ [kind]: event.currentTarget.checked })}
          />
        ))}
        {shown.shift_start && (
          <NumberInput
            label={t('myOnCall.startMinutes')}
            value={shown.shift_start_minutes}
            min={0}
            max={1_440}
            allowDecimal={false}
            maw={220}
            onBlur={(event) => {
              const minutes = Number(event.currentTarget.value)
              if (Number.isInteger(minutes) && minutes !== data.shift_start_minutes && minutes <= 1_440)
                change({ shift_start_minutes: minutes })
            }}
          />
        )}
      </div>
    </Panel>
  )
}
