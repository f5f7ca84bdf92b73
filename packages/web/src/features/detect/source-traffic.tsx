import '../../messages/source-texts.ts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Delivery, DoorProblem, Source } from '../../api/types.ts'
import { CodeBlock } from '../../ui/copy-text.tsx'
import { OlderButton } from '../../ui/older-button.tsx'
import { PanelSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { headersText } from './headers-text.ts'
import { HourBars } from './hour-bars.tsx'
import { readableBody } from './readable-body.ts'
import styles from './source-page.module.css'
import { deliveriesQuery, deliveryBodyQuery, deliveryQuery, problemsQuery, sourceHoursQuery } from './sources.query.ts'

/** What came in: when last, how much in a day, what was wrong, and the last bodies. Waits in sight for the first signal. */
export function SourceTraffic({ source }: { source: Source }) {
  const { t } = useTranslation()
  const { id } = source
  const { data: deliveries = [], isPending } = useInfiniteQuery(deliveriesQuery(id))
  const { data: hours = [] } = useQuery(sourceHoursQuery(id))
  const last = source.last_signal_at ?? deliveries[0]?.received_at
  return (
    <>
      <div className={styles.waiting} data-received={last !== undefined || undefined} role="status">
        <span className={styles.beacon} />
        {last !== undefined ? (
          <span>
            {t('sources.lastSignal')} <RelativeTime at={last} />
          </span>
        ) : (
          !isPending && t('sources.waiting')
        )}
      </div>
      <Panel title={t('traffic.lastDay')}>
        <div className={styles.counts}>
          <span>
            <strong>{sum(hours, 'signals')}</strong> {t('traffic.signals')}
          </span>
          <span data-bad={sum(hours, 'problems') > 0 || undefined}>
            <strong>{sum(hours, 'problems')}</strong> {t('traffic.problems')}
          </span>
        </div>
        <HourBars hours={hours} />
      </Panel>
    </>
  )
}

function sum(hours: readonly { signals: number; problems: number }[], what: 'signals' | 'problems'): number {
  return hours.reduce((total, hour) => total + hour[what], 0)
}

/** What was wrong with requests, the newest first. */
export function SourceProblems({ id }: { id: string }) {
  const { t } = useTranslation()
  const older = useInfiniteQuery(problemsQuery(id))
  const { data: problems = [] } = older
  if (problems.length === 0) return null
  return (
    <Panel title={t('sources.problems')}>
      <ul className={styles.lines}>
        {problems.map(({ id: key, at, problem }: DoorProblem) => (
          <li key={key} className={styles.line}>
            <span className={styles.problem}>{problem}</span>
            <RelativeTime at={at} className={styles.age} />
          </li>
        ))}
      </ul>
      <OlderButton query={older} />
    </Panel>
  )
}

/** The last requests whose bodies were kept; each opens where it stands. */
export function SourceDeliveries({ id }: { id: string }) {
  const { t } = useTranslation()
  const older = useInfiniteQuery(deliveriesQuery(id))
  const { data: deliveries = [], isPending } = older
  return (
    <Panel title={t('sources.deliveries')} isFlush={deliveries.length > 0}>
      {deliveries.length === 0 && !isPending && <p className={styles.note}>{t('traffic.noDeliveries')}</p>}
      <ul className={styles.deliveries}>
        {deliveries.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryItem delivery={delivery} />
          </li>
        ))}
      </ul>
      <OlderButton query={older} />
    </Panel>
  )
}

function DeliveryItem({ delivery }: { delivery: Delivery }) {
  const { locale } = useReader()
  const [isOpen, setIsOpen] = useState(false)
  const size = new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'narrow' })
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <span className={styles.delivery}>
          {delivery.door} · {delivery.content_type.split(';')[0] || '–'} · {size.format(delivery.bytes)}
        </span>
        <RelativeTime at={delivery.received_at} className={styles.age} />
      </summary>
      {isOpen && <DeliveryBody id={delivery.id} />}
    </details>
  )
}

/** A body, asked for when somebody wants to see it. */
export function DeliveryBody({ id }: { id: string }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(deliveryBodyQuery(id))
  const { data: head } = useQuery(deliveryQuery(id))
  return (
    <div className={styles.inside}>
      {head?.headers && (
        <details className={styles.headers}>
          <summary>{t('traffic.headers', { count: Object.keys(head.headers).length })}</summary>
          <CodeBlock text={headersText(head.headers)} label={t('common.copy')} />
        </details>
      )}
      {data === undefined && !error && <PanelSkeleton />}
      {error && <ErrorState error={error} />}
      {data !== undefined && <CodeBlock text={readableBody(data)} label={t('common.copy')} />}
    </div>
  )
}
