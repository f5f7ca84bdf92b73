import { ActionIcon, Button, Menu } from '@mantine/core'
import IconDots from '@tabler/icons-react/dist/esm/icons/IconDots.mjs'
import IconPlus from '@tabler/icons-react/dist/esm/icons/IconPlus.mjs'
import IconUserCheck from '@tabler/icons-react/dist/esm/icons/IconUserCheck.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { schedulesQuery } from '../../features/respond/policies.query.ts'
import { ListSkeleton } from '../../ui/list-skeleton.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { OwnedByFile } from '../../ui/owned-by-file.tsx'
import { EmptyState, ErrorState, useErrorWords } from '../../ui/page-states.tsx'
import { Panel } from '../../ui/panel.tsx'
import { DeleteOnCallWebhookDialog, OnCallWebhookDialog } from './on-call-webhook-dialogs.tsx'
import {
  type OnCallWebhook,
  onCallWebhooksQuery,
  useRotateOnCallSecret,
  useTellOnCall,
} from './on-call-webhooks.query.ts'
import { NewSecretDialog } from './webhook-dialogs.tsx'
import { HealthTags, LastTaken, Trouble } from './webhook-health.tsx'
import { WebhookLog } from './webhook-log.tsx'
import styles from './webhooks.module.css'

/** A secret that was just made; `note`: what holds of the one before it. */
interface Made {
  name: string
  secret: string
  note?: string
}

/** Systems outside that follow who is on call, and what became of what they were told. */
export function OnCallWebhooks({
  mayWrite,
  follow,
  onFollowed,
}: {
  mayWrite: boolean
  /** The schedule that a new one is to follow, where somebody came for that. */
  follow: string | undefined
  onFollowed: () => void
}) {
  const { t } = useTranslation()
  const { data: webhooks, error, refetch } = useQuery(onCallWebhooksQuery)
  const [isAdding, setIsAdding] = useState(false)
  const [made, setMade] = useState<Made>()
  const isOpen = isAdding || (mayWrite && follow !== undefined)
  const add = mayWrite && (
    <Button size="xs" variant="default" leftSection={<IconPlus size={14} />} onClick={() => setIsAdding(true)}>
      {t('webhooks.onCall.add')}
    </Button>
  )
  return (
    <Panel
      title={t('webhooks.onCall.title')}
      {...(webhooks && webhooks.length > 0 && { count: webhooks.length, action: add })}
      isFlush
    >
      {!webhooks && !error && <ListSkeleton rows={2} />}
      {!webhooks && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {webhooks?.length === 0 && (
        <EmptyState
          icon={<IconUserCheck size={22} />}
          title={t('webhooks.onCall.none')}
          text={t('webhooks.onCall.noneText')}
        >
          {add}
        </EmptyState>
      )}
      {webhooks && webhooks.length > 0 && (
        <ul className={styles.list} aria-label={t('webhooks.onCall.title')}>
          {webhooks.map((each) => (
            <li key={each.id} className={styles.item}>
              <Row webhook={each} mayWrite={mayWrite} onMade={setMade} />
            </li>
          ))}
        </ul>
      )}
      {isOpen && (
        <OnCallWebhookDialog
          count={webhooks?.length ?? 0}
          schedule={follow}
          onClose={() => {
            setIsAdding(false)
            onFollowed()
          }}
          onMade={({ name, secret }) => secret !== undefined && setMade({ name, secret })}
        />
      )}
      {made && <NewSecretDialog {...made} text={t('webhooks.onCall.madeText')} onClose={() => setMade(undefined)} />}
    </Panel>
  )
}

function Row({
  webhook,
  mayWrite,
  onMade,
}: {
  webhook: OnCallWebhook
  mayWrite: boolean
  onMade: (made: Made) => void
}) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <div className={styles.row} data-off={!webhook.active || undefined}>
        <div className={styles.what}>
          <span className={styles.head}>
            <span className={styles.name}>{webhook.name}</span>
            <HealthTags of={webhook} />
            <OwnedByFile owner={webhook.owned_by} />
          </span>
          <code className={styles.url}>{webhook.url}</code>
          <span className={styles.facts}>
            <Followed schedules={webhook.schedules} />
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
      {isOpen && (
        <WebhookLog
          family="on-call/webhooks"
          webhook={webhook}
          tell={webhook.active && <TellButton id={webhook.id} />}
        />
      )}
    </>
  )
}

function Followed({ schedules }: { schedules: readonly string[] }) {
  const { data: known = [] } = useQuery(schedulesQuery)
  return schedules.map((id) => (
    <Link key={id} to="/on-call/schedules/$id" params={{ id }} className={styles.link}>
      {known.find((each) => each.id === id)?.name ?? id}
    </Link>
  ))
}

function TellButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const tell = useTellOnCall(id)
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={tell.isPending}
      onClick={() =>
        whenDone(tell.mutateAsync(), {
          onSuccess: () => notifyDone(t('webhooks.onCall.told')),
          onError: (error) => notifyFailed(wordsOf(error)),
        })
      }
    >
      {t('webhooks.onCall.tell')}
    </Button>
  )
}

function MoreMenu({ webhook, onMade }: { webhook: OnCallWebhook; onMade: (made: Made) => void }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const rotate = useRotateOnCallSecret(webhook.id)
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
                onSuccess: ({ secret }) =>
                  onMade({ name: webhook.name, secret, note: t('webhooks.onCall.newSecretText') }),
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
      {open === 'edit' && <OnCallWebhookDialog known={webhook} count={0} onClose={close} />}
      {open === 'delete' && <DeleteOnCallWebhookDialog webhook={webhook} onClose={close} />}
    </>
  )
}
