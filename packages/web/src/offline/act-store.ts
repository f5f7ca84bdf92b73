/** What waits for the line, in IndexedDB: it outlives the page, the browser and the phone's battery. */
import type { QueuedAct } from './queued-act.ts'

const DATABASE = 'tocsin'
const STORE = 'acts'

/** Tells every page of this browser that something changed. */
export const ACTS_CHANGED = 'tocsin-acts'

export async function listActs(): Promise<QueuedAct[]> {
  const acts = await inStore<QueuedAct[]>('readonly', (store) => store.getAll())
  return acts.toSorted((a, b) => a.queuedAt - b.queuedAt)
}

export async function putAct(act: QueuedAct): Promise<void> {
  await inStore('readwrite', (store) => store.put(act))
  tell()
}

export async function removeAct(id: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(id))
  tell()
}

/** Somebody signed out: nothing of theirs is sent by whoever comes next. */
export async function removeAllActs(): Promise<void> {
  await inStore('readwrite', (store) => store.clear())
  tell()
}

function tell(): void {
  const channel = new BroadcastChannel(ACTS_CHANGED)
  channel.postMessage(null)
  channel.close()
}

async function inStore<T>(mode: IDBTransactionMode, run: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open()
  try {
    const transaction = database.transaction(STORE, mode, { durability: 'strict' })
    const request = run(transaction.objectStore(STORE))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    return request.result
  } finally {
    database.close()
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
