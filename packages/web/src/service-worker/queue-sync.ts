/** The browser wakes the service worker when the line is back, where it can (Background Sync); else an open page does it. */
import { worker } from './worker-scope.ts'

export const SYNC_TAG = 'tocsin-acts'

interface SyncRegistration extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> }
}

export async function askForSync(): Promise<void> {
  const { sync } = worker.registration as SyncRegistration
  // Refused where the reader switched it off: the page sends when it is opened.
  await sync?.register(SYNC_TAG).catch(() => undefined)
}
