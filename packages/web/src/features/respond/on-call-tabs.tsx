import '../../messages/organisation-texts.ts'
import { useTranslation } from 'react-i18next'
import { SectionTabs } from '../../ui/section-tabs.tsx'

/** Who answers, and in which order people are asked. */
export function OnCallTabs() {
  const { t } = useTranslation()
  return (
    <SectionTabs
      label={t('nav.onCall')}
      tabs={[
        { to: '/on-call', label: t('onCall.tab'), isExact: true },
        { to: '/on-call/mine', label: t('onCall.mine') },
        { to: '/on-call/schedules', label: t('onCall.schedules') },
        { to: '/on-call/load', label: t('onCall.load') },
        { to: '/on-call/fairness', label: t('onCallTabs.fairness') },
        { to: '/on-call/readiness', label: t('onCallTabs.readiness') },
        { to: '/on-call/contacts', label: t('onCallTabs.contacts') },
        { to: '/on-call/policies', label: t('policy.many') },
      ]}
    />
  )
}
