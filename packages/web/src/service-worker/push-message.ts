/** What the server pushes (`adapters/src/out/webpush/notification.ts`), and the notification that it becomes. Pure. */

export interface PushPayload {
  v: 1
  kind: 'page' | 'notice' | 'test' | 'code'
  id: string
  tag: string
  title: string
  body: string
  urgency: 'high' | 'low'
  incident?: { id: string; status: string }
  view?: string
  acknowledge?: string
  code?: string
}

export interface NotificationWords {
  acknowledge: string
  unreadable: string
}

/** What a press on the notification needs. */
export interface NotificationData {
  view: string
  title: string
  acknowledge?: string
  incident?: string
}

/** Parts of the standard that TypeScript's own type leaves out. */
export interface Shown extends NotificationOptions {
  actions?: { action: string; title: string }[]
  renotify?: boolean
  vibrate?: number[]
  data: NotificationData
}

export const ACKNOWLEDGE = 'acknowledge'

/** Undefined where it is not what this build can read. */
export function parsePush(text: string | undefined): PushPayload | undefined {
  try {
    const value = JSON.parse(text ?? '') as Partial<PushPayload> | null
    const isOurs = value?.v === 1 && typeof value.title === 'string' && typeof value.tag === 'string'
    return isOurs ? (value as PushPayload) : undefined
  } catch {
    return undefined
  }
}

/**
 * A page rings and stays until somebody does something about it. A notice replaces it without a sound: what was taken calls nobody
 * any more. A browser demands that something is shown for every push, also for one that we cannot read.
 */
export function notificationOf(payload: PushPayload | undefined, words: NotificationWords): [string, Shown] {
  if (payload === undefined) return [words.unreadable, { tag: 'unreadable', data: { view: '/', title: '' } }]
  const { kind, tag, title, body, urgency, incident, view = '/', acknowledge } = payload
  const isPage = kind === 'page'
  const isLoud = isPage && urgency === 'high'
  return [
    title,
    {
      tag,
      body,
      icon: '/icons/icon-192.png',
      badge: '/icons/badge-96.png',
      silent: kind === 'notice',
      renotify: isPage,
      requireInteraction: isLoud,
      ...(isLoud && { vibrate: [300, 120, 300, 120, 600] }),
      ...(isPage && acknowledge && { actions: [{ action: ACKNOWLEDGE, title: words.acknowledge }] }),
      data: {
        view,
        title,
        ...(isPage && acknowledge && { acknowledge }),
        ...(incident && { incident: incident.id }),
      },
    },
  ]
}

/** The contact that a code confirms; it stands in the address where one could type it. */
export function confirmationOf({ kind, code, view }: PushPayload): { code: string; contact: string } | undefined {
  if (kind !== 'code' || code === undefined || view === undefined) return undefined
  const contact = new URL(view, 'https://console.invalid').searchParams.get('verify')
  return contact === null ? undefined : { code, contact }
}
