import { Button } from '@mantine/core'
import IconDeviceMobile from '@tabler/icons-react/dist/esm/icons/IconDeviceMobile.mjs'
import { useTranslation } from 'react-i18next'
import { whenDone } from '../../api/when-done.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { type Contact, useSendCode } from './account.query.ts'
import styles from './account-page.module.css'
import { useThisBrowser } from './use-this-browser.ts'

/** Makes the browser in the reader's hand a contact, with one press. */
export function ThisBrowser({ person, contacts }: { person: string; contacts: readonly Contact[] }) {
  const { t } = useTranslation()
  const { contact, isOld, text, maySubscribe, isSubscribing, subscribe } = useThisBrowser(person, contacts)
  return (
    <div className={`${styles.row} ${styles.wide}`}>
      <IconDeviceMobile size={20} aria-hidden="true" />
      <span className={styles.main}>
        {t('browser.title')}
        <span className={styles.wrapped}>{text}</span>
        {contact && !contact.is_verified && !isOld && (
          <span className={styles.wrapped}>{t('browser.waitingText')}</span>
        )}
      </span>
      {contact && !isOld && <TestButton id={contact.id} />}
      {maySubscribe && (
        <Button size="xs" loading={isSubscribing} onClick={subscribe}>
          {t(isOld ? 'browser.again' : 'browser.subscribe')}
        </Button>
      )}
    </div>
  )
}

/** The whole way again: this browser confirms the test page by itself. */
export function TestButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const send = useSendCode()
  const run = () =>
    whenDone(send.mutateAsync(id), {
      onSuccess: () => notifyDone(t('browser.tested')),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <Button size="xs" variant="default" loading={send.isPending} onClick={run}>
      {t('browser.test')}
    </Button>
  )
}
