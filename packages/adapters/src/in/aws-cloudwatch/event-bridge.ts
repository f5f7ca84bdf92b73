import { textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import type { Alarm } from './alarm.ts'

const ALARM_CHANGE = 'CloudWatch Alarm State Change'

/** Whether a document is an event of EventBridge, by the fields that all of them have. */
export function isEvent(document: unknown): boolean {
  return textAt(document, 'detail-type') !== undefined && textAt(document, 'source') !== undefined
}

/** The alarm of an event that is a change of its state; undefined for other events. */
export function findEventAlarm(event: unknown): Alarm | undefined {
  const name = textAt(event, 'detail', 'alarmName')
  if (textAt(event, 'detail-type') !== ALARM_CHANGE || name === undefined) return undefined
  const configuration = valueAt(event, 'detail', 'configuration')
  return {
    name,
    arn: textList(valueAt(event, 'resources'))[0],
    description: textAt(configuration, 'description'),
    account: textAt(event, 'account'),
    region: textAt(event, 'region'),
    value: textAt(event, 'detail', 'state', 'value'),
    reason: textAt(event, 'detail', 'state', 'reason'),
    at: valueAt(event, 'detail', 'state', 'timestamp') ?? valueAt(event, 'time'),
    metric: metricOf(valueAt(configuration, 'metrics')),
    rule: textAt(configuration, 'alarmRule'),
  }
}

function metricOf(list: unknown): Alarm['metric'] {
  const metrics: unknown[] = Array.isArray(list) ? list : []
  const metric = metrics.map((each) => valueAt(each, 'metricStat', 'metric')).find(isFields)
  const dimensions = valueAt(metric, 'dimensions')
  return {
    namespace: textAt(metric, 'namespace'),
    name: textAt(metric, 'name'),
    dimensions: isFields(dimensions) ? said(dimensions) : {},
  }
}

/** Another event, e.g. of AWS Health: what it is about makes its identity, and nothing tells when it is over. */
export function draftOfEvent(event: unknown): SignalDraft {
  const type = textAt(event, 'detail-type')
  const resources = textList(valueAt(event, 'resources'))
  return {
    key: joinKey('event', textAt(event, 'source'), type, ...resources.slice(0, 5)),
    state: 'firing',
    title: textAt(event, 'detail', 'eventTypeCode') ?? type,
    description: textAt(event, 'detail', 'eventDescription') ?? textAt(event, 'detail', 'description'),
    labels: {
      alertname: type,
      source: textAt(event, 'source'),
      account: textAt(event, 'account'),
      region: textAt(event, 'region'),
      service: textAt(event, 'detail', 'service'),
    },
    annotations: { resources: resources.slice(0, 20).join('\n') },
    startedAt: anyInstant(valueAt(event, 'time')),
  }
}
