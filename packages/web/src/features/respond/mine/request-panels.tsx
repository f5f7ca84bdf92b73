import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../../api/api-error.ts'
import { whenDone } from '../../../api/when-done.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { notifyDone, notifyFailed } from '../../../ui/notify.ts'
import { useErrorWords } from '../../../ui/page-states.tsx'
import { Panel } from '../../../ui/panel.tsx'
import { Tag, type Tone } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { formatMoment } from '../../../ui/time/wall-clock.ts'
import { sessionQuery } from '../../people/session.query.ts'
import styles from './mine.module.css'
import { myRequestsQuery, type ShiftRequest, useAnswerRequest } from './my-on-call.query.ts'

const TONES: Record<ShiftRequest['state'], Tone> = {
  ...{ open: 'accent', accepted: 'ok', declined: 'warn', withdrawn: 'plain', expired: 'warn' },
}
const SHOWN = 10

/** What others ask of oneself, and what oneself asked of others. */
export function RequestPanels() {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  const { data: requests = [] } = useQuery(myRequestsQuery)
  const own = session?.user.id
  const mine = requests.filter(({ requester }) => requester.id === own).slice(0, SHOWN)
  const toMe = requests.filter(
    ({ requester, state, declined }) =>
      requester.id !== own && state === 'open' && !declined.some(({ user }) => user.id === own),
  )
  return (
    <>
      <Panel title={t('myOnCall.requestsToMe')} count={toMe.length} isFlush={toMe.length > 0}>
        {toMe.length === 0 && <p className={styles.none}>{t('myOnCall.requestsToMeNone')}</p>}
        <ul className={styles.list}>
          {toMe.map((request) => (
            <RequestToMe key={request.id} request={request} />
          ))}
        </ul>
      </Panel>
      <Panel title={t('myOnCall.requestsMine')} count={mine.length} isFlush={mine.length > 0}>
        {mine.length === 0 && <p className={styles.none}>{t('myOnCall.requestsMineNone')}</p>}
        <ul className={styles.list}>
          {mine.map((request) => (
            <OwnRequest key={request.id} request={request} />
          ))}
        </ul>
      </Panel>
    </>
  )
}

type Span = Pick<ShiftRequest['gives'], 'starts_at' | 'ends_at'>

/** Words for a span on the reader's clock. */
export function useSpanWords(): (span: Span) => string {
  const { t } = useTranslation()
  const reader = useReader()
  const shown = (at: string) => formatMoment(Date.parse(at), reader)
  return ({ starts_at, ends_at }) => t('myOnCall.span', { from: shown(starts_at), to: shown(ends_at) })
}

function useAnswering(request: ShiftRequest) {
  const { t } = useTranslation()
  const words = useErrorWords()
  const answer = useAnswerRequest()
  const problemsOf = (error: unknown) => [...new Set(Object.values(fieldProblems(error)))]
  /** Reasons stay in the row as well, as long as the request does. */
  const send = (what: 'accept' | 'decline' | 'withdraw', done: string) =>
    whenDone(answer.mutateAsync({ id: request.id, answer: what }), {
      onSuccess: () => notifyDone(done),
      onError: (error) => {
        const said = words(error)
        notifyFailed({ ...said, text: problemsOf(error).join(' ') || said.text })
      },
    })
  return {
    isPending: answer.isPending,
    problems: problemsOf(answer.error),
    accept: () => send('accept', t('myOnCall.accepted')),
    decline: () => send('decline', t('myOnCall.declined')),
    withdraw: () => send('withdraw', t('myOnCall.withdrawn')),
  }
}

function RequestToMe({ request }: { request: ShiftRequest }) {
  const { t } = useTranslation()
  const reader = useReader()
  const spanWords = useSpanWords()
  const { accept, decline, isPending, problems } = useAnswering(request)
  const { data: session } = useQuery(sessionQuery)
  const { requester, gives, takes, message, expires_at, checks } = request
  const check = checks.find(({ user }) => user.id === session?.user.id)
  const reasons = [...new Set([...(check?.problems ?? []), ...problems])]
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <strong>{t(takes ? 'myOnCall.asksSwap' : 'myOnCall.asks', { who: requester.name })}</strong>
        <span className={styles.sub}>
          {gives.schedule.name} · {spanWords(gives)}
        </span>
        {takes && (
          <span className={styles.sub}>
            {t('myOnCall.inReturn', { span: spanWords(takes), schedule: takes.schedule.name })}
          </span>
        )}
        {message !== '' && <span className={styles.sub}>{message}</span>}
        <span className={styles.sub}>
          {t('myOnCall.expires', { time: formatMoment(Date.parse(expires_at), reader) })}
        </span>
        {check?.is_away && <span className={styles.sub}>{t('myOnCall.youAreAway')}</span>}
        {reasons.map((problem) => (
          <span key={problem} className={`${styles.sub} ${styles.gap}`}>
            {t('myOnCall.refused', { problem })}
          </span>
        ))}
      </div>
      <div className={styles.tools}>
        <Button size="xs" variant="default" disabled={isPending} onClick={decline}>
          {t('myOnCall.decline')}
        </Button>
        <ConfirmButton
          size="xs"
          variant="filled"
          label={t('myOnCall.accept')}
          question={t('myOnCall.acceptSure')}
          onConfirm={accept}
          disabled={isPending || check?.can_accept === false}
        />
      </div>
    </li>
  )
}

function OwnRequest({ request }: { request: ShiftRequest }) {
  const { t } = useTranslation()
  const spanWords = useSpanWords()
  const { withdraw, isPending } = useAnswering(request)
  const { gives, takes, asked, declined, state, decided_by, checks } = request
  const names = (people: readonly { name: string }[]) => people.map(({ name }) => name).join(', ')
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <strong>{gives.schedule.name}</strong> <Tag tone={TONES[state]}>{t(`myOnCall.states.${state}`)}</Tag>
        <span className={styles.sub}>{spanWords(gives)}</span>
        {takes && (
          <span className={styles.sub}>
            {t('myOnCall.inReturnMine', { span: spanWords(takes), schedule: takes.schedule.name })}
          </span>
        )}
        {state === 'open' && <span className={styles.sub}>{t('myOnCall.asked', { people: names(asked) })}</span>}
        {state === 'open' &&
          checks
            .filter(({ can_accept, is_away }) => !can_accept || is_away)
            .map((check) => (
              <span key={check.user.id} className={`${styles.sub} ${styles.gap}`}>
                {check.can_accept
                  ? t('myOnCall.isAway', { name: check.user.name })
                  : t('myOnCall.cannot', { name: check.user.name, problem: check.problems.join(' ') })}
              </span>
            ))}
        {declined.length > 0 && (
          <span className={styles.sub}>
            {t('myOnCall.saidNo', { people: names(declined.map(({ user }) => user)) })}
          </span>
        )}
        {state === 'accepted' && decided_by && (
          <span className={styles.sub}>{t('myOnCall.takenBy', { who: decided_by.name })}</span>
        )}
      </div>
      {state === 'open' && (
        <div className={styles.tools}>
          <Button size="xs" variant="default" loading={isPending} onClick={withdraw}>
            {t('myOnCall.withdraw')}
          </Button>
        </div>
      )}
    </li>
  )
}
