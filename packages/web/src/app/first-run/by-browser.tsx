import { Button } from '@mantine/core'
import IconBellRinging from '@tabler/icons-react/dist/esm/icons/IconBellRinging.mjs'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { keys } from '../../api/keys.ts'
import type { Contact } from '../../features/people/account.query.ts'
import { calcPushAbility } from '../../features/people/push-ability.ts'
import { readTraits } from '../../features/people/push-subscription.ts'
import { TestButton } from '../../features/people/this-browser.tsx'
import { useThisBrowser } from '../../features/people/use-this-browser.ts'
import { onWorkerMessage } from '../offline/worker-messages.ts'
import styles from './first-run.module.css'

/** Whether the browser in the reader's hand is worth offering: it can show pages now, or once the reader lets it. */
export function isBrowserOffered(): boolean {
  const ability = calcPushAbility(readTraits())
  return ability === 'ready' || ability === 'denied' || ability === 'install_first'
}

/** One press makes this browser a contact; the test page goes to it, and it confirms that by itself. */
export function ByBrowser({ person, contacts }: { person: string; contacts: readonly Contact[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { contact, isOld, text, maySubscribe, isSubscribing, subscribe } = useThisBrowser(person, contacts)
  useEffect(
    () =>
      onWorkerMessage('contact_verified', () => {
        for (const queryKey of [keys.ownContacts, keys.firstRun, keys.home]) void client.invalidateQueries({ queryKey })
      }),
    [client],
  )
  const isWaiting = contact !== undefined && !contact.is_verified && !isOld
  return (
    <div className={styles.form}>
      <p className={styles.text} role="status">
        {text} {isWaiting && t('browser.waitingText')}
      </p>
      <div className={styles.buttons}>
        {contact && !isOld && <TestButton id={contact.id} />}
        {maySubscribe && (
          <Button leftSection={<IconBellRinging size={16} />} loading={isSubscribing} onClick={subscribe}>
            {t(isOld ? 'browser.again' : 'browser.subscribe')}
          </Button>
        )}
      </div>
    </div>
  )
}
