import '../../messages/source-texts.ts'
import { Button, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPencil from '@tabler/icons-react/dist/esm/icons/IconPencil.mjs'
import IconSend from '@tabler/icons-react/dist/esm/icons/IconSend.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Source } from '../../api/types.ts'
import { whenDone } from '../../api/when-done.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { notifyFailed, notifyUndoable } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { usePermission } from '../people/session.query.ts'
import { DeadLetters } from './dead-letters.tsx'
import { EditSourceDialog } from './edit-source-dialog.tsx'
import { SourceQuietPanel } from './quiet/source-quiet-panel.tsx'
import { SourceAddressPanel } from './source-address-panel.tsx'
import { SourceNotices } from './source-notices.tsx'
import styles from './source-page.module.css'
import { SourceProofPanel } from './source-proof.tsx'
import { MappingPanel, SourceSettingsPanel } from './source-settings-panel.tsx'
import { SourceDeliveries, SourceProblems, SourceTraffic } from './source-traffic.tsx'
import { bodyOfSource, sourceQuery, useDeleteSource, useReplaceSource, useSendTest } from './sources.query.ts'
import { STREAM_SYSTEMS } from './streams/rule-draft.ts'
import { StreamRulesPanel } from './streams/stream-rules-panel.tsx'

/** One source: its address, what to paste where, and what came in. */
export function SourcePage() {
  const { t } = useTranslation()
  const { id } = useParams({ from: '/frame/sources/$id' })
  const { data: source, error, refetch } = useQuery({ ...sourceQuery(id), refetchInterval: 15_000 })
  return (
    <>
      <PageHeader
        title={
          <>
            <BackLink to="/sources" label={t('sources.back')} />
            <span className={styles.name}>{source?.name ?? id}</span>
            {source && !source.active && <Tag tone="warn">{t('common.inactive')}</Tag>}
            {source && <OwnedByFile owner={source.owned_by} />}
          </>
        }
      >
        {source && <TestButton id={id} />}
        {source && <SourceActions source={source} />}
      </PageHeader>
      {source && <LoadedSource source={source} />}
      {!source && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!source && !error && <PageSkeleton />}
    </>
  )
}

function LoadedSource({ source }: { source: Source }) {
  return (
    <PageBody>
      <div className={styles.columns}>
        <div className={styles.column}>
          <SourceNotices id={source.id} />
          <SourceAddressPanel source={source} />
          <DeadLetters id={source.id} />
          <SourceProblems id={source.id} />
          <SourceDeliveries id={source.id} />
        </div>
        <div className={styles.column}>
          <SourceTraffic source={source} />
          {source.system === 'json' && <MappingPanel source={source} />}
          {STREAM_SYSTEMS.includes(source.system) && <StreamRulesPanel source={source} />}
          <SourceProofPanel source={source} />
          <SourceSettingsPanel source={source} />
          <SourceQuietPanel source={source} />
        </div>
      </div>
    </PageBody>
  )
}

/** Tries the whole way from here to one’s own telephone. */
function TestButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayTest = usePermission('source.read_key')
  const send = useSendTest()
  const wordsOf = useErrorWords()
  const run = () =>
    send.mutate(id, {
      onSuccess: ({ incident }) => void navigate({ to: '/incidents/$id', params: { id: incident } }),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <Button
      size="xs"
      leftSection={<IconSend size={15} />}
      loading={send.isPending}
      disabled={!mayTest}
      title={mayTest ? t('sources.testText') : t('sources.mayNotTest')}
      onClick={run}
    >
      {t('sources.test')}
    </Button>
  )
}

function SourceActions({ source }: { source: Source }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const [isEditing, setIsEditing] = useState(false)
  if (!mayWrite || source.owned_by === 'file') return null
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPencil size={15} />}
        onClick={() => setIsEditing(true)}
        className={styles.wideOnly}
      >
        {t('common.edit')}
      </Button>
      <MoreMenu source={source} onEdit={() => setIsEditing(true)} />
      {isEditing && <EditSourceDialog source={source} onClose={() => setIsEditing(false)} />}
    </>
  )
}

function MoreMenu({ source, onEdit }: { source: Source; onEdit: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const replace = useReplaceSource()
  const drop = useDeleteSource()
  const wordsOf = useErrorWords()
  const onError = (error: unknown) => notifyFailed(wordsOf(error))
  const setActive = (current: Source, active: boolean) =>
    replace.mutateAsync({ id: current.id, body: { ...bodyOfSource(current), active }, version: current.version })
  const turn = () =>
    setActive(source, !source.active).then(
      (changed) =>
        notifyUndoable({
          message: t(source.active ? 'source.deactivated' : 'source.activated', { name: source.name }),
          undo: () => setActive(changed, source.active),
        }),
      onError,
    )
  const [isDeleting, setIsDeleting] = useState(false)
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="xs" variant="default" px={8} aria-label={t('source.more')}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onEdit}>{t('common.edit')}</Menu.Item>
          <Menu.Item onClick={() => void turn()}>
            {t(source.active ? 'source.deactivate' : 'source.activate')}
          </Menu.Item>
          {!source.active && (
            <Menu.Item color="red" onClick={() => setIsDeleting(true)}>
              {t('source.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isDeleting && (
        <ConfirmDialog
          title={t('source.deleteTitle', { name: source.name })}
          text={t('source.deleteText')}
          submitLabel={t('common.delete')}
          onConfirm={() =>
            whenDone(drop.mutateAsync(source.id), { onSuccess: () => void navigate({ to: '/sources' }) })
          }
          onClose={() => setIsDeleting(false)}
          isPending={drop.isPending}
          error={drop.error}
        />
      )}
    </>
  )
}
