/** The subscription of this browser to web push: made with one press, ended when its owner signs out. */
import { getJson, sendJson } from '../../api/request.ts'
import type { Contact } from '../../api/types.ts'
import { readPreference, writePreference } from '../../ports/preferences.ts'
import { type BrowserTraits, nameBrowser } from './push-ability.ts'

export function readTraits(): BrowserTraits {
  return {
    isSecure: isSecureContext,
    hasWorker: 'serviceWorker' in navigator,
    hasPush: 'PushManager' in globalThis,
    permission: 'Notification' in globalThis ? Notification.permission : undefined,
    agent: navigator.userAgent,
    isInstalled: matchMedia('(display-mode: standalone)').matches,
  }
}

export function ownName(): string {
  return nameBrowser(navigator.userAgent)
}

/** `denied`: the reader, or the system, does not want notifications. */
export type Subscribing = { contact: Contact } | 'denied'

/** Rejects with what the server said, or with the browser's own error where its push service cannot be reached. */
export async function subscribe(person: string): Promise<Subscribing> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const registration = await readyWorker()
  const { public_key } = await getJson('/push-key')
  const before = await registration.pushManager.getSubscription()
  // A browser holds on to the key that it was subscribed with.
  if (before && !isOfKey(before, public_key)) await before.unsubscribe()
  const options = { userVisibleOnly: true, applicationServerKey: public_key }
  const subscription = (await registration.pushManager.subscribe(options)).toJSON()
  const { p256dh = '', auth = '' } = subscription.keys ?? {}
  const replaces = rememberedContact(person)
  const contact = await sendJson('POST', '/users/me/browsers', {
    name: ownName(),
    subscription: { endpoint: subscription.endpoint ?? '', keys: { p256dh, auth } },
    ...(replaces && { replaces }),
  })
  writePreference(preferenceOf(person), contact.id)
  return { contact }
}

export interface OwnSubscription {
  /** The contact that this browser was made; there may be none of it any more. */
  contactId: string
  /** False when the installation has other keys by now: nothing reaches this browser. */
  isOfKey: boolean
}

/** Whether this browser is subscribed, as far as it knows itself. */
export async function findSubscription(person: string): Promise<OwnSubscription | null> {
  const contactId = rememberedContact(person)
  const registration = await navigator.serviceWorker?.getRegistration()
  const subscription = await registration?.pushManager?.getSubscription()
  if (!subscription || contactId === null) return null
  const { public_key } = await getJson('/push-key')
  return { contactId, isOfKey: isOfKey(subscription, public_key) }
}

function rememberedContact(person: string): string | null {
  return readPreference(preferenceOf(person))
}

function preferenceOf(person: string): string {
  return `browser-contact.${person}`
}

/** Asked for where somebody does not want to wait for it: the frame registers it a little after the first page. */
async function readyWorker(): Promise<ServiceWorkerRegistration> {
  await navigator.serviceWorker.register('/service-worker.js', { updateViaCache: 'none' })
  return navigator.serviceWorker.ready
}

function isOfKey({ options }: PushSubscription, publicKey: string): boolean {
  if (!options.applicationServerKey) return false
  const bytes = String.fromCharCode(...new Uint8Array(options.applicationServerKey))
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === publicKey
}
