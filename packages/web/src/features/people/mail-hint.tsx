import IconMailOff from '@tabler/icons-react/dist/esm/icons/IconMailOff.mjs'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { channelsQuery } from './channels.query.ts'
import styles from './mail-hint.module.css'
import { usePermission } from './session.query.ts'

/** One line for those who look after the installation, for as long as no page can be mailed. */
export function MailHint() {
  const { t } = useTranslation()
  const mayRead = usePermission('installation.read')
  const maySetUp = usePermission('settings.write')
  const { data: channels } = useQuery({ ...channelsQuery, enabled: mayRead })
  const mail = channels?.find(({ channel }) => channel === 'email')
  if (!mail || mail.is_configured) return null
  return (
    <p className={styles.hint}>
      <IconMailOff size={16} aria-hidden="true" />
      <span>
        {t('mailHint.noMail')}{' '}
        {maySetUp ? <Link to="/settings/channels">{t('mailHint.setUpMail')}</Link> : t('mailHint.askAdmin')}
      </span>
    </p>
  )
}
