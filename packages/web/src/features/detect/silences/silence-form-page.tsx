import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../../api/keys.ts'
import { sendJson } from '../../../api/request.ts'
import type { Silence } from '../../../api/types.ts'
import { whenDone } from '../../../api/when-done.ts'
import { BackLink } from '../../../ui/back-link.tsx'
import { notifyUndoable } from '../../../ui/notify.ts'
import { PageBody, PageHeader } from '../../../ui/page-header.tsx'
import { PageSkeleton } from '../../../ui/page-skeleton.tsx'
import { ErrorState } from '../../../ui/page-states.tsx'
import { useReader } from '../../../ui/time/reader.ts'
import { alertQuery, silenceQuery } from '../alerts.query.ts'
import { draftOfSilence, newDraft } from './silence-draft.ts'
import { SilenceForm } from './silence-form.tsx'
import { useChangeSilence, useSetSilence } from './silences.query.ts'
import './silence-texts.ts'

/** A new silence; from an alert it begins with that alert's labels. */
export function NewSilencePage() {
  const { t } = useTranslation()
  const { alert: alertId } = useSearch({ from: '/frame/alerts/silences/new' })
  const navigate = useNavigate()
  const client = useQueryClient()
  const set = useSetSilence()
  const alert = useQuery({ ...alertQuery(alertId ?? ''), enabled: alertId !== undefined, refetchOnWindowFocus: false })
  const isWaiting = alertId !== undefined && !alert.data && !alert.error
  const done = ({ id }: Silence) => {
    void navigate({ to: '/alerts/silences/$id', params: { id }, replace: true })
    notifyUndoable({
      message: t('silence.setDone'),
      undo: () => takeBack(client, id),
    })
  }
  const labels = alert.data?.labels
  const hint =
    alert.data === undefined
      ? undefined
      : Object.keys(alert.data.labels).length === 0
        ? t('silence.alertNoLabels')
        : t('silence.fromAlert', { title: alert.data.title })
  return (
    <Frame title={t('silence.setTitle')}>
      {isWaiting ? (
        <PageSkeleton />
      ) : (
        <SilenceForm
          initial={newDraft(labels)}
          hint={hint}
          submitLabel={t('silence.set')}
          isPending={set.isPending}
          error={set.error}
          onSubmit={(body) => whenDone(set.mutateAsync(body), { onSuccess: done })}
        />
      )}
    </Frame>
  )
}

async function takeBack(client: QueryClient, id: string): Promise<void> {
  await sendJson('DELETE', `/silences/${encodeURIComponent(id)}`)
  await client.invalidateQueries({ queryKey: keys.alerts })
}

/** One that there is: changed while it runs, or set again when it is over. */
export function ChangeSilencePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/alerts/silences/$id/change' })
  const navigate = useNavigate()
  const { zone } = useReader()
  const change = useChangeSilence()
  const set = useSetSilence()
  const { data: silence, error, refetch } = useQuery({ ...silenceQuery(id), refetchOnWindowFocus: false })
  const isOver = silence?.state === 'expired'
  const onSuccess = (after: Silence) =>
    void navigate({ to: '/alerts/silences/$id', params: { id: after.id }, replace: true })
  const { isPending, error: refusal } = isOver ? set : change
  return (
    <Frame title={t(isOver ? 'silence.setTitle' : 'silence.changeTitle')}>
      {!silence && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!silence && !error && <PageSkeleton />}
      {silence && (
        <SilenceForm
          key={silence.id}
          initial={draftOfSilence(silence, zone)}
          began={silence.starts_at}
          submitLabel={t(isOver ? 'silence.set' : 'common.save')}
          isPending={isPending}
          error={refusal}
          onSubmit={(body) =>
            isOver
              ? whenDone(set.mutateAsync(body), { onSuccess })
              : whenDone(change.mutateAsync({ id: silence.id, body }), { onSuccess })
          }
        />
      )}
    </Frame>
  )
}

function Frame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useTranslation()
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/alerts/silences" label={t('silence.back')} />
            {title}
          </>
        }
      />
      <PageBody>{children}</PageBody>
    </>
  )
}
