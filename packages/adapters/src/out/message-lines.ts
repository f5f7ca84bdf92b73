/** The text of a message line by line, as chats and telephones show it: each line whole in itself and of bounded length. */
import type { BundledIncident, Message } from './channel.ts'
import { oneLine } from './plain-text.ts'
import { wordsOf } from './words.ts'

const LINE_CHARS_MAX = 1_000
const LINES_MAX = 20
const HEADLINE_CHARS_MAX = 110

/** Everything below the subject: what is wrong, the code, the services. */
export function messageLines(message: Message): string[] {
  const words = wordsOf(message)
  const { lines, code, incident, isWorded } = message
  const services =
    isWorded || incident === undefined || incident.services.length === 0 ? [] : [incident.services.join(', ')]
  const shown = [...lines.slice(0, LINES_MAX), ...bundleLines(message)]
  return [...shown, ...(code === undefined ? [] : [words.code(code)]), ...services]
    .map((line) => oneLine(line, LINE_CHARS_MAX))
    .filter((line) => line !== '')
}

/** All incidents before all links: what is cut for room is never an incident. */
export function bundleLines(message: Pick<Message, 'bundle' | 'locale'>): string[] {
  const { bundle = [] } = message
  const words = wordsOf(message)
  const ways = bundle.flatMap(({ id, links }) => {
    const acknowledge = links.find(({ action }) => action === 'acknowledge')
    return acknowledge ? [`${words.link.acknowledge} ${id}: ${acknowledge.url}`] : []
  })
  return [...bundle.map(bundleHeadline), ...ways]
}

/** `INC-2026-000123 P2 Payment API: error rate above 5 %`, short. */
export function bundleHeadline({ id, priority, services, title }: BundledIncident): string {
  const [service] = services
  return oneLine(
    `${id} ${priority} ${service === undefined ? '' : `${oneLine(service, 40)}: `}${title}`,
    HEADLINE_CHARS_MAX,
  )
}

/** Whether it is meant to wake somebody. */
export function isLoud({ kind, urgency }: Pick<Message, 'kind' | 'urgency'>): boolean {
  return kind === 'page' && urgency === 'high'
}

export function isOver({ incident }: Pick<Message, 'incident'>): boolean {
  return incident !== undefined && ['resolved', 'declined', 'merged', 'closed'].includes(incident.status)
}
