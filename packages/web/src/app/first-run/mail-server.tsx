import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { channelsQuery } from '../../features/people/channels.query.ts'
import { usePermission } from '../../features/people/session.query.ts'
import { LoadingState } from '../../ui/page-states.tsx'
import { textSetting } from '../settings/channel-setting.ts'
import { EmailForm } from '../settings/email-form.tsx'
import { readSmtpAddress } from '../settings/smtp-address.ts'
import styles from './first-run.module.css'

/** Asks for the server that mail leaves through, where none is set up; `children` come once there is one. */
export function MailServer({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const mayWrite = usePermission('settings.write')
  const { data: channels } = useQuery(channelsQuery)
  const [isChanging, setIsChanging] = useState(false)
  const email = channels?.find(({ channel }) => channel === 'email')
  if (!email) return <LoadingState />
  const isReady = email.is_configured && email.is_readable
  if (!isReady && !mayWrite) return <p className={styles.text}>{t('firstRun.contact.mailServerAsk')}</p>
  if (!isReady || isChanging) {
    return (
      <section className={styles.inset} aria-label={t('firstRun.contact.mailServer')}>
        <h3 className={styles.insetTitle}>{t('firstRun.contact.mailServer')}</h3>
        <p className={styles.note}>{t('firstRun.contact.mailServerText')}</p>
        <EmailForm key={JSON.stringify(email.settings)} channel={email}>
          {isReady && (
            <Button variant="subtle" color="gray" onClick={() => setIsChanging(false)}>
              {t('common.cancel')}
            </Button>
          )}
        </EmailForm>
      </section>
    )
  }
  const server = readSmtpAddress(textSetting(email, 'url'))?.form.host ?? textSetting(email, 'url')
  return (
    <>
      <p className={styles.text}>
        {t('firstRun.contact.mailServerDone', { server })}{' '}
        {mayWrite && email.owned_by !== 'file' && (
          <button type="button" className={styles.link} onClick={() => setIsChanging(true)}>
            {t('firstRun.contact.change')}
          </button>
        )}
      </p>
      {children}
    </>
  )
}
