import type { Message, MessageLink } from '../channel.ts'
import { bundleLines } from '../message-lines.ts'
import { byteLength, clipBytes, oneLine } from '../plain-text.ts'
import { wordsOf } from '../words.ts'

/** ntfy's limits in bytes of UTF-8: a longer message becomes an attachment or is refused, a longer title is refused (since 2.28). */
const MESSAGE_BYTES_MAX = 4_096
const TITLE_BYTES_MAX = 1_024
/** The whole JSON may be twice as long as a message. */
const BODY_BYTES_MAX = 2 * MESSAGE_BYTES_MAX
const ACTIONS_MAX = 3

const TAGS: Record<Message['kind'], string> = {
  page: 'rotating_light',
  notice: 'information_source',
  test: 'white_check_mark',
  code: 'key',
}

/** The body of ntfy's “publish as JSON”, within all of its limits. Buttons open pages: the acknowledge link asks to confirm. */
export function formatPublication(topic: string, message: Message): string {
  const text = textOf(message)
  const whole = publication(topic, message, clipBytes(text, MESSAGE_BYTES_MAX))
  const excess = byteLength(whole) - BODY_BYTES_MAX
  if (excess <= 0) return whole
  // Only escapes and long links get here: what JSON adds goes off the text, which the console shows whole.
  const room = Math.max(0, byteLength(clipBytes(text, MESSAGE_BYTES_MAX)) - excess)
  return publication(topic, message, clipBytes(text, room))
}

function publication(topic: string, message: Message, text: string): string {
  const click = message.links.find(({ action }) => action === 'view') ?? message.links[0]
  return JSON.stringify({
    topic,
    // A repeated attempt replaces the notification of the first one where the server knows the field (2.16 and later).
    sequence_id: message.id.replace(/[^-_A-Za-z0-9]/g, '_').slice(0, 64),
    title: clipBytes(oneLine(message.subject, TITLE_BYTES_MAX), TITLE_BYTES_MAX),
    message: text,
    priority: priorityOf(message),
    tags: [TAGS[message.kind]],
    ...(click === undefined ? {} : { click: click.url }),
    actions: buttonsOf(message)
      .slice(0, ACTIONS_MAX)
      .map(({ action, url }) => ({ action: 'view', label: wordsOf(message).link[action], url })),
  })
}

/** There is room for three: a press on the notification itself opens the console, so that the call goes before. */
function buttonsOf({ links }: Message): MessageLink[] {
  return links.some(({ action }) => action === 'call') ? links.filter(({ action }) => action !== 'view') : links
}

function textOf(message: Message): string {
  const { lines, incident, code } = message
  const services = incident === undefined || incident.services.length === 0 ? [] : [incident.services.join(', ')]
  const codeLine = code === undefined ? [] : [wordsOf(message).code(code)]
  return [...lines, ...bundleLines(message), ...codeLine, ...services]
    .map((line) => oneLine(line, MESSAGE_BYTES_MAX))
    .join('\n')
}

/** 5 breaks through Do Not Disturb where the phone allows it; that is for pages of high urgency alone. */
function priorityOf({ kind, urgency }: Message): 2 | 3 | 5 {
  if (kind === 'page') return urgency === 'high' ? 5 : 3
  return kind === 'notice' && urgency === 'low' ? 2 : 3
}
