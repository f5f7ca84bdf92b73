import '../../messages/channel-texts.ts'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { channelsQuery } from '../../features/people/channels.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { PageSkeleton } from '../../ui/page-skeleton.tsx'
import { EmptyState, ErrorState } from '../../ui/page-states.tsx'
import { BundlingPanel } from './bundling-panel.tsx'
import { ChannelPanel } from './channel-panel.tsx'
import styles from './channels-page.module.css'
import { LimitsPanel } from './limits-panel.tsx'
import { SettingsTabs } from './settings-tabs.tsx'

/** How messages leave the installation. */
export function ChannelsPage() {
  const { t } = useTranslation()
  const mayRead = usePermission('installation.read')
  const mayWrite = usePermission('settings.write')
  const { data: channels, error, refetch } = useQuery({ ...channelsQuery, enabled: mayRead })
  return (
    <>
      <PageHeader title={t('nav.settings')} />
      <SettingsTabs />
      {!mayRead && <EmptyState title={t('errors.codes.forbidden.title')} text={t('channelSettings.mayNotRead')} />}
      {mayRead && channels && (
        <PageBody>
          <p className={styles.intro}>
            {t('channelSettings.text')} {!mayWrite && t('channelSettings.mayNotWrite')}
          </p>
          <div className={styles.panels}>
            <LimitsPanel
              channels={channels.filter(({ is_configured }) => is_configured).map(({ channel }) => channel)}
              mayWrite={mayWrite}
            />
            <BundlingPanel mayWrite={mayWrite} />
            {channels.map((channel) => (
              <ChannelPanel key={channel.channel} channel={channel} mayWrite={mayWrite} />
            ))}
          </div>
        </PageBody>
      )}
      {mayRead && !channels && error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {mayRead && !channels && !error && <PageSkeleton />}
    </>
  )
}
