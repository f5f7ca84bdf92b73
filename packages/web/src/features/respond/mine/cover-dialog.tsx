import { MultiSelect, Textarea } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { whenDone } from '../../../api/when-done.ts'
import { ChoiceField } from '../../../ui/choice-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { notifyDone } from '../../../ui/notify.ts'
import { useReader } from '../../../ui/time/reader.ts'
import { peopleQuery } from '../../people/people.query.ts'
import { sessionQuery } from '../../people/session.query.ts'
import { WhenFields } from '../schedules/override-dialog.tsx'
import { newOverride, spanOfDraft } from '../schedules/override-draft.ts'
import styles from './mine.module.css'
import { candidatesQuery, type RequestBody, requestChecksQuery, useAskForCover } from './my-on-call.query.ts'
import { type SwapDraft, SwapFields } from './swap-fields.tsx'

export interface CoverQuestion {
  schedule: { id: string; name: string }
  startMs: number
  endMs: number
  kind?: RequestBody['kind']
}

/** Asks others to take a span of one's own, or one person to swap; the whole shift unless it is made shorter. */
export function CoverDialog({ question, onClose }: { question: CoverQuestion; onClose: () => void }) {
  const { t } = useTranslation()
  const { zone } = useReader()
  const { data: session } = useQuery(sessionQuery)
  const { data: people = [] } = useQuery(peopleQuery)
  const ask = useAskForCover()
  const [kind, setKind] = useState<RequestBody['kind']>(question.kind ?? 'cover')
  const [draft, setDraft] = useState(() => newOverride(question, zone))
  const [swap, setSwap] = useState<SwapDraft>({ partner: null, takes: null })
  const [asked, setAsked] = useState<string[]>([])
  const [message, setMessage] = useState('')
  const span = spanOfDraft(draft, zone)
  const problems = fieldProblems(ask.error)
  const body = span && bodyOf({ kind, schedule: question.schedule.id, span, asked, swap, message })
  const submit = () =>
    body &&
    whenDone(ask.mutateAsync(body), {
      onSuccess: () => {
        notifyDone(t(kind === 'swap' ? 'myOnCall.swapSent' : 'myOnCall.coverSent'))
        onClose()
      },
    })
  const givesProblem = Object.entries(problems).find(([field]) => field.startsWith('gives'))?.[1]
  return (
    <FormDialog
      title={t(kind === 'swap' ? 'myOnCall.swapTitle' : 'myOnCall.coverTitle', { name: question.schedule.name })}
      text={t(kind === 'swap' ? 'myOnCall.swapText' : 'myOnCall.coverText')}
      submitLabel={t('myOnCall.coverSubmit')}
      onSubmit={submit}
      onClose={onClose}
      isPending={ask.isPending}
      isReady={body !== undefined}
      error={ask.error}
    >
      <ChoiceField
        label={t('myOnCall.kind')}
        value={kind}
        choices={[
          { value: 'cover', label: t('myOnCall.kinds.cover') },
          { value: 'swap', label: t('myOnCall.kinds.swap') },
        ]}
        onChange={(next) => {
          setKind(next)
          ask.reset()
        }}
      />
      <WhenFields
        draft={draft}
        zone={zone}
        onChange={(changed) => setDraft((before) => ({ ...before, ...changed }))}
        problems={givesProblem === undefined ? problems : { ...problems, starts_at: givesProblem }}
      />
      {kind === 'swap' && <SwapFields draft={swap} own={session?.user.id} problems={problems} onChange={setSwap} />}
      {kind === 'cover' && (
        <MultiSelect
          label={t('myOnCall.whom')}
          description={t('myOnCall.whomText')}
          value={asked}
          onChange={setAsked}
          data={people
            .filter(({ id, is_active }) => is_active && id !== session?.user.id)
            .map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))}
          error={Object.entries(problems).find(([field]) => field.startsWith('asked'))?.[1]}
          searchable
          clearable
          nothingFoundMessage={t('people.noMatch')}
        />
      )}
      {kind === 'cover' && span && asked.length === 0 && <Candidates schedule={question.schedule.id} span={span} />}
      {body && <Checks body={body} />}
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

/** Undefined while something is missing. */
function bodyOf({
  kind,
  schedule,
  span,
  asked,
  swap,
  message,
}: {
  kind: RequestBody['kind']
  schedule: string
  span: { fromMs: number; toMs: number }
  asked: string[]
  swap: SwapDraft
  message: string
}): RequestBody | undefined {
  const [starts_at, ends_at] = [new Date(span.fromMs).toISOString(), new Date(span.toMs).toISOString()]
  const gives = { schedule, starts_at, ends_at }
  if (kind === 'cover') return { kind, gives, asked, message }
  if (swap.partner === null || swap.takes === null) return undefined
  return { kind, gives, takes: swap.takes, asked: [swap.partner], message }
}

/** Before anybody is asked: who of them could not accept, and why; the message is no part of that. */
function Checks({ body }: { body: RequestBody }) {
  const { t } = useTranslation()
  const { data = [] } = useQuery(requestChecksQuery({ ...body, message: '' }))
  const shown = data.filter(({ can_accept, is_away }) => !can_accept || is_away)
  if (shown.length === 0) return null
  return (
    <ul className={styles.checks} aria-live="polite">
      {shown.map(({ user, can_accept, problems }) => (
        <li key={user.id}>
          {can_accept
            ? t('myOnCall.isAway', { name: user.name })
            : t('myOnCall.cannot', { name: user.name, problem: problems.join(' ') })}
        </li>
      ))}
    </ul>
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
