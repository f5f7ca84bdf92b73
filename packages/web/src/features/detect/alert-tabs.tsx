import { useTranslation } from 'react-i18next'
import { SectionTabs } from '../../ui/section-tabs.tsx'
import './silences/silence-texts.ts'

/** What came in, and what is kept out. */
export function AlertTabs() {
  const { t } = useTranslation()
  return (
    <SectionTabs
      label={t('nav.alerts')}
      tabs={[
        { to: '/alerts', label: t('nav.alerts'), isExact: true },
        { to: '/alerts/silences', label: t('silence.many') },
      ]}
    />
  )
}
