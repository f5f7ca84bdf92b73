import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { tagLabels } from '../tags.ts'
import { parseTemplateBody } from '../template-body.ts'
import { ticketOptions, ticketState } from '../ticket.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'
import { verifyZendesk } from './verify.ts'

/**
 * Webhooks of Zendesk (developer.zendesk.com, "ticket events"): events of tickets, or what a trigger or an automation posts with the
 * template of our guide. Ids may be longer than a number can be. Zendesk tries again after 409, 429 and 503, and stops for a while where too
 * much fails.
 */
export const zendesk = webhook({
  system: 'zendesk',
  takesSecret: true,
  verify: verifyZendesk,
  options: ticketOptions,
  guide,
  parse: (request, report) => parseTemplateBody(request, ['ticket_id', 'title', 'status', 'priority'], report),
  read,
})

/** That an agent has opened a ticket, or waits for its sender, does not say that anybody on call is at work. */
const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['new', 'firing'],
  ['open', 'firing'],
  ['pending', 'firing'],
  ['hold', 'firing'],
  ['on-hold', 'firing'],
  ['solved', 'resolved'],
  ['closed', 'resolved'],
  ['deleted', 'resolved'],
])
const PRIORITIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['urgent', 'critical'],
  ['high', 'high'],
  ['normal', 'medium'],
  ['low', 'low'],
])
const EVENT_PREFIX = 'zen:event-type:'
/** After these there is no ticket any more that could be solved. */
const GONE = /^ticket\.(?:soft_deleted|permanently_deleted|merged|marked_as_spam)$/

function read(notification: Notification): SignalDraft[] | Refusal {
  const { body } = notification
  const type = textAt(body, 'type')
  const event = type?.startsWith(EVENT_PREFIX) ? type.slice(EVENT_PREFIX.length) : undefined
  // Users, organisations and articles have events as well.
  if (event !== undefined && !event.startsWith('ticket.')) return []
  const ticket = event === undefined ? body : valueAt(body, 'detail')
  const id = event === undefined ? textAt(body, 'ticket_id') : textAt(ticket, 'id')
  if (!isFields(ticket) || id === undefined) {
    return { refused: 'the body is neither an event of a ticket of Zendesk nor our template: it has no id of a ticket' }
  }
  return [draftOf(ticket, { id, event }, notification)]
}

function draftOf(
  ticket: unknown,
  { id, event }: { id: string; event: string | undefined },
  notification: Notification,
): SignalDraft {
  const text = (...path: string[]) => textAt(ticket, ...path)
  const priority = text('priority')
  const severity = PRIORITIES.get(priority?.toLowerCase() ?? '')
  const title = text('subject') ?? text('title')
  return {
    key: `ticket/${id}`,
    state: ticketState(stateOf(text('status'), event, notification.report), severity, notification),
    title: title === undefined ? `Ticket ${id}` : `#${id} ${title}`,
    description: text('description'),
    severity,
    labels: {
      ...tagLabels(tagsOf(valueAt(ticket, 'tags'))),
      ...said({ ticket_type: text('type')?.toLowerCase(), priority: priority?.toLowerCase(), group: text('group') }),
    },
    annotations: {
      ticket: id,
      status: text('status'),
      requester: text('requester'),
      assigned_to: text('assignee'),
      external_id: text('external_id'),
    },
    startedAt: anyInstant(valueAt(ticket, 'created_at')),
    endedAt: anyInstant(valueAt(ticket, 'updated_at')),
    links: [pageOf(text('url'))],
  }
}

/** Placeholders are in the language of the account; English is what is known here. */
function stateOf(status: string | undefined, event: string | undefined, report: Notification['report']): SignalState {
  if (event !== undefined && GONE.test(event)) return 'resolved'
  const state = STATES.get(status?.toLowerCase() ?? '')
  if (state === undefined) report('its status is none of Zendesk’s in English; taken as open')
  return state ?? 'firing'
}

/** A list in events, words with spaces between them in templates. */
function tagsOf(tags: unknown): string[] {
  return textList(tags).flatMap((text) => text.split(/\s+/).filter((tag) => tag !== ''))
}

/** `acme.zendesk.com/agent/tickets/158`, as the placeholder has it. */
function pageOf(url: string | undefined): string | undefined {
  return url === undefined || /^https?:\/\//i.test(url) ? url : `https://${url}`
}
