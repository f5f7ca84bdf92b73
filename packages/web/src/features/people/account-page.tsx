import '../../messages/account-texts.ts'
import '../../messages/organisation-texts.ts'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { PageBody, PageHeader } from '../../ui/page-header.tsx'
import { LoadingState } from '../../ui/page-states.tsx'
import { Tag } from '../../ui/tag.tsx'
import styles from './account-page.module.css'
import { BundlingPanel } from './bundling-panel.tsx'
import { CalendarFeedsPanel } from './calendar-feeds-panel.tsx'
import { ContactsPanel } from './contacts-panel.tsx'
import { HoursPanel } from './hours-panel.tsx'
import { LowUrgencyPanel } from './low-urgency-panel.tsx'
import { MessageUsePanel } from './message-use-panel.tsx'
import { PasswordPanel } from './password-panel.tsx'
import { ProfilePanel } from './profile-panel.tsx'
import { RulesPanel } from './rules-panel.tsx'
import { sessionQuery } from './session.query.ts'
import { SessionsPanel } from './sessions-panel.tsx'

/** What people look after themselves: how they are reached, and who they are. */
export function AccountPage() {
  const { t } = useTranslation()
  const { data: session } = useQuery(sessionQuery)
  if (!session) return <LoadingState />
  const isOfFile = session.user.owned_by === 'file'
  return (
    <>
      <PageHeader
        title={
          <>
            {t('nav.account')}
            {isOfFile && <Tag title={t('common.ownedByFileText')}>{t('common.ownedByFile')}</Tag>}
          </>
        }
      >
        <Button component={Link} to="/people/why" size="xs" variant="default">
          {t('pagedAbout.title')}
        </Button>
      </PageHeader>
      <PageBody>
        {isOfFile && <p className={styles.notice}>{t('account.fileText')}</p>}
        <div className={styles.columns}>
          <div className={styles.column}>
            <ContactsPanel />
            <MessageUsePanel />
            <RulesPanel />
            <CalendarFeedsPanel />
            <SessionsPanel />
          </div>
          <div className={styles.column}>
            <ProfilePanel user={session.user} />
            <HoursPanel user={session.user} />
            <BundlingPanel user={session.user} />
            <LowUrgencyPanel user={session.user} />
            <PasswordPanel email={session.user.email} />
          </div>
        </div>
      </PageBody>
    </>
  )
}
