import type { Message } from '../channel.ts'
import { isLoud, isOver, messageLines } from '../message-lines.ts'
import { byteLength, oneLine } from '../plain-text.ts'
import { wordsOf } from '../words.ts'

/** Teams drops what is larger than 28 KB, and nobody is told: cards stay well below. */
const CARD_BYTES_MAX = 24 * 1024
const LINE_CHARS_MAX = 500

/**
 * An Adaptive Card 1.4 (https://adaptivecards.io/explorer/AdaptiveCard.html) in the envelope of a message. Buttons open pages,
 * because a workflow takes nothing back: the acknowledge page asks to confirm.
 */
export function formatCard(message: Message) {
  const lines = messageLines(message).map((line) => oneLine(line, LINE_CHARS_MAX))
  let card = envelope(message, lines)
  while (lines.length > 0 && byteLength(JSON.stringify(card)) > CARD_BYTES_MAX) {
    lines.pop()
    card = envelope(message, lines)
  }
  return card
}

function envelope(message: Message, lines: readonly string[]) {
  return {
    type: 'message',
    attachments: [
      { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content: cardOf(message, lines) },
    ],
  }
}

function cardOf(message: Message, lines: readonly string[]) {
  const words = wordsOf(message)
  const { incident } = message
  const facts = incident && [
    { title: words.status, value: oneLine(incident.status, 40) },
    { title: words.since, value: incident.openedAt },
  ]
  return {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    fallbackText: oneLine(message.subject, 400),
    body: [
      {
        type: 'TextBlock',
        text: escapeMarkdown(oneLine(message.subject, 400)),
        size: 'Large',
        weight: 'Bolder',
        wrap: true,
        color: isOver(message) ? 'Good' : isLoud(message) ? 'Attention' : 'Default',
      },
      ...lines.map((line) => ({ type: 'TextBlock', text: escapeMarkdown(line), wrap: true, spacing: 'Small' })),
      ...(facts ? [{ type: 'FactSet', facts }] : []),
    ],
    actions: message.links.map(({ action, url }) => ({ type: 'Action.OpenUrl', title: words.link[action], url })),
    msteams: { width: 'Full' },
  }
}

/** Text blocks know a little Markdown. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\*_~`[\]#]/g, '\\$&')
}
