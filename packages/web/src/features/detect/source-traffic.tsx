import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Delivery, DoorProblem } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import styles from './source-page.module.css'
import { deliveriesQuery, problemsQuery } from './sources.query.ts'

/** What came in last, and what was wrong with it. Waits in sight for the first signal. */
export function SourceTraffic({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data: deliveries = [], isPending } = useQuery(deliveriesQuery(id))
  const { data: problems = [] } = useQuery(problemsQuery(id))
  return (
    <>
      <div className={styles.waiting} data-received={deliveries.length > 0 || undefined} role="status">
        <span className={styles.beacon} />
        {deliveries[0] ? (
          <span>
            {t('sources.lastSignal')} <RelativeTime at={deliveries[0].received_at} />
          </span>
        ) : (
          !isPending && t('sources.waiting')
        )}
      </div>
      {problems.length > 0 && <Problems problems={problems} />}
      {deliveries.length > 0 && <Deliveries deliveries={deliveries} />}
    </>
  )
}

function Problems({ problems }: { problems: readonly DoorProblem[] }) {
  const { t } = useTranslation()
  return (
    <Panel title={t('sources.problems')} count={problems.length}>
      <ul className={styles.lines}>
        {problems.map(({ id, at, problem }) => (
          <li key={id} className={styles.line}>
            <span className={styles.problem}>{problem}</span>
            <RelativeTime at={at} className={styles.age} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { t } = useTranslation()
  const { locale } = useReader()
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'narrow' })
  return (
    <Panel title={t('sources.deliveries')}>
      <ul className={styles.lines}>
        {deliveries.map(({ id, door, content_type, bytes, received_at }) => (
          <li key={id} className={styles.line}>
            <span className={styles.delivery}>
              {door} · {content_type} · {size.format(bytes)}
            </span>
            <RelativeTime at={received_at} className={styles.age} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
