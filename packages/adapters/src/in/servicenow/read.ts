import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { verifySharedSecret } from '../proof.ts'
import { parseSeverity } from '../severity.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { ticketOptions, ticketSignals, ticketState } from '../ticket.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Records of ServiceNow's table `incident`, as the business rule of our guide posts them: ServiceNow has no webhooks of its own. Values are
 * texts, as the table has them or as it shows them (`1`, `1 - Critical`); times are UTC without saying so.
 */
export const servicenow = webhook({
  system: 'servicenow',
  takesSecret: true,
  verify: verifySharedSecret,
  options: ticketOptions,
  guide,
  read,
})

/** By value and by name of the base system. */
const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['1', 'firing'],
  ['new', 'firing'],
  ['2', 'acknowledged'],
  ['in progress', 'acknowledged'],
  ['3', 'acknowledged'],
  ['on hold', 'acknowledged'],
  ['6', 'resolved'],
  ['resolved', 'resolved'],
  ['7', 'resolved'],
  ['closed', 'resolved'],
  ['8', 'resolved'],
  ['canceled', 'resolved'],
])

/** ServiceNow reckons it from impact and urgency: 1 critical, 2 high, 3 moderate, 4 low, 5 planning. */
const PRIORITIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['1', 'critical'],
  ['2', 'high'],
  ['3', 'medium'],
  ['4', 'low'],
  ['5', 'info'],
])

function read(notification: Notification): SignalDraft[] | Refusal {
  const { body } = notification
  const id = textAt(body, 'sys_id') ?? textAt(body, 'number')
  if (!isFields(body) || id === undefined) {
    return { refused: 'the body is not a record of ServiceNow: it has neither "sys_id" nor "number"' }
  }
  const text = (name: string) => textAt(body, name)
  const severity = severityOf(text('priority'))
  const number = text('number')
  const title = text('short_description')
  return ticketSignals({
    key: id,
    state: ticketState(stateOf(notification), severity, notification),
    title: number === undefined || title === undefined ? (title ?? number) : `${number} ${title}`,
    description: text('description'),
    severity,
    labels: said({
      service: text('business_service'),
      configuration_item: text('configuration_item') ?? text('cmdb_ci'),
      category: text('category'),
      assignment_group: text('assignment_group'),
      table: text('table'),
    }),
    annotations: {
      number,
      caller: text('caller'),
      assigned_to: text('assigned_to'),
      correlation_id: text('correlation_id'),
      closed_as: [text('close_code'), text('close_notes')].filter((part) => part !== undefined).join(': '),
      updated_by: text('updated_by'),
    },
    startedAt: anyInstant(valueAt(body, 'opened_at')),
    endedAt: anyInstant(valueAt(body, 'updated_on')),
    links: [text('url')],
  })
}

function stateOf({ body, report }: Notification): SignalState {
  if (textAt(body, 'operation') === 'delete') return 'resolved'
  const word = textAt(body, 'state')
  const state = STATES.get(word?.toLowerCase() ?? '')
  if (state === undefined) report('its state is none of the base system; taken as new')
  return state ?? 'firing'
}

/** `1`, and `1 - Critical`. */
function severityOf(priority: string | undefined): SourceSeverity | undefined {
  const [, digit = '', word = ''] = /^([1-5])?(?:\s*-\s*)?(.*)$/.exec(priority ?? '') ?? []
  return PRIORITIES.get(digit) ?? parseSeverity(word)
}
