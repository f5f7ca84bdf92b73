/** What Tocsin says in the channel of an incident: a summary that is kept up to date, with buttons, and a line for what happens. */
import { clipChars, oneLine } from '../plain-text.ts'
import { escapeMrkdwn, type SlackAction } from './blocks.ts'

/** Limits of Block Kit (https://docs.slack.dev/reference/block-kit/blocks). */
const HEADER_CHARS_MAX = 150
const SECTION_CHARS_MAX = 3_000
const LABEL_CHARS_MAX = 75
const URL_CHARS_MAX = 3_000

/** Of the summary: presses on its buttons leave it as it is, because it follows what came of them. */
export const ROOM_BLOCK = 'tocsin_room'

export interface RoomSummary {
  incident: string
  title: string
  /** Label and value of each line. */
  facts: readonly (readonly [string, string])[]
  /** In Slack's own markup. */
  note?: string
  actions: readonly { action: SlackAction; label: string }[]
  links: readonly { id: string; label: string; url: string }[]
}

/** By the id of its first block it is found again, should nobody know whether it was posted. */
export function formatSummary({ incident, title, facts, note, actions, links }: RoomSummary) {
  const lines = facts.map(([label, value]) => `*${escapeMrkdwn(label)}* ${escapeMrkdwn(oneLine(value, 500))}`)
  const elements = [
    ...actions.map(({ action, label }) => ({
      ...button(label, action),
      value: incident,
      ...(action === 'acknowledge' && { style: 'primary' }),
    })),
    ...links
      .filter(({ url }) => url.length <= URL_CHARS_MAX)
      .map(({ id, label, url }) => ({ ...button(label, `open_${id}`), url })),
  ]
  return {
    text: escapeMrkdwn(oneLine(title, SECTION_CHARS_MAX)),
    blocks: [
      {
        type: 'header',
        block_id: blockOf(0),
        text: { type: 'plain_text', text: clipChars(oneLine(title, HEADER_CHARS_MAX), HEADER_CHARS_MAX), emoji: false },
      },
      {
        type: 'section',
        text: {
          type: 'mrkdwn',
          text: clipChars([...lines, ...(note === undefined ? [] : [note])].join('\n'), SECTION_CHARS_MAX),
          verbatim: true,
        },
      },
      ...(elements.length === 0 ? [] : [{ type: 'actions', block_id: ROOM_BLOCK, elements }]),
    ],
  }
}

/** `version`: of the fact that it tells. */
export function formatUpdate(version: number, sentence: string) {
  const text = escapeMrkdwn(clipChars(oneLine(sentence, SECTION_CHARS_MAX), SECTION_CHARS_MAX))
  return {
    text,
    blocks: [{ type: 'section', block_id: blockOf(version), text: { type: 'mrkdwn', text, verbatim: true } }],
  }
}

/** The block by which a message is known: 0 is the summary, others tell the fact of that version. */
export function blockOf(version: number): string {
  return version === 0 ? 'tocsin_summary' : `tocsin_fact_${version}`
}

function button(label: string, actionId: string) {
  return {
    type: 'button',
    text: { type: 'plain_text', text: clipChars(label, LABEL_CHARS_MAX), emoji: false },
    action_id: actionId,
  }
}
