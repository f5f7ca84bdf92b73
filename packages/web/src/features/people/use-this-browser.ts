import '../../offline/add-offline-texts.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import { keys } from '../../api/keys.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { useErrorWords } from '../../ui/page-states.tsx'
import type { Contact } from './account.query.ts'
import { calcPushAbility, type PushAbility } from './push-ability.ts'
import { findSubscription, ownName, readTraits, subscribe } from './push-subscription.ts'

export interface ThisBrowserState {
  ability: PushAbility
  /** The contact that this browser is; undefined while it is none. */
  contact: Contact | undefined
  /** The installation has other keys by now: nothing reaches this browser until it subscribes again. */
  isOld: boolean
  /** How it stands, and what can be done about it. */
  text: string
  /** Whether a press may subscribe it: it can be, and is not. */
  maySubscribe: boolean
  isSubscribing: boolean
  subscribe: () => void
}

/** The browser in the reader's hand as a way to reach them: how it stands, and what makes it one. */
export function useThisBrowser(person: string, contacts: readonly Contact[]): ThisBrowserState {
  const { t } = useTranslation()
  const subscription = useQuery({
    queryKey: [...keys.ownContacts, 'this browser', person],
    queryFn: () => findSubscription(person),
  })
  const subscribing = useSubscribe(person)
  const ability = subscribing.data === 'denied' ? 'denied' : calcPushAbility(readTraits())
  const contact = contacts.find(({ id, ended }) => id === subscription.data?.contactId && ended === null)
  const isOld = contact !== undefined && subscription.data?.isOfKey === false
  return {
    ability,
    contact,
    isOld,
    text: t(wordsOf(ability, contact, isOld), { name: ownName() }),
    maySubscribe: (!contact || isOld) && (ability === 'ready' || ability === 'denied'),
    isSubscribing: subscribing.isPending,
    subscribe: () => subscribing.mutate(),
  }
}

function wordsOf(ability: PushAbility, contact: Contact | undefined, isOld: boolean) {
  if (isOld) return 'browser.changed'
  if (contact) return contact.is_verified ? 'browser.subscribed' : 'browser.waiting'
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
