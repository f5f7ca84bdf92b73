import '../../messages/channel-texts.ts'
import { useTranslation } from 'react-i18next'
import { usePermission } from '../../features/people/session.query.ts'
import { SectionTabs } from '../../ui/section-tabs.tsx'
import './settings-texts.ts'

/** What is set up once for the whole installation; each page for those who may see it. */
export function SettingsTabs() {
  const { t } = useTranslation()
  const mayReadChannels = usePermission('installation.read')
  const mayReadKeys = usePermission('api_key.read')
  const mayReadAudit = usePermission('audit.read')
  return (
    <SectionTabs
      label={t('nav.settings')}
      tabs={[
        { to: '/settings', label: t('general.title'), isExact: true },
        { to: '/settings/calendars', label: t('general.calendars') },
        ...(mayReadChannels ? [{ to: '/settings/channels' as const, label: t('channelSettings.title') }] : []),
        { to: '/settings/templates', label: t('messageTemplates.title') },
        ...(mayReadChannels ? [{ to: '/settings/paging-health' as const, label: t('channelSettings.health') }] : []),
        { to: '/settings/webhooks', label: t('webhooks.title') },
        ...(mayReadKeys ? [{ to: '/settings/api-keys' as const, label: t('apiKeys.title') }] : []),
        ...(mayReadAudit ? [{ to: '/settings/audit' as const, label: t('audit.title') }] : []),
      ]}
    />
  )
}
