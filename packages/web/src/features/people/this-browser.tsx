import '../../offline/add-offline-texts.ts'
import { Button } from '@mantine/core'
import IconDeviceMobile from '@tabler/icons-react/dist/esm/icons/IconDeviceMobile.mjs'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import { keys } from '../../api/keys.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import { type Contact, useSendCode } from './account.query.ts'
import styles from './account-page.module.css'
import { calcPushAbility, type PushAbility } from './push-ability.ts'
import { findSubscription, ownName, readTraits, subscribe } from './push-subscription.ts'

/** Makes the browser in the reader's hand a contact, with one press. */
export function ThisBrowser({ person, contacts }: { person: string; contacts: readonly Contact[] }) {
  const { t } = useTranslation()
  const subscription = useQuery({
    queryKey: [...keys.ownContacts, 'this browser', person],
    queryFn: () => findSubscription(person),
  })
  const subscribing = useSubscribe(person)
  const ability = subscribing.data === 'denied' ? 'denied' : calcPushAbility(readTraits())
  const own = contacts.find(({ id, ended }) => id === subscription.data?.contactId && ended === null)
  const isOld = own !== undefined && subscription.data?.isOfKey === false
  return (
    <div className={`${styles.row} ${styles.wide}`}>
      <IconDeviceMobile size={20} aria-hidden="true" />
      <span className={styles.main}>
        {t('browser.title')}
        <span className={styles.wrapped}>{t(wordsOf(ability, own, isOld), { name: ownName() })}</span>
        {own && !own.is_verified && !isOld && <span className={styles.wrapped}>{t('browser.waitingText')}</span>}
      </span>
      {own && !isOld && <TestButton id={own.id} />}
      {(!own || isOld) && (ability === 'ready' || ability === 'denied') && (
        <Button size="xs" loading={subscribing.isPending} onClick={() => subscribing.mutate()}>
          {t(isOld ? 'browser.again' : 'browser.subscribe')}
        </Button>
      )}
    </div>
  )
}

function wordsOf(ability: PushAbility, own: Contact | undefined, isOld: boolean) {
  if (isOld) return 'browser.changed'
  if (own) return own.is_verified ? 'browser.subscribed' : 'browser.waiting'
  return ability === 'ready' ? 'browser.text' : (`browser.${ability}` as const)
}

function useSubscribe(person: string) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const wordsOfError = useErrorWords()
  return useMutation({
    mutationFn: () => subscribe(person),
    onError: (error) =>
      notifyFailed(
        error instanceof ApiError
          ? wordsOfError(error)
          : { title: t('browser.failed'), text: `${t('browser.failedText')} ${error.message}` },
      ),
    onSettled: () => client.invalidateQueries({ queryKey: keys.ownContacts }),
  })
}

/** The whole way again: this browser confirms the test page by itself. */
function TestButton({ id }: { id: string }) {
  const { t } = useTranslation()
  const wordsOf = useErrorWords()
  const send = useSendCode()
  const run = () =>
    send.mutate(id, {
      onSuccess: () => notifyDone(t('browser.tested')),
      onError: (error) => notifyFailed(wordsOf(error)),
    })
  return (
    <Button size="xs" variant="default" loading={send.isPending} onClick={run}>
      {t('browser.test')}
    </Button>
  )
}
