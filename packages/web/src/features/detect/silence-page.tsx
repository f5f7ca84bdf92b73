import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import type { AnswerOf } from '../../api/paths.ts'
import { sendJson } from '../../api/request.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DataList } from '../../ui/data-list.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { ErrorState, LoadingState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatFull } from '../../ui/time/wall-clock.ts'
import { usePermission } from '../people/session.query.ts'
import { AlertRow } from './alert-row.tsx'
import styles from './alert-way.module.css'
import { mutedAlertsQuery, silenceQuery } from './alerts.query.ts'

type Silence = AnswerOf<'get', '/silences/x'>

/** One silence: what it keeps out of incidents, why, and until when. It can be ended. */
export function SilencePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/silences/$id' })
  const { data: silence, error, refetch } = useQuery(silenceQuery(id))
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/alerts" label={t('alerts.back')} />
            {t('silence.title')}
            {silence && (
              <Tag tone={silence.state === 'active' ? 'warn' : 'plain'}>{t(`silence.state.${silence.state}`)}</Tag>
            )}
          </>
        }
      >
        {silence && silence.state !== 'expired' && <EndButton id={id} />}
      </PageHeader>
      {silence && <LoadedSilence silence={silence} />}
      {!silence && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!silence && !error && <LoadingState />}
    </>
  )
}

function LoadedSilence({ silence }: { silence: Silence }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { data: alerts = [] } = useQuery(mutedAlertsQuery(silence.id))
  const time = (at: string) => formatFull(Date.parse(at), reader)
  return (
    <PageBody>
      <Panel title={silence.comment}>
        <Properties
          rows={[
            {
              name: t('silence.matchers'),
              value: silence.matchers.map(({ text }) => (
                <code key={text} style={{ display: 'block' }}>
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
      <Panel
        title={t('silence.muted')}
        count={alerts.length}
        action={
          <Link to="/alerts" search={{ state: 'all', silence: silence.id }} className={styles.link}>
            {t('silence.list')}
          </Link>
        }
        isFlush
      >
        <DataList label={t('silence.muted')}>
          {alerts.map((alert) => (
            <AlertRow key={alert.id} alert={alert} />
          ))}
        </DataList>
      </Panel>
    </PageBody>
  )
}

function EndButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('silence.write')
  const client = useQueryClient()
  const wordsOf = useErrorWords()
  const end = useMutation({
    mutationFn: () => sendJson('DELETE', `/silences/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.alerts }),
  })
  if (!mayWrite) return null
  return (
    <ConfirmButton
      size="xs"
      label={t('silence.end')}
      question={t('silence.endQuestion')}
      loading={end.isPending}
      onConfirm={() =>
        end.mutate(undefined, {
          onSuccess: () => notifyDone(t('silence.ended')),
          onError: (error) => notifyFailed(wordsOf(error)),
        })
      }
    />
  )
}
