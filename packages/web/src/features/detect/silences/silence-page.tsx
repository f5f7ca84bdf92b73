import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Silence } from '../../../api/types.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { DataList } from '../../../ui/data-list.tsx'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton, PanelSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { Panel, Properties } from '../../../ui/panel.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { RelativeTime } from '../../../ui/time/relative-time.tsx'
import { formatFull } from '../../../ui/time/wall-clock.ts'
import { usePermission } from '../../people/session.query.ts'
import { AlertRow } from '../alert-row.tsx'
import { mutedAlertsQuery, silenceQuery } from '../alerts.query.ts'
import { EndSilenceButton } from './end-silence-button.tsx'
import { SilenceHistory } from './silence-history.tsx'
import styles from './silence-page.module.css'
import './silence-texts.ts'

const TONES = { active: 'warn', pending: 'accent', expired: 'plain' } as const

/** One silence: what it keeps out of incidents, why, until when, and who did what to it. */
export function SilencePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/alerts/silences/$id' })
  const { data: silence, error, refetch } = useQuery(silenceQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/alerts/silences" label={t('silence.back')} />
            {t('silence.title')}
            {silence && <Tag tone={TONES[silence.state]}>{t(`silence.state.${silence.state}`)}</Tag>}
          </>
        }
      >
        {silence && <Actions silence={silence} />}
      </PageHeader>
      {silence && <LoadedSilence silence={silence} />}
      {!silence && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!silence && !error && <PageSkeleton />}
    </>
  )
}

function Actions({ silence }: { silence: Silence }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('silence.write')
  if (!mayWrite) return null
  return (
    <>
      <Button
        renderRoot={(props) => <Link to="/alerts/silences/$id/change" params={{ id: silence.id }} {...props} />}
        size="xs"
        variant="default"
      >
        {t(silence.state === 'expired' ? 'silence.again' : 'silence.change')}
      </Button>
      {silence.state !== 'expired' && <EndSilenceButton silence={silence} size="xs" />}
    </>
  )
}

function LoadedSilence({ silence }: { silence: Silence }) {
  const { t } = useTranslation()
  const reader = useReader()
  const time = (at: string) => (
    <>
      {formatFull(Date.parse(at), reader)}{' '}
      <span className={styles.quiet}>
        (<RelativeTime at={at} />)
      </span>
    </>
  )
  return (
    <PageBody>
      <p className={styles.comment}>{silence.comment}</p>
      <div className={styles.columns}>
        <MutedAlerts silence={silence} />
        <div className={styles.column}>
          <Panel title={t('alerts.fields')}>
            <Properties
              rows={[
                {
                  name: t('silence.matchers'),
                  value: silence.matchers.map(({ text }) => (
                    <code key={text} className={styles.matcher}>
                      {text}
                    </code>
                  )),
                },
                { name: t('silence.from'), value: time(silence.starts_at) },
                { name: t('silence.until'), value: time(silence.ends_at) },
                { name: t('silence.who'), value: silence.created_by },
              ]}
            />
          </Panel>
          <SilenceHistory id={silence.id} />
        </div>
      </div>
    </PageBody>
  )
}

function MutedAlerts({ silence }: { silence: Silence }) {
  const { t } = useTranslation()
  const { data: alerts } = useQuery(mutedAlertsQuery(silence.id))
  return (
    <Panel
      title={t('silence.muted')}
      {...(alerts && { count: alerts.length })}
      action={
        alerts !== undefined &&
        alerts.length > 0 && (
          <Link to="/alerts" search={{ state: 'all', silence: silence.id }} className={styles.link}>
            {t('silence.list')}
          </Link>
        )
      }
      isFlush
    >
      {!alerts && <PanelSkeleton />}
      {alerts?.length === 0 && <p className={styles.none}>{t('silence.nothingMuted')}</p>}
      <DataList label={t('silence.muted')}>
        {alerts?.map((alert) => (
          <AlertRow key={alert.id} alert={alert} isNarrow />
        ))}
      </DataList>
    </Panel>
  )
}
