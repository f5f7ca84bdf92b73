import { MultiSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { peopleQuery } from '../../people/people.query.ts'
import { sessionQuery } from '../../people/session.query.ts'
import { WhenFields } from '../schedules/override-dialog.tsx'
import { newOverride, spanOfDraft } from '../schedules/override-draft.ts'
import styles from './mine.module.css'
import { candidatesQuery, useAskForCover } from './my-on-call.query.ts'

export interface CoverQuestion {
  schedule: { id: string; name: string }
  startMs: number
  endMs: number
}

/** Asks others to take a span of one's own; the whole shift unless it is made shorter. */
export function CoverDialog({ question, onClose }: { question: CoverQuestion; onClose: () => void }) {
  const { t } = useTranslation()
  const { zone } = useReader()
  const { data: session } = useQuery(sessionQuery)
  const { data: people = [] } = useQuery(peopleQuery)
  const ask = useAskForCover()
  const [draft, setDraft] = useState(() => newOverride(question, zone))
  const [asked, setAsked] = useState<string[]>([])
  const [message, setMessage] = useState('')
  const span = spanOfDraft(draft, zone)
  const problems = fieldProblems(ask.error)
  const submit = () => {
    if (!span) return
    const { fromMs, toMs } = span
    const gives = {
      ...{ schedule: question.schedule.id, starts_at: new Date(fromMs).toISOString() },
      ends_at: new Date(toMs).toISOString(),
    }
    ask.mutate(
      { kind: 'cover', gives, asked, message },
      {
        onSuccess: () => {
          notifyDone(t('myOnCall.coverSent'))
          onClose()
        },
      },
    )
  }
  return (
    <FormDialog
      title={t('myOnCall.coverTitle', { name: question.schedule.name })}
      text={t('myOnCall.coverText')}
      submitLabel={t('myOnCall.coverSubmit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={ask.isPending}
      isReady={span !== undefined}
      error={ask.error}
    >
      <WhenFields
        draft={draft}
        zone={zone}
        onChange={(changed) => setDraft((before) => ({ ...before, ...changed }))}
        problems={problems.gives === undefined ? problems : { ...problems, starts_at: problems.gives }}
      />
      <MultiSelect
        label={t('myOnCall.whom')}
        description={t('myOnCall.whomText')}
        value={asked}
        onChange={setAsked}
        data={people
          .filter(({ id, is_active }) => is_active && id !== session?.user.id)
          .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))}
        error={problems.asked}
        searchable
        clearable
        nothingFoundMessage={t('people.noMatch')}
      />
      {span && asked.length === 0 && <Candidates schedule={question.schedule.id} span={span} />}
      <Textarea
        label={t('myOnCall.message')}
        value={message}
        onChange={(event) => setMessage(event.currentTarget.value)}
        maxLength={1_000}
        autosize
        minRows={2}
        maxRows={6}
      />
    </FormDialog>
  )
}

function Candidates({ schedule, span }: { schedule: string; span: { fromMs: number; toMs: number } }) {
  const { t } = useTranslation()
  const { data } = useQuery(candidatesQuery(schedule, span))
  if (!data) return null
  return (
    <p className={styles.hint}>
      {data.length === 0
        ? t('myOnCall.candidatesNone')
        : t('myOnCall.candidates', { people: data.map(({ name }) => name).join(', ') })}
    </p>
  )
}
