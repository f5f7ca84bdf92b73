/** The text of a message line by line, as chats and telephones show it: each line whole in itself and of bounded length. */
import type { Message } from './channel.ts'
import { oneLine } from './plain-text.ts'
import { wordsOf } from './words.ts'

const LINE_CHARS_MAX = 1_000
const LINES_MAX = 20

/** Everything below the subject: what is wrong, the code, the services. */
export function messageLines(message: Message): string[] {
  const words = wordsOf(message)
  const { lines, code, incident, isWorded } = message
  const services =
    isWorded || incident === undefined || incident.services.length === 0 ? [] : [incident.services.join(', ')]
  return [...lines.slice(0, LINES_MAX), ...(code === undefined ? [] : [words.code(code)]), ...services]
    .map((line) => oneLine(line, LINE_CHARS_MAX))
    .filter((line) => line !== '')
}

/** Whether it is meant to wake somebody. */
export function isLoud({ kind, urgency }: Pick<Message, 'kind' | 'urgency'>): boolean {
  return kind === 'page' && urgency === 'high'
}

export function isOver({ incident }: Pick<Message, 'incident'>): boolean {
  return incident !== undefined && ['resolved', 'declined', 'merged', 'closed'].includes(incident.status)
}
