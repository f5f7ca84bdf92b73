import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import type { SignalDraft } from '../signal-draft.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'
import { readEventAlert, readIssue } from './issue.ts'
import { readMetricAlert } from './metric-alert.ts'
import { readPlugin } from './plugin.ts'
import { verifySentry } from './verify.ts'

/**
 * Sentry's webhooks (getsentry/sentry-docs `integration-platform/webhooks/*.mdx`): issues, issue alerts, metric alerts; and the older
 * "WebHooks" plugin. An issue alert and the issue that it is about are one condition, so that resolving the issue ends the alert.
 *
 * Sentry gives up after a second or so and does not try again; a door answers after one commit.
 */
export const sentry = webhook({ system: 'sentry', takesSecret: true, verify: verifySentry, guide, read })

/** Resources that an integration may be subscribed to and that say nothing of a condition. */
const OTHER_RESOURCES: readonly (string | undefined)[] = [
  'installation',
  'comment',
  'error',
  'seer',
  'preprod_artifact',
]

function read({ body, request, report }: Notification): SignalDraft[] | Refusal {
  const data = valueAt(body, 'data')
  const action = textAt(body, 'action')
  if (isFields(valueAt(data, 'metric_alert'))) return [readMetricAlert(data, action, report)]
  if (isFields(valueAt(data, 'event')) && action === 'triggered') return [readEventAlert(data)]
  if (isFields(valueAt(data, 'issue'))) return readIssue(data, action, report)
  if (isFields(valueAt(body, 'event')) && textAt(body, 'id') !== undefined) return [readPlugin(body)]
  const resource = request.headers['sentry-hook-resource']
  if (OTHER_RESOURCES.includes(resource) && isFields(body)) return []
  return { refused: 'the body is not a notification of Sentry: it has no issue, no alert and no event of the plugin' }
}
