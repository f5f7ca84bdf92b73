import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

/** The names that read.ts knows, and the placeholders of Zendesk. */
const TEMPLATE = {
  ticket_id: '{{ticket.id}}',
  title: '{{ticket.title}}',
  description: '{{ticket.description}}',
  status: '{{ticket.status}}',
  priority: '{{ticket.priority}}',
  type: '{{ticket.ticket_type}}',
  url: '{{ticket.url}}',
  requester: '{{ticket.requester.name}}',
  assignee: '{{ticket.assignee.name}}',
  group: '{{ticket.group.name}}',
  tags: '{{ticket.tags}}',
  created_at: '{{ticket.created_at_with_timestamp}}',
  updated_at: '{{ticket.updated_at_with_timestamp}}',
}

export const guide: Guide = {
  zendeskWebhook: (door) => `Endpoint URL:    ${addressOf(door)}
Request method:  POST
Request format:  JSON
Connect by:      Zendesk events: Ticket created, Ticket status changed, Ticket priority changed`,
  zendeskTrigger: () => JSON.stringify(TEMPLATE, undefined, 2),
}
