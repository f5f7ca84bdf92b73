import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { formatLength } from '../../ui/time/elapsed.ts'
import { useReader } from '../../ui/time/reader.ts'
import { useNow } from '../../ui/time/use-now.ts'
import { formatFull, formatMoment } from '../../ui/time/wall-clock.ts'
import { sessionQuery } from '../people/session.query.ts'
import { ownShifts, startOfDay } from './calendar.ts'
import styles from './my-shifts.module.css'
import { shiftsQuery } from './on-call.query.ts'

const dayMs = 86_400_000
const aheadDays = 45
const shown = 10

/** When oneself is on call in the coming weeks, over all schedules. */
export function MyShifts() {
  const { t } = useTranslation()
  const reader = useReader()
  const now = useNow('quarter_minute')
  const { data: session } = useQuery(sessionQuery)
  const fromMs = startOfDay(now, reader.zone)
  const toMs = fromMs + aheadDays * dayMs
  const user = session?.user.id ?? ''
  const { data } = useQuery({
    ...shiftsQuery({ fromMs, toMs, user }),
    enabled: user !== '',
  })
  const shifts = ownShifts(data ?? [], toMs).filter(({ endMs }) => endMs === null || endMs > now)
  /** Of a shift that runs, when it began is no news; of one without an end in sight, there is none to tell. */
  const spanWords = (startMs: number, endMs: number | null, format: typeof formatMoment) => {
    if (endMs === null)
      return startMs <= now ? t('calendar.openEnd') : t('calendar.from', { from: format(startMs, reader) })
    if (startMs <= now) return t('calendar.until', { to: format(endMs, reader) })
    return t('calendar.span', { from: format(startMs, reader), to: format(endMs, reader) })
  }
  return (
    <Panel title={t('calendar.mine')} count={shifts.length} isFlush={shifts.length > 0}>
      {data && shifts.length === 0 && <p className={styles.none}>{t('calendar.noneOfMine', { count: aheadDays })}</p>}
      <ul className={styles.list}>
        {shifts.slice(0, shown).map(({ schedule, startMs, endMs }) => (
          <li key={`${schedule.id} ${startMs}`} className={styles.shift}>
            <span className={styles.name}>{schedule.name}</span>
            <span className={styles.span} title={spanWords(startMs, endMs, formatFull)}>
              {spanWords(startMs, endMs, formatMoment)}
            </span>
            <span className={styles.length}>{endMs !== null && formatLength(endMs - startMs, reader.locale)}</span>
            <span className={styles.tag}>{startMs <= now && <Tag tone="accent">{t('calendar.running')}</Tag>}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
