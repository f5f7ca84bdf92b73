import { Button } from '@mantine/core'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { type Channel, useRemoveChannel } from '../../features/people/channels.query.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useWords } from '../../ui/use-words.ts'
import { CHANNEL_FIELDS } from './channel-fields.ts'
import { ChannelForm } from './channel-form.tsx'
import { type ChannelFormProps, withSecond } from './channel-setting.ts'
import styles from './channels-page.module.css'
import { EmailForm } from './email-form.tsx'
import { NtfyForm } from './ntfy-form.tsx'
import { ProviderAddresses } from './provider-addresses.tsx'
import { SecondProvider } from './second-provider.tsx'
import { SlackConnections } from './slack-connections.tsx'
import { SlackRooms } from './slack-rooms.tsx'
import { TestPage } from './test-page.tsx'

const forms = new Map<string, ComponentType<ChannelFormProps>>([
  ['email', EmailForm],
  ['ntfy', NtfyForm],
  ...[...CHANNEL_FIELDS.keys()].map((name): [string, ComponentType<ChannelFormProps>] => [name, ChannelForm]),
])

/** One channel: whether it is set up, its settings without secrets, and the form that changes them. */
export function ChannelPanel({ channel, mayWrite }: { channel: Channel; mayWrite: boolean }) {
  const { t } = useTranslation()
  const words = useWords()
  const { channel: name, settings, owned_by, is_configured, is_readable } = channel
  // Most installations use a few of the many channels: the forms of the others wait until they are asked for.
  const [isAsked, setIsAsked] = useState(false)
  const isWaiting = CHANNEL_FIELDS.has(name) && !is_configured && !isAsked
  const Form = mayWrite && owned_by !== 'file' ? forms.get(name) : undefined
  const about = words(`channelSettings.about.${name}`, '')
  return (
    <Panel title={words(`channels.${name}`, name)} action={<ChannelState channel={channel} />}>
      <div className={styles.content}>
        {about !== '' && <p className={styles.text}>{about}</p>}
        {owned_by === 'file' && <p className={styles.text}>{t('common.ownedByFileText')}</p>}
        {!is_readable && <p className={styles.warning}>{t('channelSettings.unreadable')}</p>}
        {Form && isWaiting ? (
          <div className={styles.buttons}>
            <Button
              size="xs"
              variant="default"
              aria-label={t('channelSettings.setUpChannel', { channel: words(`channels.${name}`, name) })}
              onClick={() => setIsAsked(true)}
            >
              {t('channelSettings.setUp')}
            </Button>
          </div>
        ) : Form ? (
          // What is stored is read once into the fields; when it is changed the form begins anew.
          <>
            <Form key={JSON.stringify(settings)} channel={channel} whole={withSecond(channel)}>
              {is_configured && <RemoveButton name={name} />}
            </Form>
            {is_configured && channel.takes_second && <SecondProvider channel={channel} Form={Form} />}
          </>
        ) : (
          settings && <Properties rows={rowsOf(settings)} />
        )}
        {name === 'slack' && settings?.app_token !== undefined && <SlackConnections />}
        {name === 'slack' && is_configured && <SlackRooms mayWrite={mayWrite} />}
        {mayWrite && channel.addresses.length > 0 && <ProviderAddresses channel={channel} />}
        {name === 'email' && is_configured && is_readable && <TestPage />}
      </div>
    </Panel>
  )
}

function rowsOf(settings: Record<string, unknown>, prefix = ''): { name: string; value: string }[] {
  return Object.entries(settings).flatMap(([field, value]) =>
    typeof value === 'object' && value !== null
      ? rowsOf(value as Record<string, unknown>, `${field}.`)
      : [{ name: `${prefix}${field}`, value: String(value) }],
  )
}

function ChannelState({ channel: { is_configured, works_without, owned_by } }: { channel: Channel }) {
  const { t } = useTranslation()
  const missing = works_without ? (
    <Tag>{t('channelSettings.works')}</Tag>
  ) : (
    <Tag tone="warn">{t('channelSettings.missing')}</Tag>
  )
  return (
    <span className={styles.tags}>
      {is_configured ? <Tag tone="ok">{t('channelSettings.ready')}</Tag> : missing}
      {owned_by === 'file' && <Tag title={t('common.ownedByFileText')}>{t('common.ownedByFile')}</Tag>}
    </span>
  )
}

function RemoveButton({ name }: { name: string }) {
  const { t } = useTranslation()
  const remove = useRemoveChannel(name)
  const wordsOf = useErrorWords()
  const run = () =>
    whenDone(remove.mutateAsync(), {
      onSuccess: () => notifyDone(t('channelSettings.removed')),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <ConfirmButton
      label={t('channelSettings.remove')}
      question={t('channelSettings.removeQuestion')}
      onConfirm={run}
      loading={remove.isPending}
    />
  )
}
