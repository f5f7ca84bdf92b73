import '../../messages/source-texts.ts'
import { Button } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fieldProblems } from '../../api/api-error.ts'
import type { Source } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { notifyDone } from '../../ui/notify.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { ErrorState, LoadingState } from '../../ui/page-states.tsx'
import { usePermission } from '../people/session.query.ts'
import { parseHeaders } from './headers-text.ts'
import { MappingFields } from './mapping-fields.tsx'
import styles from './mapping-page.module.css'
import { MappingResult } from './mapping-result.tsx'
import { bodyOfSource, sourceQuery, useReplaceSource } from './sources.query.ts'
import { type TriedRequest, TriedRequestPanel } from './tried-request-panel.tsx'
import { useLatePreview } from './use-late-preview.ts'

/** Expressions on one side, what they make of a real body on the other, while they are being written. */
export function MappingPage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/sources/$id/mapping' })
  const { data: source, error, refetch } = useQuery({ ...sourceQuery(id), refetchOnWindowFocus: false })
  if (source) return <MappingEditor key={source.id} source={source} />
  return (
    <>
      <PageHeader title={t('mapping.title')} />
      {error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <LoadingState />}
    </>
  )
}

function MappingEditor({ source }: { source: Source }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const client = useQueryClient()
  const mayWrite = usePermission('configuration.write')
  const replace = useReplaceSource()
  const [base, setBase] = useState(source)
  const [map, setMap] = useState<Record<string, string>>(source.map ?? {})
  const [tried, setTried] = useState<TriedRequest>()
  const written = Object.fromEntries(Object.entries(map).filter(([, expression]) => expression.trim() !== ''))
  const preview = useLatePreview(
    source.id,
    { payload: tried?.payload ?? '', headers: parseHeaders(tried?.headers ?? ''), map: written },
    mayWrite && tried !== undefined,
  )
  const isChanged = JSON.stringify(written) !== JSON.stringify(base.map ?? {})
  const isFile = source.owned_by === 'file'
  const { map: _, ...others } = bodyOfSource(base)
  const save = (version: number) =>
    whenDone(
      replace.mutateAsync({
        id: base.id,
        body: { ...others, ...(Object.keys(written).length > 0 && { map: written }) },
        version,
      }),
      {
        onSuccess: () => {
          notifyDone(t('mapping.saved'))
          void navigate({ to: '/sources/$id', params: { id: base.id } })
        },
      },
    )
  /** Somebody else changed the source: their settings stay, our expressions go over theirs. */
  const saveOver = () =>
    void client.fetchQuery({ ...sourceQuery(base.id), staleTime: 0 }).then((now) => {
      setBase(now)
      save(now.version)
    })
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to={`/sources/${encodeURIComponent(source.id)}` as '/sources'} label={t('mapping.back')} />
            <span className={styles.title}>{t('mapping.of', { name: source.name })}</span>
          </>
        }
      >
        {mayWrite && !isFile && (
          <Button size="xs" loading={replace.isPending} disabled={!isChanged} onClick={() => save(base.version)}>
            {t('common.save')}
          </Button>
        )}
      </PageHeader>
      <PageBody>
        <p className={styles.note}>{t(isFile ? 'mapping.fileText' : mayWrite ? 'mapping.text' : 'mapping.mayNot')}</p>
        <SaveProblem error={replace.error} onOverwrite={saveOver} />
        <div className={styles.columns}>
          <MappingFields
            map={map}
            onChange={setMap}
            errors={preview.data?.errors ?? []}
            refusals={fieldProblems(replace.error)}
          />
          <div className={styles.column}>
            <TriedRequestPanel source={source} tried={tried} onChange={setTried} />
            <MappingResult preview={preview} />
          </div>
        </div>
      </PageBody>
    </>
  )
}

function SaveProblem({ error, onOverwrite }: { error: unknown; onOverwrite: () => void }) {
  const { t } = useTranslation()
  if (!error) return null
  const isConflict = (error as { code?: string }).code === 'version_conflict'
  return (
    <div className={styles.problem} role="alert">
      <span>{isConflict ? t('mapping.conflict') : t('mapping.refused')}</span>
      {isConflict && (
        <Button size="compact-xs" variant="default" onClick={onOverwrite}>
          {t('mapping.saveOver')}
        </Button>
      )}
    </div>
  )
}
