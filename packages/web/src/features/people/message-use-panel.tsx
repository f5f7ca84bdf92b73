import { Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Panel } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatWeekdayTime } from '../../ui/time/wall-clock.ts'
import { useWords } from '../../ui/use-words.ts'
import { type MessageUse, ownMessageUseQuery } from './account.query.ts'
import styles from './account-page.module.css'

/** From here on somebody ought to know before it bites. */
const NEAR = 0.8

type Span = 'hour' | 'day'

/** How much of the limits of one's channels is used up; nothing where none of them has a limit. */
export function MessageUsePanel() {
  const { t } = useTranslation()
  const { data = [] } = useQuery(ownMessageUseQuery)
  const limited = data.filter(({ hour, day }) => hour.max !== null || day.max !== null)
  if (limited.length === 0) return null
  return (
    <Panel title={t('messageUse.title')} isFlush>
      <p className={styles.text}>{t('messageUse.text')}</p>
      <ul className={styles.list}>
        {limited.map((use) => (
          <ChannelUse key={use.channel} use={use} />
        ))}
      </ul>
    </Panel>
  )
}

function ChannelUse({ use }: { use: MessageUse }) {
  const { t } = useTranslation()
  const words = useWords()
  const spans = (['hour', 'day'] as const).filter((span) => use[span].max !== null)
  const share = Math.max(...spans.map((span) => shareOf(use, span)))
  return (
    <li className={`${styles.row} ${styles.wide}`}>
      <span className={styles.main}>
        {words(`channels.${use.channel}`, use.channel)}
        {spans.map((span) => (
          <SpanUse key={span} use={use} span={span} />
        ))}
      </span>
      {share >= 1 && <Tag tone="alarm">{t('messageUse.reached')}</Tag>}
      {share >= NEAR && share < 1 && <Tag tone="warn">{t('messageUse.near')}</Tag>}
    </li>
  )
}

function SpanUse({ use, span }: { use: MessageUse; span: Span }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { used, max, since, frees_at } = use[span]
  const told = t(`messageUse.${span}`, { used, max: max ?? 0 })
  const time = (at: string) => formatWeekdayTime(Date.parse(at), reader)
  return (
    <span className={styles.use}>
      {told}
      {since !== null &&
        frees_at !== null &&
        ` · ${t('messageUse.since', { since: time(since), frees: time(frees_at) })}`}
      <Progress size="sm" value={Math.min(1, shareOf(use, span)) * 100} aria-label={told} />
    </span>
  )
}

function shareOf(use: MessageUse, span: Span): number {
  const { used, max } = use[span]
  return max === null ? 0 : used / max
}
