import '../../messages/channel-texts.ts'
import IconActivity from '@tabler/icons-react/dist/esm/icons/IconActivity.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePermission } from '../../features/people/session.query.ts'
import { ChoiceField } from '../../ui/choice-field.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { formatLength } from '../../ui/time/elapsed.ts'
import { useWords } from '../../ui/use-words.ts'
import channelStyles from './channels-page.module.css'
import { PagingFindings, TemplateProblems } from './paging-findings.tsx'
import { type PagingHealth, pagingHealthQuery } from './paging-health.query.ts'
import styles from './paging-health-page.module.css'
import { SettingsTabs } from './settings-tabs.tsx'

const SPANS = ['1', '7', '30'] as const

/** Whether pages keep their promises: how fast, what missed, and how soon somebody answered. */
export function PagingHealthPage() {
  const { t } = useTranslation()
  const mayRead = usePermission('installation.read')
  const [days, setDays] = useState<(typeof SPANS)[number]>('7')
  const { data, error, refetch } = useQuery({ ...pagingHealthQuery(Number(days)), enabled: mayRead })
  const isEmpty = data && isWithoutFigures(data)
  return (
    <>
      <PageHeader title={t('nav.settings')} />
      <SettingsTabs />
      {!mayRead && <EmptyState title={t('errors.codes.forbidden.title')} text={t('pagingHealth.mayNotRead')} />}
      {mayRead && (
        <PageBody>
          <p className={channelStyles.intro}>{t('pagingHealth.text')}</p>
          <div className={styles.panels}>
            <ChoiceField
              label={t('pagingHealth.span')}
              value={days}
              choices={SPANS.map((value) => ({ value, label: t('pagingHealth.days', { count: Number(value) }) }))}
              onChange={setDays}
            />
            {isEmpty && (
              <EmptyState
                icon={<IconActivity size={22} />}
                title={t('pagingHealth.none')}
                text={t('pagingHealth.noneText')}
              />
            )}
            {data && !isEmpty && <Figures health={data} />}
          </div>
        </PageBody>
      )}
      {mayRead && !data && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {mayRead && !data && !error && <PageSkeleton />}
    </>
  )
}

function isWithoutFigures({ channel_days, acknowledgements, findings, template_problems }: PagingHealth): boolean {
  return [channel_days, acknowledgements, findings, template_problems].every((list) => list.length === 0)
}

function Figures({ health }: { health: PagingHealth }) {
  const { t } = useTranslation()
  return (
    <>
      {health.channel_days.length > 0 && (
        <Panel title={t('pagingHealth.handOver')} isFlush>
          <p className={styles.text}>{t('pagingHealth.handOverText')}</p>
          <ChannelDays days={health.channel_days} />
        </Panel>
      )}
      <PagingFindings findings={health.findings} />
      {health.template_problems.length > 0 && <TemplateProblems problems={health.template_problems} />}
      <Panel title={t('pagingHealth.failures')} isFlush>
        <Failures failures={health.failures} />
      </Panel>
      {health.acknowledgements.length > 0 && (
        <Panel title={t('pagingHealth.acknowledgements')} isFlush>
          <Acknowledgements days={health.acknowledgements} />
        </Panel>
      )}
    </>
  )
}

function ChannelDays({ days }: { days: PagingHealth['channel_days'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const length = useLength()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reachable by keyboard.
    <section className={styles.scroll} aria-label={t('pagingHealth.handOver')} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('pagingHealth.day')}</th>
            <th scope="col" className={styles.words}>
              {t('pagingHealth.channel')}
            </th>
            <th scope="col">{t('pagingHealth.pages')}</th>
            <th scope="col">{t('pagingHealth.bundled')}</th>
            <th scope="col">{t('pagingHealth.p50')}</th>
            <th scope="col">{t('pagingHealth.p99')}</th>
            <th scope="col">{t('pagingHealth.max')}</th>
            <th scope="col">{t('pagingHealth.missed')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, channel, handed_over, bundled, missed, p50_ms, p99_ms, max_ms }) => (
            <tr key={`${day} ${channel}`}>
              <td>{day}</td>
              <td className={styles.words}>{words(`channels.${channel}`, channel)}</td>
              <td>{handed_over}</td>
              <td>{bundled}</td>
              <td>{length(p50_ms)}</td>
              <td>{length(p99_ms)}</td>
              <td>{length(max_ms)}</td>
              <td className={missed > 0 ? styles.missed : undefined}>{missed}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Failures({ failures }: { failures: PagingHealth['failures'] }) {
  const { t } = useTranslation()
  const words = useWords()
  if (failures.length === 0) return <p className={styles.text}>{t('pagingHealth.noFailures')}</p>
  return (
    <ul className={styles.failures}>
      {failures.map(({ channel, code, provider, count, example }) => (
        <li key={`${channel} ${code} ${provider}`}>
          <strong>
            {words(`channels.${channel}`, channel)}
            {provider !== null && ` (${t(`pagingHealth.provider.${provider}`)})`}
          </strong>
          <code>{code}</code>
          <span>{t('pagingHealth.times', { count })}</span>
          <span className={styles.cause}>{example}</span>
        </li>
      ))}
    </ul>
  )
}

function Acknowledgements({ days }: { days: PagingHealth['acknowledgements'] }) {
  const { t } = useTranslation()
  const words = useWords()
  const length = useLength()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways has to be reachable by keyboard.
    <section className={styles.scroll} aria-label={t('pagingHealth.acknowledgements')} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{t('pagingHealth.day')}</th>
            <th scope="col" className={styles.words} />
            <th scope="col">{t('pagingHealth.incidents')}</th>
            <th scope="col">{t('pagingHealth.taken')}</th>
            <th scope="col">{t('pagingHealth.ackP50')}</th>
            <th scope="col">{t('pagingHealth.ackP90')}</th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ day, urgency, incidents, acknowledged, p50_ms, p90_ms }) => (
            <tr key={`${day} ${urgency}`}>
              <td>{day}</td>
              <td className={styles.words}>{words(`urgency.${urgency}`, urgency)}</td>
              <td>{incidents}</td>
              <td>{acknowledged}</td>
              <td>{length(p50_ms)}</td>
              <td>{length(p90_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** Below a minute with the digits that matter there. */
function useLength(): (ms: number | null) => string {
  const { t, i18n } = useTranslation()
  return (ms) => {
    if (ms === null) return '–'
    if (ms < SECOND_MS) return t('pagingHealth.ms', { value: Math.round(ms) })
    if (ms < MINUTE_MS) return t('pagingHealth.s', { value: (ms / SECOND_MS).toFixed(1) })
    return formatLength(ms, i18n.language)
  }
}
