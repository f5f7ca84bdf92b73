import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { verifySharedSecret } from '../proof.ts'
import type { SignalDraft } from '../signal-draft.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { readCommon } from './common-schema.ts'
import { guide } from './guide.ts'
import { readActivityLog, readClassicMetric, readLogAlert, readMetricAlert } from './older-schemas.ts'

/**
 * Webhooks of Azure Monitor's action groups (MicrosoftDocs/azure-monitor-docs `alerts-common-schema.md`, `alerts-payload-samples.md`,
 * `alerts-non-common-schema-definitions.md`): the common alert schema, and the forms from before it, which a group sends as long as
 * nobody switches the common schema on.
 *
 * A plain webhook proves nothing but that it knows the address. Azure tries again a few times after 408, 429, 503 and 504, and after
 * that lets the address rest for a quarter of an hour.
 */
export const azureMonitor = webhook({
  system: 'azure-monitor',
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  read,
})

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (!isFields(body)) return { refused: NOT_AZURE }
  const data = valueAt(body, 'data')
  const schema = textAt(body, 'schemaId')?.toLowerCase()
  if (isFields(valueAt(data, 'essentials'))) return [readCommon(data, report)]
  if (isFields(valueAt(data, 'context', 'activityLog'))) return [readActivityLog(data, report)]
  if (isFields(valueAt(data, 'context'))) return [readMetricAlert(data, report)]
  if (schema === 'microsoft.insights/logalert' && isFields(data)) return [readLogAlert(data)]
  if (textAt(body, 'AlertRuleName') !== undefined) return [readLogAlert(body)]
  if (isFields(valueAt(body, 'context'))) return [readClassicMetric(body, report)]
  return { refused: NOT_AZURE }
}

const NOT_AZURE =
  'the body is no alert of Azure Monitor: it has neither "data.essentials" nor a context of an older schema'
