import { Button } from '@mantine/core'
import { type ComponentType, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { type Channel, useSaveChannel } from '../../features/people/channels.query.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { useWords } from '../../ui/use-words.ts'
import { type ChannelFormProps, secondOf, withFirst, withoutSecond } from './channel-setting.ts'
import styles from './channels-page.module.css'

/** Who takes the messages of a channel that its first provider does not. */
export function SecondProvider({ channel, Form }: { channel: Channel; Form: ComponentType<ChannelFormProps> }) {
  const { t } = useTranslation()
  const words = useWords()
  const second = secondOf(channel)
  const [isAsked, setIsAsked] = useState(false)
  const name = words(`channels.${channel.channel}`, channel.channel)
  if (!second.is_configured && !isAsked)
    return (
      <div className={styles.buttons}>
        <Button
          size="xs"
          variant="default"
          aria-label={t('channelSettings.second.addTo', { channel: name })}
          onClick={() => setIsAsked(true)}
        >
          {t('channelSettings.second.add')}
        </Button>
      </div>
    )
  return (
    <section className={styles.second} aria-label={t('channelSettings.second.of', { channel: name })}>
      <h3 className={styles.heading}>{t('channelSettings.second.title')}</h3>
      <p className={styles.text}>{t('channelSettings.second.text')}</p>
      <Form key={JSON.stringify(second.settings)} channel={second} whole={withFirst(channel)}>
        {second.is_configured ? (
          <RemoveSecond channel={channel} onRemoved={() => setIsAsked(false)} />
        ) : (
          <Button variant="default" onClick={() => setIsAsked(false)}>
            {t('common.cancel')}
          </Button>
        )}
      </Form>
    </section>
  )
}

function RemoveSecond({ channel, onRemoved }: { channel: Channel; onRemoved: () => void }) {
  const { t } = useTranslation()
  const save = useSaveChannel(channel.channel)
  const wordsOf = useErrorWords()
  const run = () =>
    whenDone(save.mutateAsync(withoutSecond(channel)), {
      onSuccess: () => {
        notifyDone(t('channelSettings.second.removed'))
        onRemoved()
      },
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <ConfirmButton
      label={t('channelSettings.second.remove')}
      question={t('channelSettings.second.removeQuestion')}
      onConfirm={run}
      loading={save.isPending}
    />
  )
}
