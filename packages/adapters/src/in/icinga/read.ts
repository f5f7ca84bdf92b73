import { checkDrafts, isCheckNotification } from '../check-notification.ts'
import type { DoorRequest } from '../door.ts'
import { type Fields, isFields } from '../fields.ts'
import { parseFormOrJson } from '../form-body.ts'
import { type JsonBody, parseExactJsonBody } from '../json-body.ts'
import { verifySharedSecret } from '../proof.ts'
import type { SignalDraft } from '../signal-draft.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { isEvent, notificationOfEvent } from './event.ts'
import { guide } from './guide.ts'

/**
 * Icinga 2: a NotificationCommand of our guide posts a form, one notification a request; events of the API's stream (Icinga/icinga2
 * `doc/12-icinga2-api.md`) are read as well, one or many a request, a line each. Both know a check by the same name.
 */
export const icinga = webhook({
  system: 'icinga',
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  parse,
  read,
})

/** Lines of JSON are what a stream gives; anything else is a form or one document. */
function parse(request: DoorRequest): JsonBody {
  const parsed = parseFormOrJson(request)
  if (!('error' in parsed)) return parsed
  const lines = new TextDecoder()
    .decode(request.body)
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (lines.length < 2) return parsed
  const events: unknown[] = []
  for (const line of lines) {
    const event = parseExactJsonBody(new TextEncoder().encode(line))
    if ('error' in event) return parsed
    events.push(event.value)
  }
  return { value: events }
}

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  const documents: readonly unknown[] = Array.isArray(body) ? body : [body]
  const known = documents.filter(
    (each): each is Fields => isFields(each) && (isEvent(each) || isCheckNotification(each)),
  )
  if (known.length === 0) {
    return { refused: 'the body is no notification of a check: it has no "host". Copy the command of the source' }
  }
  if (known.length < documents.length)
    report(`${documents.length - known.length} of ${documents.length} events have no host`)
  return known.flatMap((each) => {
    const notification = isEvent(each) ? notificationOfEvent(each) : each
    return notification === undefined ? [] : checkDrafts(notification, report)
  })
}
