import type { Message } from '../channel.ts'

/** The JSON of docs/channels.md. The same text on every attempt of one page: it says nothing of the attempt. */
export function formatBody(message: Message): string {
  const { id, kind, urgency, recipientName, subject, lines, links, incident, code } = message
  return JSON.stringify({
    id,
    kind,
    urgency,
    recipient: recipientName,
    subject,
    lines,
    links: links.map(({ action, url }) => ({ action, url })),
    incident: incident === undefined ? null : formatIncident(incident),
    ...(code === undefined ? {} : { code }),
  })
}

function formatIncident({ id, title, status, priority, services, openedAt }: NonNullable<Message['incident']>) {
  return { id, title, status, priority, services, opened_at: openedAt }
}
