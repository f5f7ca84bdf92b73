import { textAt, valueAt } from '../field-path.ts'
import type { Fields } from '../fields.ts'

const SERVICE_STATES = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN']
/** Of hosts the API counts 0 and 1; checks of hosts give 2 and 3 as well, and mean down. */
const HOST_STATES = ['UP', 'DOWN', 'DOWN', 'DOWN']
const HARD = '1'

/** Events have a type and a time; a notification of our command has neither. */
export function isEvent(body: Fields): boolean {
  return textAt(body, 'type') !== undefined && textAt(body, 'host') !== undefined
}

/**
 * An event of the stream as the notification that it would have been: a hard change of state, an acknowledgement, or a notification.
 * Undefined for what nobody is told of: soft states, problems in a downtime, comments, and the like.
 */
export function notificationOfEvent(event: Fields): Fields | undefined {
  const state = Number(textAt(event, 'state') ?? textAt(event, 'check_result', 'state') ?? Number.NaN)
  const service = textAt(event, 'service')
  const word = (service === undefined ? HOST_STATES : SERVICE_STATES)[state]
  const type = typeOf(event, state)
  if (type === undefined) return undefined
  const prefix = service === undefined ? 'host' : 'service'
  return {
    notification_type: type,
    host: textAt(event, 'host'),
    service,
    [`${prefix}_state`]: word,
    [`${prefix}_output`]: textAt(event, 'check_result', 'output'),
    author: textAt(event, 'author'),
    comment: textAt(event, 'comment') ?? textAt(event, 'text'),
    timet: valueAt(event, 'timestamp'),
  }
}

function typeOf(event: Fields, state: number): string | undefined {
  switch (textAt(event, 'type')) {
    case 'StateChange': {
      if (textAt(event, 'state_type') !== HARD) return undefined
      if (state === 0) return 'RECOVERY'
      return Number(textAt(event, 'downtime_depth') ?? 0) > 0 ? undefined : 'PROBLEM'
    }
    case 'AcknowledgementSet':
      return 'ACKNOWLEDGEMENT'
    case 'Notification':
      return textAt(event, 'notification_type')
    default:
      return undefined
  }
}
