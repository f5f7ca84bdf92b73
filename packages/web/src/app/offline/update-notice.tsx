import { Button } from '@mantine/core'
import IconRefresh from '@tabler/icons-react/dist/esm/icons/IconRefresh.mjs'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isProduction } from '../../ports/build.ts'
import { after, every } from '../../ports/clock.ts'
import styles from '../frame/line-notice.module.css'

/** The browser looks for itself at each navigation; a console that stays open for days has to ask. */
const lookForUpdateMs = 30 * 60_000

const TAKE_OVER_MS = 3_000

export interface WorkerState {
  /** `waiting`: a new version is here. `replaced`: another page has gone over to it already. */
  update: 'none' | 'waiting' | 'replaced'
  reload: () => void
}

/** Registers the service worker, and learns of new versions of the console by it. */
export function useWorker(): WorkerState {
  const [update, setUpdate] = useState<WorkerState['update']>('none')
  const [waiting, setWaiting] = useState<ServiceWorker | null>(null)
  useEffect(() => {
    const { serviceWorker } = navigator as Partial<Navigator>
    if (!serviceWorker || !isProduction()) return
    const hadWorker = serviceWorker.controller !== null
    const found = (worker: ServiceWorker | null) => {
      // The first worker of a browser replaces nothing.
      if (worker === null || serviceWorker.controller === null) return
      setWaiting(worker)
      setUpdate('waiting')
    }
    let stop = () => {}
    void register(serviceWorker, found).then((stopLooking) => {
      stop = stopLooking
    })
    const changed = () => {
      if (hadWorker) setUpdate('replaced')
    }
    serviceWorker.addEventListener('controllerchange', changed)
    serviceWorker.controller?.postMessage({ type: 'page_loaded' })
    return () => {
      stop()
      serviceWorker.removeEventListener('controllerchange', changed)
    }
  }, [])
  const reload = () => {
    if (update !== 'waiting' || waiting === null) return location.reload()
    // Once the new worker has taken over, this page is loaded by it; and all the same when it does not in time.
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    after(TAKE_OVER_MS, () => location.reload())
    void takeOver(waiting)
  }
  return { update, reload }
}

/** A still newer one may have taken the place of the worker that was found first. */
async function takeOver(found: ServiceWorker): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration()
  const worker = registration?.waiting ?? found
  worker.postMessage({ type: 'take_over' })
}

/** Without a line, or where the browser refuses, the console works as before, only not without a line. */
async function register(
  container: ServiceWorkerContainer,
  found: (worker: ServiceWorker | null) => void,
): Promise<() => void> {
  const registration = await container
    .register('/service-worker.js', { updateViaCache: 'none' })
    .catch(() => container.getRegistration())
    .catch(() => undefined)
  if (!registration) return () => {}
  found(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const { installing } = registration
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'installed') found(installing)
    })
  })
  return every(lookForUpdateMs, () => void registration.update().catch(() => undefined))
}

/** Says it and waits: nobody's note is lost to a page that reloads by itself. */
export function UpdateNotice({ worker: { update, reload } }: { worker: WorkerState }) {
  const { t } = useTranslation()
  if (update === 'none') return null
  return (
    <div className={styles.notice} data-tone="info">
      <IconRefresh size={17} aria-hidden="true" />
      <span className={styles.words}>{t(update === 'waiting' ? 'offline.update' : 'offline.otherUpdate')}</span>
      <Button size="compact-sm" variant="default" onClick={reload}>
        {t('offline.reload')}
      </Button>
    </div>
  )
}
