import { Button } from '@mantine/core'
import IconKey from '@tabler/icons-react/dist/esm/icons/IconKey.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { useNow } from '../../ui/time/use-now.ts'
import { formatMoment } from '../../ui/time/wall-clock.ts'
import { AddApiKeyDialog, NewKeyDialog } from './api-key-dialogs.tsx'
import styles from './api-keys-page.module.css'
import { type ApiKey, apiKeysQuery, type NewApiKey, useRevokeApiKey } from './settings.query.ts'
import { SettingsTabs } from './settings-tabs.tsx'

/** Keys for programs: what each may do, how long, and when it was last used. The keys themselves are shown once and kept nowhere. */
export function ApiKeysPage() {
  const { t } = useTranslation()
  const mayRead = usePermission('api_key.read')
  const mayWrite = usePermission('api_key.write')
  const { data: apiKeys, error, refetch } = useQuery({ ...apiKeysQuery, enabled: mayRead })
  const [isAdding, setIsAdding] = useState(false)
  const [made, setMade] = useState<NewApiKey>()
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setIsAdding(true)}>
      {t('apiKeys.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.settings')}>{apiKeys && apiKeys.length > 0 && add}</PageHeader>
      <SettingsTabs />
      {!mayRead && <EmptyState title={t('errors.codes.forbidden.title')} text={t('apiKeys.mayNotRead')} />}
      {apiKeys && apiKeys.length > 0 && (
        <ul className={styles.list} aria-label={t('apiKeys.title')}>
          {apiKeys.map((apiKey) => (
            <KeyRow key={apiKey.id} apiKey={apiKey} mayWrite={mayWrite} />
          ))}
        </ul>
      )}
      {apiKeys?.length === 0 && (
        <EmptyState icon={<IconKey size={22} />} title={t('apiKeys.none')} text={t('apiKeys.noneText')}>
          {add}
        </EmptyState>
      )}
      {mayRead && !apiKeys && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {mayRead && !apiKeys && !error && <ListSkeleton />}
      {isAdding && (
        <AddApiKeyDialog
          onClose={() => setIsAdding(false)}
          onMade={(key) => {
            setIsAdding(false)
            setMade(key)
          }}
        />
      )}
      {made && <NewKeyDialog made={made} onClose={() => setMade(undefined)} />}
    </>
  )
}

function KeyRow({ apiKey, mayWrite }: { apiKey: ApiKey; mayWrite: boolean }) {
  const { t } = useTranslation()
  const { name, role, scopes, last_used_at: lastUsed, owned_by: owner } = apiKey
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        {name} <OwnedByFile owner={owner} />
      </span>
      <span className={styles.cell}>{t(`role.${role}`)}</span>
      <span className={styles.scopes}>
        {scopes.length === 0 ? t('apiKeys.allOfRole') : scopes.map((scope) => <code key={scope}>{scope}</code>)}
      </span>
      <span className={styles.cell}>
        {lastUsed === null ? (
          t('apiKeys.neverUsed')
        ) : (
          <>
            {t('apiKeys.lastUsed')} <RelativeTime at={lastUsed} />
          </>
        )}
      </span>
      <Expiry apiKey={apiKey} />
      <span className={styles.action}>{mayWrite && owner === 'app' && <Revoke apiKey={apiKey} />}</span>
    </li>
  )
}

function Expiry({ apiKey: { expires_at: expiresAt } }: { apiKey: ApiKey }) {
  const { t } = useTranslation()
  const reader = useReader()
  const now = useNow('quarter_minute')
  if (expiresAt === null) return <span className={styles.cell}>{t('apiKeys.noExpiry')}</span>
  const atMs = Date.parse(expiresAt)
  if (atMs <= now)
    return (
      <span className={styles.cell}>
        <Tag tone="alarm">{t('apiKeys.expired')}</Tag>
      </span>
    )
  return <span className={styles.cell}>{t('apiKeys.expires', { time: formatMoment(atMs, reader) })}</span>
}

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation()
  const revoke = useRevokeApiKey()
  const wordsOf = useErrorWords()
  return (
    <ConfirmButton
      size="compact-xs"
      label={t('apiKeys.revoke')}
      question={t('apiKeys.revokeQuestion')}
      loading={revoke.isPending}
      onConfirm={() =>
        whenDone(revoke.mutateAsync(apiKey.id), {
          onSuccess: () => notifyDone(t('apiKeys.revoked', { name: apiKey.name })),
          onError: (error) => notifyFailed(wordsOf(error)),
        })
      }
    />
  )
}
