import { useTranslation } from 'react-i18next'
import { SectionTabs } from '../../ui/section-tabs.tsx'
import '../../messages/quiet-texts.ts'
import './rules/rule-texts.ts'
import './silences/silence-texts.ts'

/** What came in, and what is kept out. */
export function AlertTabs() {
  const { t } = useTranslation()
  return (
    <SectionTabs
      label={t('nav.alerts')}
      tabs={[
        { to: '/alerts', label: t('nav.alerts'), isExact: true },
        { to: '/alerts/rules', label: t('eventRule.many') },
        { to: '/alerts/silences', label: t('silence.many') },
        { to: '/alerts/maintenance', label: t('maintenance.many') },
        { to: '/alerts/inhibitions', label: t('inhibition.many') },
        { to: '/alerts/noise', label: t('noise.many') },
      ]}
    />
  )
}
