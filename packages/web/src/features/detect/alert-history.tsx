import '../../messages/alert-texts.ts'
import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertDetail, AlertSignal } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import type { Tone } from '../../ui/tag.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { useWords } from '../../ui/use-words.ts'
import styles from './alert-history.module.css'
import { DeliveryBody } from './source-traffic.tsx'

const looks: Partial<Record<string, { icon: typeof IconBolt; tone: Tone }>> = {
  fired: { icon: IconBolt, tone: 'alarm' },
  cleared: { icon: IconCheck, tone: 'ok' },
  acknowledged: { icon: IconHandStop, tone: 'accent' },
}

/** How the condition went: fired, changed, cleared, fired again; each with the body that told of it. */
export function AlertHistory({ history }: { history: AlertDetail['history'] }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <Panel title={t('alerts.history')} count={history.length} isFlush>
      <Timeline
        label={t('alerts.history')}
        items={history
          .toSorted((a, b) => b.seq - a.seq)
          .map((signal) => {
            const { seq, kind, because, at, title, severity, episode } = signal
            const { icon: Icon, tone } = looks[kind] ?? { icon: IconPencil, tone: 'plain' }
            return {
              id: String(seq),
              at,
              icon: <Icon size={15} aria-hidden="true" />,
              tone,
              isQuiet: false,
              sentence: `${words(`alerts.kind.${kind}`, kind)}: ${title}`,
              byline: [
                t(`sourceSeverity.${severity}`),
                words(`reasons.${because}`, because ?? ''),
                episode > 1 ? t('alertWay.episode', { count: episode }) : '',
              ]
                .filter((part) => part !== '')
                .join(' · '),
              body: <SignalBody signal={signal} />,
            }
          })}
      />
    </Panel>
  )
}

/** The request that told of it; asked for when somebody wants to see it. */
function SignalBody({ signal: { delivery } }: { signal: AlertSignal }) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  if (delivery === null) return <p className={styles.gone}>{t('alertWay.bodyGone')}</p>
  return (
    <details className={styles.body} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{t('alertWay.body', { door: delivery.door })}</summary>
      {isOpen && <DeliveryBody id={delivery.id} />}
    </details>
  )
}
