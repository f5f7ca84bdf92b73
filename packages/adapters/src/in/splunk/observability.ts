import { textAt, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import type { Notification } from '../webhook.ts'

/** Words of `statusExtended`; `status` has only the first of each line and `ok`. */
const FIRING: readonly (string | undefined)[] = ['anomalous', 'active', 'triggered']
const OVER: readonly (string | undefined)[] = ['ok', 'auto resolved', 'manually resolved', 'stopped', 'cleared']

/** A webhook of Splunk Observability Cloud (SignalFx) has an incident and a detector; one of Splunk Enterprise has a search. */
export function isObservability(body: unknown): body is Fields {
  return isFields(body) && textAt(body, 'incidentId') !== undefined && textAt(body, 'sid') === undefined
}

export function readObservability(body: Fields, report: Notification['report']): SignalDraft {
  const word = (textAt(body, 'statusExtended') ?? textAt(body, 'status'))?.toLowerCase()
  if (!FIRING.includes(word) && !OVER.includes(word)) report('its status is none that a detector has; taken as firing')
  const isOver = OVER.includes(word)
  const at = anyInstant(valueAt(body, 'timestamp'))
  const severity = textAt(body, 'severity')
  const dimensions = valueAt(body, 'dimensions')
  const rule = textAt(body, 'rule')
  return {
    key: `incident:${textAt(body, 'incidentId')}`,
    state: isOver ? 'resolved' : 'firing',
    title: textAt(body, 'messageTitle') ?? [textAt(body, 'detector'), rule].filter(Boolean).join(': '),
    description: textAt(body, 'messageBody') ?? textAt(body, 'description'),
    severity: severity === undefined ? undefined : parseSeverity(severity),
    labels: {
      ...(isFields(dimensions) && said(dimensions)),
      ...said({ detector: textAt(body, 'detector'), rule, metric: textAt(body, 'originatingMetric') }),
    },
    annotations: {
      runbook: textAt(body, 'runbookUrl'),
      tip: textAt(body, 'tip'),
      readable_rule: textAt(body, 'readableRule'),
    },
    startedAt: isOver ? undefined : at,
    endedAt: at,
    links: [textAt(body, 'detectorUrl')],
  }
}
