import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { slackRoomsQuery, useRetrySlackRooms } from '../../features/people/channels.query.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatMoment } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import styles from './channels-page.module.css'

/** What keeps channels of incidents from being as they should be, and what to do about it. Nothing while all is well. */
export function SlackRooms({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation()
  const reader = useReader()
  const wordsOf = useErrorWords()
  const remedyOf = useRemedy()
  const { data = [] } = useQuery(slackRoomsQuery)
  const retry = useRetrySlackRooms()
  if (data.length === 0) return null
  const run = () =>
    whenDone(retry.mutateAsync(), {
      onSuccess: () => notifyDone(t('channelSettings.rooms.retried')),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <section className={styles.form} aria-label={t('channelSettings.rooms.title')}>
      <p className={styles.text}>{t('channelSettings.rooms.title')}</p>
      {data.map(({ incident, code, problem, at }) => (
        <div key={incident}>
          <p className={styles.warning}>
            <Link to="/incidents/$id" params={{ id: incident }}>
              {incident}
            </Link>{' '}
            {formatMoment(Date.parse(at), reader)}: {problem}
          </p>
          <p className={styles.text}>{remedyOf(code)}</p>
        </div>
      ))}
      {mayWrite && (
        <div className={styles.buttons}>
          <Button size="xs" variant="default" loading={retry.isPending} onClick={run}>
            {t('channelSettings.rooms.retry')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** `missing_scope:pins:write` names the scope; other codes have a sentence where there is something to do. */
function useRemedy() {
  const { t } = useTranslation()
  const words = useWords()
  return (code: string) => {
    const [, scope] = /^missing_scope:(.+)$/.exec(code) ?? []
    if (scope !== undefined) return t('channelSettings.rooms.scope', { scope })
    return words(`channelSettings.rooms.remedy.${code}`, t('channelSettings.rooms.other'))
  }
}
