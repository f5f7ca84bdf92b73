import { Button } from '@mantine/core'
import IconHash from '@tabler/icons-react/dist/esm/icons/IconHash.mjs'
import IconHeadset from '@tabler/icons-react/dist/esm/icons/IconHeadset.mjs'
import { useTranslation } from 'react-i18next'
import type { IncidentDetail } from '../../api/types.ts'
import styles from './incident-page.module.css'

/** Where people meet over it: the call, and its channel in Slack. */
export function RoomLinks({ incident: { bridge, channel } }: { incident: IncidentDetail }) {
  const { t } = useTranslation()
  if (bridge === null && channel === null) return null
  return (
    <div className={styles.rooms}>
      {bridge !== null && (
        <Button
          component="a"
          href={bridge}
          target="_blank"
          rel="noopener noreferrer"
          size="xs"
          variant="light"
          title={bridge}
          leftSection={<IconHeadset size={15} aria-hidden="true" />}
        >
          {t('incident.joinCall')}
        </Button>
      )}
      {channel !== null && <ChannelLink channel={channel} />}
    </div>
  )
}

function ChannelLink({ channel: { name, url } }: { channel: NonNullable<IncidentDetail['channel']> }) {
  const { t } = useTranslation()
  if (name === null || url === null) return <span className={styles.metaItem}>{t('incident.channelComes')}</span>
  return (
    <Button
      component="a"
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      size="xs"
      variant="default"
      className={styles.room}
      aria-label={t('incident.openChannel', { channel: name })}
      leftSection={<IconHash size={15} aria-hidden="true" />}
    >
      {name}
    </Button>
  )
}
