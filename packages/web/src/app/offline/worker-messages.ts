/** What the service worker tells pages. */
interface WorkerMessages {
  /** Somebody pressed a notification. */
  open: { path: string }
  /** The test page of this browser was confirmed. */
  contact_verified: object
  /** What was shown out of the cache has come from the server after all. */
  view_renewed: object
}

/** Returns what stops it. Without a service worker nothing is ever told. */
export function onWorkerMessage<Name extends keyof WorkerMessages>(
  name: Name,
  run: (message: WorkerMessages[Name]) => void,
): () => void {
  const { serviceWorker } = navigator as Partial<Navigator>
  if (!serviceWorker) return () => {}
  const listen = ({ data }: MessageEvent<{ type?: string } & WorkerMessages[Name]>) => {
    if (data?.type === name) run(data)
  }
  serviceWorker.addEventListener('message', listen)
  serviceWorker.startMessages()
  return () => serviceWorker.removeEventListener('message', listen)
}
