import { ActionIcon, Button, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconWebhook from '@tabler/icons-react/dist/esm/icons/IconWebhook.mjs'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { notifyFailed } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { EmptyState, ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { useReader } from '../../ui/time/reader.ts'
import { formatMoment } from '../../ui/time/wall-clock.ts'
import { OnCallWebhooks } from './on-call-webhooks.tsx'
import { SettingsTabs } from './settings-tabs.tsx'
import { DeleteWebhookDialog, NewSecretDialog, WebhookDialog } from './webhook-dialogs.tsx'
import { HealthTags, LastTaken, Trouble } from './webhook-health.tsx'
import { WebhookLog } from './webhook-log.tsx'
import styles from './webhooks.module.css'
import { useRotateSecret, type Webhook, webhooksQuery } from './webhooks.query.ts'

/** A secret that was just made; `note`: until when the former one signs too. */
interface MadeSecret {
  name: string
  secret: string
  note?: string
}

/** Systems outside that are told what happens, and what became of what they were told. */
export function WebhooksPage() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { follow } = useSearch({ from: '/frame/settings/webhooks' })
  const mayWrite = usePermission('configuration.write')
  return (
    <>
      <PageHeader title={t('nav.settings')} />
      <SettingsTabs />
      <PageBody>
        <EventWebhooks mayWrite={mayWrite} />
        <OnCallWebhooks
          mayWrite={mayWrite}
          follow={follow}
          onFollowed={() => void navigate({ to: '/settings/webhooks', search: {}, replace: true })}
        />
      </PageBody>
    </>
  )
}

/** Those that hear of incidents. */
function EventWebhooks({ mayWrite }: { mayWrite: boolean }) {
  const { t } = useTranslation()
  const { data: webhooks, error, refetch } = useQuery(webhooksQuery)
  const [isAdding, setIsAdding] = useState(false)
  const [made, setMade] = useState<MadeSecret>()
  const add = mayWrite && (
    <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setIsAdding(true)}>
      {t('webhooks.add')}
    </Button>
  )
  return (
    <Panel
      title={t('webhooks.titleOfEvents')}
      {...(webhooks && webhooks.length > 0 && { count: webhooks.length, action: add })}
      isFlush
    >
      {!webhooks && !error && <ListSkeleton rows={3} />}
      {!webhooks && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {webhooks?.length === 0 && (
        <EmptyState icon={<IconWebhook size={22} />} title={t('webhooks.none')} text={t('webhooks.noneText')}>
          {add}
        </EmptyState>
      )}
      {webhooks && webhooks.length > 0 && (
        <ul className={styles.list} aria-label={t('webhooks.title')}>
          {webhooks.map((each) => (
            <li key={each.id} className={styles.item}>
              <WebhookRow webhook={each} mayWrite={mayWrite} onMade={setMade} />
            </li>
          ))}
        </ul>
      )}
      {isAdding && (
        <WebhookDialog
          count={webhooks?.length ?? 0}
          onClose={() => setIsAdding(false)}
          onMade={({ name, secret }) => secret !== undefined && setMade({ name, secret })}
        />
      )}
      {made && <NewSecretDialog {...made} text={t('webhooks.madeText')} onClose={() => setMade(undefined)} />}
    </Panel>
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
  const { name, url, events = [] } = webhook
  return (
    <>
      <div className={styles.row} data-off={!webhook.active || undefined}>
        <div className={styles.what}>
          <span className={styles.head}>
            <span className={styles.name}>{name}</span>
            <HealthTags of={webhook} />
            <OwnedByFile owner={webhook.owned_by} />
          </span>
          <code className={styles.url}>{url}</code>
          <span className={styles.facts}>
            <span>
              {events.length === 0 ? t('webhooks.allEvents') : t('webhooks.manyEvents', { count: events.length })}
            </span>
            <LastTaken of={webhook} />
          </span>
          <Trouble of={webhook} />
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
      {isOpen && <WebhookLog family="webhooks" webhook={webhook} />}
    </>
  )
}

function MoreMenu({ webhook, onMade }: { webhook: Webhook; onMade: (made: MadeSecret) => void }) {
  const { t } = useTranslation()
  const rotate = useRotateSecret(webhook.id)
  const wordsOf = useErrorWords()
  const reader = useReader()
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
                onSuccess: ({ secret, former_ends_at: formerEndsAt }) => {
                  const time = formatMoment(Date.parse(formerEndsAt), reader)
                  onMade({ name: webhook.name, secret, note: t('webhooks.newSecretText', { time }) })
                },
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
