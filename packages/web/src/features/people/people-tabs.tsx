import '../../messages/organisation-texts.ts'
import { useTranslation } from 'react-i18next'
import { SectionTabs } from '../../ui/section-tabs.tsx'

/** People, and the teams that they are in. */
export function PeopleTabs() {
  const { t } = useTranslation()
  return (
    <SectionTabs
      label={t('nav.people')}
      tabs={[
        { to: '/people', label: t('nav.people'), isExact: true },
        { to: '/people/teams', label: t('teams.many') },
        { to: '/people/why', label: t('pagedAbout.tab') },
      ]}
    />
  )
}
