import { sendJson } from '../../api/request.ts'

/** Whoever signs out is not paged in this browser any more: the next one to use it may be somebody else. */
export async function leaveBrowser(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration()
  const subscription = await registration?.pushManager?.getSubscription()
  if (!subscription) return
  await sendJson('POST', '/users/me/browsers/end', { endpoint: subscription.endpoint })
  await subscription.unsubscribe()
}
