import { Button } from '@mantine/core'
import IconPlugConnected from '@tabler/icons-react/dist/esm/icons/IconPlugConnected.mjs'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { type Channel, useConnectTelegram } from '../../features/people/channels.query.ts'
import { CopyField } from '../../ui/copy-text.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import styles from './channels-page.module.css'

/** What is entered at the provider, so that answers arrive here; Telegram is told by a press. */
export function ProviderAddresses({ channel: { channel, addresses } }: { channel: Channel }) {
  const { t } = useTranslation()
  return (
    <div className={styles.form}>
      <p className={styles.text}>{t('channelSettings.addresses')}</p>
      {addresses.map(({ for: use, url }) => (
        <div key={use}>
          <p className={styles.text}>{t(`channelSettings.addressOf.${use}`)}</p>
          <CopyField value={url} label={t(`channelSettings.addressOf.${use}`)} />
        </div>
      ))}
      {channel === 'telegram' && <ConnectTelegram />}
    </div>
  )
}

function ConnectTelegram() {
  const { t } = useTranslation()
  const connect = useConnectTelegram()
  const wordsOf = useErrorWords()
  const run = () =>
    whenDone(connect.mutateAsync(), {
      onSuccess: () => notifyDone(t('channelSettings.connected')),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <div className={styles.buttons}>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlugConnected size={15} />}
        loading={connect.isPending}
        onClick={run}
      >
        {t('channelSettings.connect')}
      </Button>
    </div>
  )
}
