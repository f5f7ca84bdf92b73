/**
 * The console's service worker: keeps its files and the last views for when the line is down, sends what was pressed meanwhile, and
 * shows pages as notifications. What it answers from a cache says so, with its age.
 */
import { listActs, removeAct } from '../offline/act-store.ts'
import { API } from '../offline/kept-views.ts'
import { sendActs } from '../offline/send-acts.ts'
import { closeNotifications, pressed, showOutcome, showPush, showQuestion } from './notifications.ts'
import { SYNC_TAG } from './queue-sync.ts'
import { answerAsset, answerFile, answerPage, dropOldShells, isAsset, isPage, keepShell } from './shell-cache.ts'
import { renewSubscription } from './subscription-change.ts'
import { answerView, isView } from './view-cache.ts'
import { type FetchEvent, worker } from './worker-scope.ts'

worker.addEventListener('install', (event) => event.waitUntil(keepShell()))

worker.addEventListener('activate', (event) => event.waitUntil(worker.clients.claim().then(dropOldShells)))

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (url.origin !== worker.location.origin) return
  const answer = answerOf(event, url)
  if (answer !== undefined) event.respondWith(answer)
})

function answerOf(event: FetchEvent, url: URL): Promise<Response> | undefined {
  const { request } = event
  const keepAlive = (work: Promise<unknown>) => event.waitUntil(work)
  if (isView(request, url)) return answerView(request, keepAlive)
  if (url.pathname.startsWith(`${API}/`)) return answerWork(request, url, keepAlive)
  if (request.method !== 'GET') return undefined
  if (isPage(request, url)) return answerPage(request)
  if (isAsset(url)) return answerAsset(request)
  return /\.(js|svg|png|webmanifest)$/.test(url.pathname) ? answerFile(request) : undefined
}

const TAKING = /^\/api\/v1\/incidents\/([^/]+)\/(acknowledge|resolve|close|decline|merge)$/

/** Who takes or ends an incident here needs no notification of it any more. */
function answerWork(
  request: Request,
  url: URL,
  keepAlive: (work: Promise<unknown>) => void,
): Promise<Response> | undefined {
  const incident = request.method === 'POST' ? TAKING.exec(url.pathname)?.[1] : undefined
  if (incident === undefined) return undefined
  return fetch(request).then((answer) => {
    if (answer.ok) keepAlive(closeNotifications(decodeURIComponent(incident)))
    return answer
  })
}

worker.addEventListener('push', (event) => event.waitUntil(showPush(event.data?.text())))

worker.addEventListener('notificationclick', (event) => event.waitUntil(pressed(event.notification, event.action)))

worker.addEventListener('pushsubscriptionchange', (event) => event.waitUntil(renewSubscription(event.oldSubscription)))

worker.addEventListener('sync', (event) => {
  if (event.tag === SYNC_TAG) event.waitUntil(sendInBackground())
})

/** Rejects while the line is down: the browser then tries again by itself. Where no page is open, a notification tells. */
async function sendInBackground(): Promise<void> {
  const left = await sendActs()
  const pages = await worker.clients.matchAll({ type: 'window' })
  if (pages.length === 0) await tellOutcomes()
  if (left > 0) throw new Error('the line is still down')
}

async function tellOutcomes(): Promise<void> {
  if (Notification.permission !== 'granted') return
  for (const act of await listActs()) {
    if (typeof act.state === 'object') {
      await showOutcome(act, act.state.done)
      await removeAct(act.id)
    } else if (act.state === 'asks') await showQuestion(act)
  }
}

worker.addEventListener('message', (event) => {
  const { type } = (event.data ?? {}) as { type?: string }
  if (type === 'take_over') event.waitUntil(worker.skipWaiting())
  if (type === 'page_loaded') event.waitUntil(dropOldShells())
})
