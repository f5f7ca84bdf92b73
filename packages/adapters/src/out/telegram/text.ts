import type { Message } from '../channel.ts'
import { messageLines } from '../message-lines.ts'
import { oneLine } from '../plain-text.ts'
import { wordsOf } from '../words.ts'

/** Of a message after its entities were parsed, in UTF-16 units; escapes do not count. */
const TEXT_CHARS_MAX = 4_096
const SUBJECT_CHARS_MAX = 400
/** Bytes of what a button sends back. */
export const CALLBACK_DATA_BYTES_MAX = 64

/** Telegram's own HTML (https://core.telegram.org/bots/api#html-style): three characters are escaped, and the first line is bold. */
export function formatText(message: Message): string {
  const subject = oneLine(message.subject, SUBJECT_CHARS_MAX)
  let room = TEXT_CHARS_MAX - subject.length
  const lines = messageLines(message).flatMap((line) => {
    room -= line.length + 1
    return room >= 0 ? [escapeHtml(line)] : []
  })
  return [`<b>${escapeHtml(subject)}</b>`, ...lines].join('\n')
}

/** What a press on a button says: `a`cknowledge, `e`scalate or `r`esolve, and which incident. */
const PRESSES = { a: 'acknowledge', e: 'escalate', r: 'resolve' } as const
export type Press = (typeof PRESSES)[keyof typeof PRESSES]

export function formatKeyboard(message: Message): { reply_markup?: { inline_keyboard: object[][] } } {
  const { kind, incident, links } = message
  const words = wordsOf(message)
  const view = links.find(({ action }) => action === 'view')
  const open = view !== undefined && isLinkable(view.url) ? [{ text: words.link.view, url: view.url }] : []
  const call = links.find(({ action, url }) => action === 'call' && isLinkable(url))
  const join = call === undefined ? [] : [[{ text: words.link.call, url: call.url }]]
  if (kind !== 'page' || incident === undefined)
    return open.length > 0 ? { reply_markup: { inline_keyboard: [open] } } : {}
  const press = (letter: keyof typeof PRESSES) => ({
    text: words.link[PRESSES[letter]],
    callback_data: `${letter} ${incident.id}`,
  })
  return {
    reply_markup: {
      inline_keyboard: [[press('a'), press('e')], [press('r'), ...open], ...join],
    },
  }
}

export function readPress(data: string): { action: Press; incident: string } | undefined {
  const [, letter, incident] = /^([aer]) (INC-\d{4}-\d{6,})$/.exec(data) ?? []
  return incident === undefined ? undefined : { action: PRESSES[letter as keyof typeof PRESSES], incident }
}

/** Telegram refuses a whole message over a button that leads to `localhost`. */
function isLinkable(url: string): boolean {
  return URL.canParse(url) && new URL(url).hostname.includes('.')
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
