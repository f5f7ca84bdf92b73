import { createHash } from 'node:crypto'
import type { Message, MessageLink } from '../channel.ts'
import { bundleHeadline } from '../message-lines.ts'
import { byteLength, clipBytes, oneLine } from '../plain-text.ts'
import { PLAINTEXT_BYTES_MAX } from './encryption.ts'

/** What the service worker of the console reads: `packages/web/src/service-worker/push-message.ts`. */
export interface PushPayload {
  v: 1
  kind: Message['kind']
  id: string
  /** Notifications of one tag replace each other: those of one incident. */
  tag: string
  title: string
  body: string
  urgency: Message['urgency']
  incident?: { id: string; status: string }
  /** Paths of the console: the browser may know it by another name than the links in mails do. */
  view?: string
  acknowledge?: string
  code?: string
}

const TITLE_BYTES_MAX = 300
const LINE_CHARS_MAX = 500

/** The text of a push, within what one push can carry; what does not fit is cut from the lines. */
export function formatPush(message: Message): string {
  const whole = JSON.stringify(payloadOf(message, Number.POSITIVE_INFINITY))
  const excess = byteLength(whole) - PLAINTEXT_BYTES_MAX
  if (excess <= 0) return whole
  // An escape takes up to six bytes where its character takes one.
  const room = Math.max(0, byteLength(bodyOf(message)) - excess)
  const shorter = JSON.stringify(payloadOf(message, room))
  return byteLength(shorter) <= PLAINTEXT_BYTES_MAX ? shorter : JSON.stringify(payloadOf(message, 0))
}

function payloadOf(message: Message, bodyBytesMax: number): PushPayload {
  const { kind, id, urgency, incident, code } = message
  const view = pathOf(message, 'view')
  const acknowledge = pathOf(message, 'acknowledge')
  const body = bodyOf(message)
  return {
    v: 1,
    kind,
    id,
    tag: incident?.id ?? id,
    title: clipBytes(titleOf(message), TITLE_BYTES_MAX),
    body: byteLength(body) <= bodyBytesMax ? body : clipBytes(body, bodyBytesMax),
    urgency,
    ...(incident && { incident: { id: incident.id, status: incident.status } }),
    ...(view !== undefined && { view }),
    ...(acknowledge !== undefined && { acknowledge }),
    ...(code !== undefined && { code }),
  }
}

/** Priority first: it is what a glance at a locked screen has to tell. */
function titleOf({ subject, incident, isWorded }: Message): string {
  if (incident === undefined || isWorded) return oneLine(subject, LINE_CHARS_MAX)
  return oneLine(`${incident.priority} ${incident.title}`, LINE_CHARS_MAX)
}

/** A notification shows no links: each incident of several stands in the list that it leads to. */
function bodyOf({ lines, incident, isWorded, bundle = [] }: Message): string {
  const about = incident === undefined || isWorded ? [] : [[...incident.services, incident.id].join(' · ')]
  return [...about, ...bundle.map(bundleHeadline), ...lines].map((line) => oneLine(line, LINE_CHARS_MAX)).join('\n')
}

function pathOf({ links }: Message, action: MessageLink['action']): string | undefined {
  const url = links.find((link) => link.action === action)?.url
  if (url === undefined || !URL.canParse(url)) return undefined
  const { pathname, search } = new URL(url)
  return pathname + search
}

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S

/**
 * How a push service treats a push (RFC 8030 §5). `ttl`: for how long it keeps it for a browser that is away. A page that comes later
 * than an hour is told by the console; a code is of no use after its quarter of an hour. `topic`: of what still waits for a browser,
 * the newest word about an incident replaces the older ones.
 */
export function deliveryOf({ kind, urgency, incident }: Message): { ttl: number; urgency: string; topic?: string } {
  const topic = incident && { topic: createHash('sha256').update(incident.id).digest('base64url').slice(0, 32) }
  if (kind === 'page') {
    return urgency === 'high'
      ? { ttl: HOUR_S, urgency: 'high', ...topic }
      : { ttl: 12 * HOUR_S, urgency: 'normal', ...topic }
  }
  if (kind === 'notice') return { ttl: 12 * HOUR_S, urgency: urgency === 'high' ? 'normal' : 'low', ...topic }
  return { ttl: 15 * MINUTE_S, urgency: 'high' }
}
