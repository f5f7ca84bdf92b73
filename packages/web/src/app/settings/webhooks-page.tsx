import { ActionIcon, Button, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconWebhook from '@tabler/icons-react/dist/esm/icons/IconWebhook.mjs'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { notifyFailed } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { RelativeTime } from '../../ui/time/relative-time.tsx'
import { formatMoment } from '../../ui/time/wall-clock.ts'
import { SettingsTabs } from './settings-tabs.tsx'
import { DeleteWebhookDialog, NewSecretDialog, WebhookDialog } from './webhook-dialogs.tsx'
import { WebhookLog } from './webhook-log.tsx'
import styles from './webhooks.module.css'
import { useRotateSecret, type Webhook, webhooksQuery } from './webhooks.query.ts'

/** A secret that was just made, and until when the former one signs too. */
interface MadeSecret {
  name: string
  secret: string
  formerEndsAt?: string
}

/** Systems outside that are told what happens to incidents, and what became of what they were told. */
export function WebhooksPage() {
  const { t } = useTranslation()
  const mayWrite = usePermission('configuration.write')
  const { data: webhooks, error, refetch, isPending } = useQuery(webhooksQuery)
  const [isAdding, setIsAdding] = useState(false)
  const [made, setMade] = useState<MadeSecret>()
  const add = mayWrite && (
    <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setIsAdding(true)}>
      {t('webhooks.add')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('nav.settings')}>{webhooks && webhooks.length > 0 && add}</PageHeader>
      <SettingsTabs />
      {isPending && <ListSkeleton rows={3} />}
      {!webhooks && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {webhooks?.length === 0 && (
        <EmptyState icon={<IconWebhook size={22} />} title={t('webhooks.none')} text={t('webhooks.noneText')}>
          {add}
        </EmptyState>
      )}
      {webhooks && webhooks.length > 0 && (
        <PageBody>
          <ul className={styles.list} aria-label={t('webhooks.title')}>
            {webhooks.map((each) => (
              <li key={each.id} className={styles.item}>
                <WebhookRow webhook={each} mayWrite={mayWrite} onMade={setMade} />
              </li>
            ))}
          </ul>
        </PageBody>
      )}
      {isAdding && (
        <WebhookDialog
          count={webhooks?.length ?? 0}
          onClose={() => setIsAdding(false)}
          onMade={({ name, secret }) => secret !== undefined && setMade({ name, secret })}
        />
      )}
      {made && <NewSecretDialog {...made} onClose={() => setMade(undefined)} />}
    </>
  )
}

function WebhookRow({
  webhook,
  mayWrite,
  onMade,
}: {
  webhook: Webhook
  mayWrite: boolean
  onMade: (made: MadeSecret) => void
}) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  const { name, url, events = [], last_taken_at: lastTaken } = webhook
  return (
    <>
      <div className={styles.row} data-off={!webhook.active || undefined}>
        <div className={styles.what}>
          <span className={styles.head}>
            <span className={styles.name}>{name}</span>
            <HealthTags webhook={webhook} />
            <OwnedByFile owner={webhook.owned_by} />
          </span>
          <code className={styles.url}>{url}</code>
          <span className={styles.facts}>
            <span>
              {events.length === 0 ? t('webhooks.allEvents') : t('webhooks.manyEvents', { count: events.length })}
            </span>
            <span>
              {lastTaken === null ? (
                t('webhooks.neverTaken')
              ) : (
                <>
                  {t('webhooks.lastTaken')} <RelativeTime at={lastTaken} />
                </>
              )}
            </span>
          </span>
          <Trouble webhook={webhook} />
        </div>
        {mayWrite && (
          <span className={styles.buttons}>
            <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              {t('webhooks.log')}
            </Button>
            <MoreMenu webhook={webhook} onMade={onMade} />
          </span>
        )}
      </div>
      {isOpen && <WebhookLog webhook={webhook} />}
    </>
  )
}

function HealthTags({ webhook: { active, failing_since, waiting, failed } }: { webhook: Webhook }) {
  const { t } = useTranslation()
  return (
    <>
      {!active && <Tag tone="warn">{t('common.inactive')}</Tag>}
      {active && failing_since !== null && <Tag tone="alarm">{t('webhooks.failing')}</Tag>}
      {waiting > 0 && <Tag>{t('webhooks.waiting', { count: waiting })}</Tag>}
      {failed > 0 && <Tag tone="alarm">{t('webhooks.failed', { count: failed })}</Tag>}
    </>
  )
}

/** What is wrong with its receiver, in a sentence. */
function Trouble({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const reader = useReader()
  const { disabled_because: disabled, failing_since: since, last_error: error } = webhook
  if (disabled !== null) return <p className={styles.trouble}>{t(`webhooks.disabled.${disabled}`)}</p>
  if (since === null || error === null) return null
  const time = formatMoment(Date.parse(since), reader)
  return <p className={styles.trouble}>{t('webhooks.failingSince', { time, error })}</p>
}

function MoreMenu({ webhook, onMade }: { webhook: Webhook; onMade: (made: MadeSecret) => void }) {
  const { t } = useTranslation()
  const rotate = useRotateSecret(webhook.id)
  const wordsOf = useErrorWords()
  const [open, setOpen] = useState<'edit' | 'delete'>()
  const close = () => setOpen(undefined)
  const isOurs = webhook.owned_by !== 'file'
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={`${t('common.edit')}: ${webhook.name}`}>
            <IconDots size={15} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {isOurs && <Menu.Item onClick={() => setOpen('edit')}>{t('common.edit')}</Menu.Item>}
          <Menu.Item
            onClick={() =>
              whenDone(rotate.mutateAsync(), {
                onSuccess: ({ secret, former_ends_at: formerEndsAt }) =>
                  onMade({ name: webhook.name, secret, formerEndsAt }),
                onError: (error) => notifyFailed(wordsOf(error)),
              })
            }
          >
            {t('webhooks.newSecret')}
          </Menu.Item>
          {isOurs && (
            <Menu.Item color="red" onClick={() => setOpen('delete')}>
              {t('webhooks.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'edit' && <WebhookDialog known={webhook} count={0} onClose={close} />}
      {open === 'delete' && <DeleteWebhookDialog webhook={webhook} onClose={close} />}
    </>
  )
}
