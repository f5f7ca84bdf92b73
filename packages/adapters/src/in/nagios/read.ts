import { checkDrafts, isCheckNotification } from '../check-notification.ts'
import { isFields } from '../fields.ts'
import { parseFormOrJson } from '../form-body.ts'
import { verifySharedSecret } from '../proof.ts'
import type { SignalDraft } from '../signal-draft.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Nagios, Naemon and Icinga 1 (NagiosEnterprises/nagioscore, "standard macros"): they call a command for every notification, and the
 * command of our guide posts macros as a form, for a form needs no quoting. JSON with the same fields is read as well.
 */
export const nagios = webhook({
  system: 'nagios',
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  parse: parseFormOrJson,
  read,
})

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (isFields(body) && isCheckNotification(body)) return checkDrafts(body, report)
  return { refused: 'the body is no notification of a check: it has no "host". Copy the command of the source' }
}
