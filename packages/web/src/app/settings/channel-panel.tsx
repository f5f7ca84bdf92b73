import { useTranslation } from 'react-i18next'
import { type Channel, useRemoveChannel } from '../../features/people/channels.query.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { Panel, Properties } from '../../ui/panel.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useWords } from '../../ui/use-words.ts'
import styles from './channels-page.module.css'
import { EmailForm } from './email-form.tsx'
import { NtfyForm } from './ntfy-form.tsx'
import { TestPage } from './test-page.tsx'

const forms = new Map([
  ['email', EmailForm],
  ['ntfy', NtfyForm],
])

/** One channel: whether it is set up, its settings without secrets, and the form that changes them. */
export function ChannelPanel({ channel, mayWrite }: { channel: Channel; mayWrite: boolean }) {
  const { t } = useTranslation()
  const words = useWords()
  const { channel: name, settings, owned_by, is_configured, is_readable } = channel
  const Form = mayWrite && owned_by !== 'file' ? forms.get(name) : undefined
  const about = words(`channelSettings.about.${name}`, '')
  return (
    <Panel title={words(`channels.${name}`, name)} action={<ChannelState channel={channel} />}>
      <div className={styles.content}>
        {about !== '' && <p className={styles.text}>{about}</p>}
        {owned_by === 'file' && <p className={styles.text}>{t('common.ownedByFileText')}</p>}
        {!is_readable && <p className={styles.warning}>{t('channelSettings.unreadable')}</p>}
        {Form ? (
          // What is stored is read once into the fields; when it is changed the form begins anew.
          <Form key={JSON.stringify(settings)} channel={channel}>
            {is_configured && <RemoveButton name={name} />}
          </Form>
        ) : (
          settings && (
            <Properties
              rows={Object.entries(settings).map(([field, value]) => ({ name: field, value: String(value) }))}
            />
          )
        )}
        {name === 'email' && is_configured && is_readable && <TestPage />}
      </div>
    </Panel>
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
    remove.mutate(undefined, {
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
