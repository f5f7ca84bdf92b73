import { API } from '../offline/kept-views.ts'
import { worker } from './worker-scope.ts'

/**
 * The browser gave its subscription another address. The server learns of it as of a browser that is subscribed anew: it sends a test
 * page, which this browser confirms. Where nobody is signed in, the next look at the account page says that it has to be done again.
 */
export async function renewSubscription(old: PushSubscription | null): Promise<void> {
  const session = await fetch(`${API}/session`, { credentials: 'same-origin', cache: 'no-store' })
  if (!session.ok) return
  const { csrf_token } = (await session.json()) as { csrf_token: string }
  const key = await fetch(`${API}/push-key`, { credentials: 'same-origin', cache: 'no-store' })
  const { public_key } = (await key.json()) as { public_key: string }
  const options = { userVisibleOnly: true, applicationServerKey: public_key }
  const fresh = await worker.registration.pushManager.subscribe(options)
  const { endpoint, keys } = fresh.toJSON()
  await fetch(`${API}/users/me/browsers`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'X-CSRF-Token': csrf_token },
    body: JSON.stringify({ subscription: { endpoint, keys }, ...(old && { replaces_endpoint: old.endpoint }) }),
  })
}
