import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SlackConnections as Connections } from '../../api/types.ts'
import { slackConnectionsQuery } from '../../features/people/channels.query.ts'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatMoment, formatTimeOfDay } from '../../ui/time/wall-clock.ts'
import styles from './channels-page.module.css'

/** Whether Slack is heard: each node has a connection of its own, and says what went wrong last. */
export function SlackConnections() {
  const { t } = useTranslation()
  const { data } = useQuery(slackConnectionsQuery)
  if (!data) return null
  return (
    <section className={styles.form} aria-label={t('channelSettings.socket.title')}>
      <p className={styles.text}>{t('channelSettings.socket.title')}</p>
      {data.length === 0 && <p className={styles.text}>{t('channelSettings.socket.none')}</p>}
      {data.map((connection) => (
        <Connection key={connection.node} connection={connection} isAlone={data.length === 1} />
      ))}
    </section>
  )
}

function Connection({ connection, isAlone }: { connection: Connections['items'][number]; isAlone: boolean }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { node, state, since, retry_at, problem } = connection
  const time =
    state === 'waiting'
      ? formatTimeOfDay(Date.parse(retry_at ?? since), reader)
      : formatMoment(Date.parse(since), reader)
  return (
    <div>
      <Tag tone={state === 'connected' ? 'ok' : 'warn'}>{t(`channelSettings.socket.${state}`, { time })}</Tag>
      {!isAlone && <p className={styles.text}>{t('channelSettings.socket.node', { node })}</p>}
      {problem !== null && (
        <p className={state === 'connected' ? styles.text : styles.warning}>
          {t('channelSettings.socket.problem', {
            time: formatMoment(Date.parse(problem.at), reader),
            problem: problem.text,
          })}
        </p>
      )}
    </div>
  )
}
