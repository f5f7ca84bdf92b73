import { Button } from '@mantine/core'
import IconClockPause from '@tabler/icons-react/dist/esm/icons/IconClockPause.mjs'
import IconHelp from '@tabler/icons-react/dist/esm/icons/IconHelp.mjs'
import { useTranslation } from 'react-i18next'
import { putAct, removeAct } from '../../offline/act-store.ts'
import type { QueuedAct } from '../../offline/queued-act.ts'
import { sendActs } from '../../offline/send-acts.ts'
import { now } from '../../ports/clock.ts'
import { useReader } from '../../ui/time/reader.ts'
import { formatTimeWithZone } from '../../ui/time/wall-clock.ts'
import styles from '../frame/line-notice.module.css'

/** What was pressed without a line: what waits, and what is too old to be sent without a word. */
export function ActNotices({ acts }: { acts: readonly QueuedAct[] }) {
  const { t } = useTranslation()
  if (acts.length === 0) return null
  return (
    <ul className={styles.list} aria-label={t('offline.acts')}>
      {acts.map((act) => (
        <li key={act.id}>{act.state === 'asks' ? <Question act={act} /> : <Waiting act={act} />}</li>
      ))}
    </ul>
  )
}

function Waiting({ act: { id, kind, incident, queuedAt } }: { act: QueuedAct }) {
  const { t } = useTranslation()
  const reader = useReader()
  return (
    <div className={styles.notice} data-tone="warn">
      <IconClockPause size={17} aria-hidden="true" />
      <span className={styles.words}>
        {t(`offline.waiting.${kind}`, { incident, time: formatTimeWithZone(queuedAt, reader) })}
      </span>
      <Button size="compact-sm" variant="default" onClick={() => void removeAct(id)}>
        {t('offline.cancel')}
      </Button>
    </div>
  )
}

function Question({ act }: { act: QueuedAct }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { id, kind, incident, queuedAt } = act
  const sendNow = async () => {
    await putAct({ ...act, queuedAt: now(), state: 'waiting' })
    await sendActs()
  }
  return (
    <div className={styles.notice} data-tone="alarm">
      <IconHelp size={17} aria-hidden="true" />
      <span className={styles.words}>
        {t(`offline.asks.${kind}`, { incident, time: formatTimeWithZone(queuedAt, reader) })}
      </span>
      <span className={styles.buttons}>
        <Button size="compact-sm" onClick={() => void sendNow()}>
          {t(`offline.still.${kind}`)}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => void removeAct(id)}>
          {t('offline.leave')}
        </Button>
      </span>
    </div>
  )
}
