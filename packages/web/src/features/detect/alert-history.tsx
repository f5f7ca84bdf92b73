import IconBolt from '@tabler/icons-react/dist/esm/icons/IconBolt.mjs'
import IconCheck from '@tabler/icons-react/dist/esm/icons/IconCheck.mjs'
import IconHandStop from '@tabler/icons-react/dist/esm/icons/IconHandStop.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import { useTranslation } from 'react-i18next'
import type { AlertDetail } from '../../api/types.ts'
import { Panel } from '../../ui/panel.tsx'
import type { Tone } from '../../ui/tag.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { useWords } from '../../ui/use-words.ts'

const looks: Partial<Record<string, { icon: typeof IconBolt; tone: Tone }>> = {
  fired: { icon: IconBolt, tone: 'alarm' },
  cleared: { icon: IconCheck, tone: 'ok' },
  acknowledged: { icon: IconHandStop, tone: 'accent' },
}

/** How the condition went: fired, changed, cleared, fired again. */
export function AlertHistory({ history }: { history: AlertDetail['history'] }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <Panel title={t('alerts.history')} count={history.length} isFlush>
      <Timeline
        label={t('alerts.history')}
        items={history
          .toSorted((a, b) => b.seq - a.seq)
          .map(({ seq, kind, because, at, title, severity }) => {
            const { icon: Icon, tone } = looks[kind] ?? { icon: IconPencil, tone: 'plain' }
            return {
              id: String(seq),
              at,
              icon: <Icon size={15} aria-hidden="true" />,
              tone,
              isQuiet: false,
              sentence: `${words(`alerts.kind.${kind}`, kind)}: ${title}`,
              byline: [t(`sourceSeverity.${severity}`), words(`reasons.${because}`, because ?? '')]
                .filter((part) => part !== '')
                .join(' · '),
            }
          })}
      />
    </Panel>
  )
}
