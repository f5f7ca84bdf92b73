/**
 * Puts the organisation's words in the place of the usual ones. Whatever is wrong with them, the page goes out: in the usual words,
 * and with what was wrong beside it, so that somebody hears of it.
 */
import type { Message } from '@tocsin/adapters/out/channel.ts'
import { renderTemplate } from '@tocsin/adapters/templates/liquid.ts'
import type { MessageTemplate } from '@tocsin/core/people/directory.ts'
import { pageValues } from './page-values.ts'

export interface WordsProblem {
  template: string
  problem: string
}

export interface WordedPage {
  message: Message
  /** Why the message has the usual words although there is a template. */
  wordsProblem?: WordsProblem
}

/** A template without a subject keeps the usual one. */
export function wordPage(message: Message, template: MessageTemplate | undefined): WordedPage {
  if (!template) return { message }
  const values = pageValues(message)
  const body = renderTemplate(template.body, values)
  const subject = template.subject === undefined ? undefined : renderTemplate(template.subject, values)
  if ('problem' in body) return usual(message, template, 'body', body)
  if (subject && 'problem' in subject) return usual(message, template, 'subject', subject)
  const lines = body.text.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return usual(message, template, 'body', { line: 1, column: 1, problem: 'says nothing' })
  return { message: { ...message, subject: subject?.text || message.subject, lines, isWorded: true } }
}

function usual(
  message: Message,
  { id }: MessageTemplate,
  field: string,
  { line, column, problem }: { line: number; column: number; problem: string },
): WordedPage {
  return { message, wordsProblem: { template: id, problem: `${field} ${line}:${column}: ${problem}` } }
}
