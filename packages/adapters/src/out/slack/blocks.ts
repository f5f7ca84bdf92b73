import type { Message } from '../channel.ts'
import { messageLines } from '../message-lines.ts'
import { clipChars, oneLine } from '../plain-text.ts'
import { wordsOf } from '../words.ts'

/** Limits of Block Kit (https://api.slack.com/reference/block-kit/blocks). */
const SECTION_CHARS_MAX = 3_000
const HEADER_CHARS_MAX = 150
const TEXT_CHARS_MAX = 4_000

/** What a button asks for; it stands in `action_id`, the incident in `value`. */
export const SLACK_ACTIONS = ['acknowledge', 'escalate', 'resolve'] as const
export type SlackAction = (typeof SLACK_ACTIONS)[number]

/**
 * The message as blocks, with `text` for notifications and old clients. Buttons act at once when the app hears of presses
 * (`isInteractive`), and open pages that ask to confirm when it does not.
 */
export function formatBlocks(message: Message, isInteractive: boolean): { text: string; blocks: object[] } {
  const subject = oneLine(message.subject, TEXT_CHARS_MAX)
  const text = clipChars(messageLines(message).map(escapeMrkdwn).join('\n'), SECTION_CHARS_MAX)
  const buttons = buttonsOf(message, isInteractive)
  return {
    text: escapeMrkdwn(subject),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clipChars(subject, HEADER_CHARS_MAX), emoji: false } },
      ...(text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } }]),
      ...(buttons.length === 0 ? [] : [{ type: 'actions', block_id: 'tocsin', elements: buttons }]),
    ],
  }
}

function buttonsOf(message: Message, isInteractive: boolean): object[] {
  const words = wordsOf(message)
  const { kind, incident, links } = message
  const open = links.map(({ action, url }) => ({ ...button(words.link[action], `open_${action}`), url }))
  if (!isInteractive || kind !== 'page' || incident === undefined) return open
  const act = SLACK_ACTIONS.map((action) => ({
    ...button(words.link[action], action),
    value: incident.id,
    ...(action === 'acknowledge' && { style: 'primary' }),
  }))
  return [...act, ...open.filter(({ action_id }) => action_id === 'open_view' || action_id === 'open_call')]
}

function button(label: string, actionId: string) {
  return { type: 'button', text: { type: 'plain_text', text: label, emoji: false }, action_id: actionId }
}

/** Three characters are escaped, nothing else (https://api.slack.com/reference/surfaces/formatting#escaping). */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
