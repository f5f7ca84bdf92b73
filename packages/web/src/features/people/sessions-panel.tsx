import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatMoment } from '../../ui/time/wall-clock.ts'
import {
  type AccessEvent,
  type OwnSession,
  ownAccessQuery,
  ownSessionsQuery,
  useEndOtherSessions,
  useEndSession,
} from './sessions.query.ts'
import styles from './sessions-panel.module.css'
import { useDeviceWords } from './use-device-words.ts'

/** Where one is signed in, each with a way to end it, and how one came in lately: also who tried and was not let in. */
export function SessionsPanel() {
  const { t } = useTranslation()
  const { data: sessions = [] } = useQuery(ownSessionsQuery)
  const wordsOf = useErrorWords()
  const endOthers = useEndOtherSessions()
  const others = sessions.filter(({ is_current }) => !is_current).length
  return (
    <>
      <Panel
        title={t('access.sessions')}
        isFlush
        action={
          others > 0 && (
            <ConfirmButton
              size="compact-xs"
              label={t('access.endOthers')}
              question={t('access.endOthersQuestion', { count: others })}
              loading={endOthers.isPending}
              onConfirm={() =>
                whenDone(endOthers.mutateAsync(), {
                  onSuccess: () => notifyDone(t('access.othersEnded')),
                  onError: (error) => notifyFailed(wordsOf(error)),
                })
              }
            />
          )
        }
      >
        <ul className={styles.list}>
          {sessions
            .toSorted((a, b) => Number(b.is_current) - Number(a.is_current))
            .map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
        </ul>
      </Panel>
      <AccessHistory />
    </>
  )
}

function SessionRow({
  session: { id, is_current, agent, address, signed_in_at, last_used_at },
}: {
  session: OwnSession
}) {
  const { t } = useTranslation()
  const reader = useReader()
  const deviceWords = useDeviceWords()
  const wordsOf = useErrorWords()
  const end = useEndSession()
  return (
    <li className={styles.row}>
      <span className={styles.main}>
        <span className={styles.device} title={agent}>
          {deviceWords(agent)} {is_current && <Tag tone="ok">{t('access.current')}</Tag>}
        </span>
        <span className={styles.sub}>
          {address} · {t('access.signedInAt', { time: formatMoment(Date.parse(signed_in_at), reader) })}
        </span>
      </span>
      {is_current ? null : (
        <>
          <span className={styles.when} title={t('access.lastUsed')}>
            <RelativeTime at={last_used_at} />
          </span>
          <Button
            size="compact-xs"
            variant="default"
            loading={end.isPending}
            onClick={() =>
              whenDone(end.mutateAsync(id), {
                onSuccess: () => notifyDone(t('access.oneEnded')),
                onError: (error) => notifyFailed(wordsOf(error)),
              })
            }
          >
            {t('access.endOne')}
          </Button>
        </>
      )}
    </li>
  )
}

function AccessHistory() {
  const { t } = useTranslation()
  const { data: events } = useQuery(ownAccessQuery)
  return (
    <Panel title={t('access.history')} isFlush>
      <p className={styles.text}>{events?.length === 0 ? t('access.nothingYet') : t('access.historyText')}</p>
      <ul className={styles.list}>
        {events?.map((event) => (
          <AccessRow key={event.id} event={event} />
        ))}
      </ul>
    </Panel>
  )
}

function AccessRow({ event }: { event: AccessEvent }) {
  const { t } = useTranslation()
  const deviceWords = useDeviceWords()
  const { act, count, agent, address, last_at, ended_sessions, is_limited } = event
  const isFailed = act === 'sign_in_failed'
  return (
    <li className={styles.row}>
      <span className={styles.main}>
        <span className={styles.device}>
          <span data-failed={isFailed || undefined} className={styles.act}>
            {t(`access.act.${act}`)}
          </span>
          {count > 1 && <span className={styles.quiet}> {t('access.attempts', { count })}</span>}
          {ended_sessions > 0 && (
            <span className={styles.quiet}> · {t('access.ended', { count: ended_sessions })}</span>
          )}
          {is_limited && <span className={styles.quiet}> · {t('access.limited')}</span>}
        </span>
        <span className={styles.sub} title={agent ?? undefined}>
          {address ?? t('access.tooMany')} · {deviceWords(agent)}
        </span>
      </span>
      <RelativeTime at={last_at} className={styles.when} />
    </li>
  )
}
