/** Pushes as notifications, and what a press on one does. */
import { putAct } from '../offline/act-store.ts'
import { API } from '../offline/kept-views.ts'
import { type ActOutcome, actId, type QueuedAct } from '../offline/queued-act.ts'
import { followLink } from '../offline/send-acts.ts'
import { now } from '../ports/clock.ts'
import { ACKNOWLEDGE, confirmationOf, type NotificationData, notificationOf, parsePush } from './push-message.ts'
import { askForSync } from './queue-sync.ts'
import { worker } from './worker-scope.ts'
import { clockTime, say, workerWords } from './worker-words.ts'

const LOOKS = { icon: '/icons/icon-192.png', badge: '/icons/badge-96.png' } as const

export async function showPush(text: string | undefined): Promise<void> {
  const payload = parsePush(text)
  const confirmation = payload && confirmationOf(payload)
  if (payload !== undefined && confirmation !== undefined) {
    const { title, body } = await confirm(confirmation)
    const data: NotificationData = { view: payload.view ?? '/account', title }
    return show(title, { ...LOOKS, tag: payload.tag, body, data })
  }
  const [title, shown] = notificationOf(payload, workerWords())
  await show(title, shown)
}

/** The test page proves itself: the browser that could read it answers with its code. Else somebody types it. */
async function confirm({ code, contact }: { code: string; contact: string }): Promise<{ title: string; body: string }> {
  const words = workerWords()
  const isConfirmed = await sendCode(contact, code).catch(() => false)
  if (!isConfirmed) return { title: say(words.code, { code }), body: words.codeText }
  for (const page of await worker.clients.matchAll({ type: 'window' })) page.postMessage({ type: 'contact_verified' })
  return { title: words.confirmed, body: words.confirmedText }
}

async function sendCode(contact: string, code: string): Promise<boolean> {
  const session = await fetch(`${API}/session`, { credentials: 'same-origin', cache: 'no-store' })
  if (!session.ok) return false
  const { csrf_token } = (await session.json()) as { csrf_token: string }
  const answer = await fetch(`${API}/users/me/contacts/${encodeURIComponent(contact)}/verify`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json', 'X-CSRF-Token': csrf_token },
    body: JSON.stringify({ code }),
  })
  return answer.ok
}

export async function pressed(notification: Notification, action: string): Promise<void> {
  const data = (notification.data ?? { view: '/', title: '' }) as NotificationData
  notification.close()
  if (action === ACKNOWLEDGE && data.acknowledge !== undefined)
    return acknowledge(notification.tag, data, data.acknowledge)
  await openPage(data.view)
}

/** By the signed link of the page, which needs no login; without a line it waits like every other acknowledge. */
async function acknowledge(tag: string, data: NotificationData, link: string): Promise<void> {
  const incident = data.incident ?? ''
  const words = workerWords()
  try {
    return await showOutcome({ incident, title: data.title }, await followLink(link), tag)
  } catch {
    const queuedAt = now()
    const act: QueuedAct = {
      ...{ id: actId({ kind: 'acknowledge', incident }), kind: 'acknowledge', incident, title: data.title },
      ...{ link, queuedAt, state: 'waiting' },
    }
    await putAct(act)
    await askForSync()
    const body = say(words.queuedText, { time: clockTime(queuedAt) })
    await show(words.queued, { ...LOOKS, tag, body: `${data.title}\n${body}`, silent: true, data })
  }
}

/** What became of an acknowledge, in the place of the page that it answers. */
export async function showOutcome(
  { incident, title }: Pick<QueuedAct, 'incident' | 'title'>,
  done: ActOutcome,
  tag = incident,
): Promise<void> {
  const words = workerWords()
  const data: NotificationData = { view: `/incidents/${incident}`, title, incident }
  const [heading, text] = {
    sent: [say(words.sent, { incident }), words.sentText],
    over: [say(words.over, { incident }), words.idle],
    taken: [say(words.taken, { incident, by: done.outcome === 'taken' ? done.by : '' }), words.idle],
    refused: [say(words.refused, { incident }), done.outcome === 'refused' ? done.message : ''],
  }[done.outcome] as [string, string]
  await show(heading, { ...LOOKS, tag, body: `${title}\n${text}`, silent: true, data })
}

/** Too old to be sent without a word. */
export async function showQuestion({ incident, title, queuedAt }: QueuedAct): Promise<void> {
  const words = workerWords()
  const body = `${title}\n${say(words.asksText, { time: clockTime(queuedAt) })}`
  const data: NotificationData = { view: `/incidents/${incident}`, title, incident }
  await show(say(words.asks, { incident }), { ...LOOKS, tag: incident, body, data })
}

/** Somebody works on it: its notification has done its work. */
export async function closeNotifications(incident: string): Promise<void> {
  for (const notification of await worker.registration.getNotifications({ tag: incident })) notification.close()
}

/** An open page goes there by itself; where none is open, one opens. */
async function openPage(view: string): Promise<void> {
  const [page] = await worker.clients.matchAll({ type: 'window' })
  if (page === undefined) return void (await worker.clients.openWindow(view))
  page.postMessage({ type: 'open', path: view })
  await page.focus()
}

/** Without the permission nothing can be shown, and nothing is lost: the pages tell it too. */
async function show(title: string, options: NotificationOptions): Promise<void> {
  if (Notification.permission !== 'granted') return
  await worker.registration.showNotification(title, options)
}
