import { now } from '../ports/clock.ts'
import { listActs, putAct } from './act-store.ts'
import { actId, type QueuedAct } from './queued-act.ts'

/** Keeps what was pressed until the line is back. Pressed twice it is one act, of the first moment. */
export async function queueAct(
  pressed: Pick<QueuedAct, 'kind' | 'incident' | 'title' | 'body'> & { person: string },
): Promise<void> {
  const id = actId(pressed)
  const before = (await listActs()).find((act) => act.id === id && act.state === 'waiting')
  if (before) return
  await putAct({ ...pressed, id, queuedAt: now(), state: 'waiting' })
  await askForSync()
}

/** Where the browser can, it wakes the service worker when the line is back, also when no page is open by then. */
async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined)
  const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } }
  await sync?.register('tocsin-acts').catch(() => undefined)
}
