import { Button, SegmentedControl, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { readableBody } from '../../features/detect/readable-body.ts'
import { now } from '../../ports/clock.ts'
import { CodeBlock } from '../../ui/copy-text.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { ErrorState, LoadingState, useErrorWords } from '../../ui/page-states.tsx'
import { Tag, type Tone } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatFull, formatMoment } from '../../ui/time/wall-clock.ts'
import styles from './webhooks.module.css'
import {
  type Delivery,
  type DeliveryState,
  deliveriesQuery,
  deliveryBodyQuery,
  useRepeatDelivery,
  useRepeatFailed,
  useTestWebhook,
  type Webhook,
  type WebhookFamily,
} from './webhooks.query.ts'

const FILTERS = ['all', 'pending', 'failed'] as const
type Filter = (typeof FILTERS)[number]

type Logged = Pick<Webhook, 'id' | 'name' | 'failed'>

/** What a receiver was told last and how that went, with what sends it again. */
export function WebhookLog({
  family,
  webhook,
  tell,
}: {
  family: WebhookFamily
  webhook: Logged
  /** What sends again what it is to know, where single deliveries are not repeated. */
  tell?: ReactNode
}) {
  const { t } = useTranslation()
  const [filter, setFilter] = useState<Filter>('all')
  const { data, error } = useQuery(deliveriesQuery(family, webhook.id, filter === 'all' ? undefined : filter))
  return (
    <section className={styles.log} aria-label={`${t('webhooks.log')}: ${webhook.name}`}>
      <div className={styles.logHead}>
        <SegmentedControl
          size="xs"
          value={filter}
          onChange={(next) => setFilter(next as Filter)}
          data={FILTERS.map((each) => ({ value: each, label: t(`webhooks.filter.${each}`) }))}
          aria-label={t('webhooks.filter.label')}
        />
        <LogButtons family={family} webhook={webhook} tell={tell} />
      </div>
      {!data && !error && <ListSkeleton rows={3} />}
      {!data && error && <ErrorState error={error} />}
      {data?.length === 0 && (
        <p className={styles.note}>
          {filter === 'all' ? `${t('webhooks.logNone')} ${t('webhooks.logNoneText')}` : t('webhooks.logNoneSuch')}
        </p>
      )}
      {data && data.length > 0 && (
        <ul className={styles.deliveries} aria-label={t('webhooks.deliveries')}>
          {data.map((each) => (
            <li key={each.id}>
              <DeliveryRow family={family} webhook={webhook.id} delivery={each} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function LogButtons({ family, webhook, tell }: { family: WebhookFamily; webhook: Logged; tell: ReactNode }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const test = useTestWebhook(family, webhook.id)
  const [isRepeating, setIsRepeating] = useState(false)
  return (
    <span className={styles.buttons}>
      <Button
        size="compact-sm"
        variant="default"
        loading={test.isPending}
        onClick={() =>
          whenDone(test.mutateAsync(), {
            onSuccess: () => notifyDone(t('webhooks.testSent')),
            onError: (error) => notifyFailed(wordsOf(error)),
          })
        }
      >
        {t('webhooks.test')}
      </Button>
      {tell}
      {family === 'webhooks' && webhook.failed > 0 && (
        <Button size="compact-sm" variant="default" onClick={() => setIsRepeating(true)}>
          {t('webhooks.repeatFailed')}
        </Button>
      )}
      {isRepeating && <RepeatDialog id={webhook.id} onClose={() => setIsRepeating(false)} />}
    </span>
  )
}

const dayMs = 86_400_000
const SPANS = { hour: dayMs / 24, day: dayMs, three_days: 3 * dayMs, all: undefined } as const
type Span = keyof typeof SPANS

function RepeatDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation()
  const repeat = useRepeatFailed(id)
  const [span, setSpan] = useState<Span>('three_days')
  const spanMs = SPANS[span]
  const since = new Date(spanMs === undefined ? 0 : now() - spanMs).toISOString()
  return (
    <FormDialog
      title={t('webhooks.repeatFailed')}
      text={t('webhooks.repeatFailedText')}
      submitLabel={t('webhooks.repeat')}
      onSubmit={() =>
        whenDone(repeat.mutateAsync(since), {
          onSuccess: ({ count }) => {
            notifyDone(t('webhooks.repeatedMany', { count }))
            onClose()
          },
        })
      }
      onClose={onClose}
      isPending={repeat.isPending}
      error={repeat.error}
    >
      <Select
        label={t('webhooks.repeatSince')}
        value={span}
        data={(Object.keys(SPANS) as Span[]).map((each) => ({ value: each, label: t(`webhooks.since.${each}`) }))}
        onChange={(next) => next !== null && setSpan(next as Span)}
        allowDeselect={false}
      />
    </FormDialog>
  )
}

const TONES: Record<DeliveryState, Tone> = { pending: 'warn', taken: 'ok', failed: 'alarm', replaced: 'plain' }

interface DeliveryProps {
  family: WebhookFamily
  webhook: string
  delivery: Delivery
}

function DeliveryRow({ family, webhook, delivery }: DeliveryProps) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  const { locale } = useReader()
  const { state, event_type: type, incident, schedule, requested_at: at, tries } = delivery
  const last = tries.at(-1)
  const span = new Intl.NumberFormat(locale, { style: 'unit', unit: 'millisecond', unitDisplay: 'short' })
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <span className={styles.told}>
          <Tag tone={TONES[state]}>{t(`webhooks.state.${state}`)}</Tag>
          <span className={styles.event}>{t(`webhooks.event.${type}`)}</span>
          {(incident ?? schedule) !== null && <span className={styles.incident}>{incident ?? schedule}</span>}
        </span>
        <span className={styles.facts}>
          {last && <span>{last.status ?? '–'}</span>}
          {last && <span>{span.format(last.ms)}</span>}
          <RelativeTime at={at} />
        </span>
      </summary>
      {isOpen && <DeliveryDetails family={family} webhook={webhook} delivery={delivery} />}
    </details>
  )
}

function DeliveryDetails({ family, webhook, delivery }: DeliveryProps) {
  const { t } = useTranslation()
  const reader = useReader()
  const wordsOf = useErrorWords()
  const repeat = useRepeatDelivery(webhook)
  const { id, incident, due_at: dueAt } = delivery
  return (
    <div className={styles.details}>
      <span className={styles.buttons}>
        {family === 'webhooks' && (
          <Button
            size="compact-xs"
            variant="default"
            loading={repeat.isPending}
            onClick={() =>
              whenDone(repeat.mutateAsync(id), {
                onSuccess: () => notifyDone(t('webhooks.repeated')),
                onError: (error) => notifyFailed(wordsOf(error)),
              })
            }
          >
            {t('webhooks.repeat')}
          </Button>
        )}
        {delivery.state === 'replaced' && <span className={styles.note}>{t('webhooks.onCall.replacedText')}</span>}
        {incident !== null && (
          <Link to="/incidents/$id" params={{ id: incident }} className={styles.link}>
            {incident}
          </Link>
        )}
        {dueAt !== null && (
          <span className={styles.note}>
            {t('webhooks.nextAttempt', { time: formatMoment(Date.parse(dueAt), reader) })}
          </span>
        )}
      </span>
      <Attempts delivery={delivery} />
      <h3 className={styles.title}>{t('webhooks.request')}</h3>
      <RequestBody family={family} webhook={webhook} delivery={delivery} />
    </div>
  )
}

function Attempts({ delivery: { tries } }: { delivery: Delivery }) {
  const { t } = useTranslation()
  const reader = useReader()
  if (tries.length === 0) return null
  return (
    <>
      <h3 className={styles.title}>{t('webhooks.attempts')}</h3>
      <ol className={styles.tries}>
        {tries.toReversed().map(({ at, ms, status, error, answer }) => (
          <li key={at} className={styles.try}>
            <span className={styles.facts}>
              <time dateTime={at}>{formatFull(Date.parse(at), reader)}</time>
              <span>
                {status === null
                  ? t('webhooks.attempt.noAnswer', { ms })
                  : t('webhooks.attempt.answered', { status, ms })}
              </span>
            </span>
            {error !== null && status === null && <span className={styles.error}>{error}</span>}
            {answer !== '' && <CodeBlock text={answer} label={t('common.copy')} />}
          </li>
        ))}
      </ol>
    </>
  )
}

function RequestBody({ family, webhook, delivery }: DeliveryProps) {
  const { t } = useTranslation()
  const { data, error } = useQuery(deliveryBodyQuery(family, webhook, delivery.id))
  if (error) return <ErrorState error={error} />
  if (data === undefined) return <LoadingState />
  const head = family === 'webhooks' ? `webhook-id: ${delivery.event_id}\n\n` : ''
  return <CodeBlock text={`${head}${readableBody(data)}`} label={t('common.copy')} />
}
