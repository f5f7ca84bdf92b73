import { useTranslation } from 'react-i18next'
import { AlertStateBadge, SeverityBadge } from '../../ui/alert-badges.tsx'
import { ErrorState } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { LabelTag, Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import type { Preview } from './mapping-fields.tsx'
import styles from './mapping-page.module.css'

/** The signals that would come of it, what would be complained of, and what the sender would hear. */
export function MappingResult({
  preview: { data, error, isBehind },
}: {
  preview: { data: Preview | undefined; error: unknown; isBehind: boolean }
}) {
  const { t } = useTranslation()
  return (
    <Panel
      title={t('mapping.result')}
      {...(data && { count: data.signals_count })}
      action={data && <Reply reply={data.reply} />}
    >
      <div className={styles.results} data-behind={isBehind || undefined} aria-live="polite" aria-busy={isBehind}>
        {data === undefined && error !== null && <ErrorState error={error} />}
        {data && data.problems.length > 0 && (
          <ul className={styles.problems}>
            {data.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        )}
        {data?.signals_count === 0 && <p className={styles.note}>{t('mapping.noSignals')}</p>}
        {data?.signals.map(placed).map(({ signal, at }) => (
          <SignalCard key={at} signal={signal} />
        ))}
        {data && data.signals_count > data.signals.length && (
          <p className={styles.note}>{t('mapping.more', { count: data.signals_count - data.signals.length })}</p>
        )}
      </div>
    </Panel>
  )
}

/** Two signals of one body may have one key, so that their place tells them apart. */
function placed<Signal>(signal: Signal, at: number): { signal: Signal; at: number } {
  return { signal, at }
}

function Reply({ reply }: { reply: Preview['reply'] }) {
  const { t } = useTranslation()
  return (
    <Tag tone={reply.status < 300 ? 'ok' : 'alarm'} title={reply.body}>
      {t('mapping.reply', { status: reply.status })}
    </Tag>
  )
}

function SignalCard({ signal }: { signal: Preview['signals'][number] }) {
  const { t } = useTranslation()
  const reader = useReader()
  return (
    <article className={styles.signal}>
      <div className={styles.badges}>
        {signal.state === 'acknowledged' ? (
          <Tag tone="accent">{t('alerts.kind.acknowledged')}</Tag>
        ) : (
          <AlertStateBadge state={signal.state} />
        )}
        <SeverityBadge severity={signal.severity} />
      </div>
      <h3 className={styles.signalTitle}>{signal.title}</h3>
      <Properties
        rows={[
          { name: t('alerts.key'), value: <code className={styles.key}>{signal.key}</code> },
          { name: t('mapping.description'), value: signal.description },
          { name: t('sources.service'), value: signal.service?.name ?? t('mapping.noService') },
          { name: t('alerts.link'), value: signal.link },
          {
            name: t('alerts.started'),
            value: signal.started_at && formatFull(Date.parse(signal.started_at), reader),
          },
        ]}
      />
      {Object.keys(signal.labels).length > 0 && (
        <div className={styles.labels}>
          {Object.entries(signal.labels).map(([name, value]) => (
            <LabelTag key={name} name={name} value={value} />
          ))}
        </div>
      )}
    </article>
  )
}
