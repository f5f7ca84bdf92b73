import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'

/** What to make of an alarm that has too few data to tell. */
export type InsufficientData = 'fire' | 'resolve' | 'ignore'

/** An alarm, from whichever document it came. */
export interface Alarm {
  name: string
  arn: string | undefined
  description: string | undefined
  account: string | undefined
  /** As `eu-central-1`; the name that people read is no use in addresses. */
  region: string | undefined
  value: string | undefined
  reason: string | undefined
  at: unknown
  metric: { namespace?: string | undefined; name?: string | undefined; dimensions: Record<string, string> }
  /** Of a composite alarm. */
  rule?: string | undefined
}

/** The message of an alarm's action, as SNS delivers it (aws/aws-lambda-go `events/sns.go`); undefined for another message. */
export function findAlarm(message: unknown): Alarm | undefined {
  const name = textAt(message, 'AlarmName')
  const value = textAt(message, 'NewStateValue')
  if (name === undefined || value === undefined) return undefined
  const arn = textAt(message, 'AlarmArn')
  return {
    ...{ name, arn, value },
    description: textAt(message, 'AlarmDescription'),
    account: textAt(message, 'AWSAccountId') ?? partOfArn(arn, ACCOUNT),
    region: partOfArn(arn, REGION),
    reason: textAt(message, 'NewStateReason'),
    at: valueAt(message, 'StateChangeTime'),
    metric: metricOf(valueAt(message, 'Trigger')),
    rule: textAt(message, 'AlarmRule'),
  }
}

/** Places between the colons of an ARN: `arn:partition:service:region:account:resource`. */
const REGION = 3
const ACCOUNT = 4

export function partOfArn(arn: string | undefined, place: number): string | undefined {
  return arn?.split(':')[place] || undefined
}

/** A plain alarm has one metric; one of metric math a list, of which the first that is no expression says most. */
function metricOf(trigger: unknown): Alarm['metric'] {
  const list = valueAt(trigger, 'Metrics')
  const metrics: unknown[] = Array.isArray(list) ? list : []
  const metric = metrics.map((each) => valueAt(each, 'MetricStat', 'Metric')).find(isFields) ?? trigger
  const given = valueAt(metric, 'Dimensions')
  const dimensions: unknown[] = Array.isArray(given) ? given : []
  const entries = dimensions.flatMap((each): [string, string][] => {
    const name = textAt(each, 'name') ?? textAt(each, 'Name')
    const value = textAt(each, 'value') ?? textAt(each, 'Value')
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  return {
    namespace: textAt(metric, 'Namespace'),
    name: textAt(metric, 'MetricName'),
    dimensions: Object.fromEntries(entries),
  }
}

/**
 * The draft of an alarm, or nothing where too few data are to be ignored. Descriptions may say `severity=critical service=checkout`,
 * for alarms have no field for either.
 */
export function draftOfAlarm(alarm: Alarm, insufficientData: InsufficientData): SignalDraft | undefined {
  const state = stateOf(alarm.value, insufficientData)
  if (state === undefined) return undefined
  const at = parseInstant(alarm.at)
  const conventional = conventions(alarm.description)
  return {
    key: alarm.arn ?? joinKey('alarm', alarm.account, alarm.region, alarm.name),
    state,
    title: alarm.value === 'INSUFFICIENT_DATA' ? `No data: ${alarm.name}` : alarm.name,
    description: [alarm.description, alarm.reason].filter((text) => text !== undefined).join('\n') || undefined,
    severity: parseSeverity(conventional.severity ?? conventional.priority ?? ''),
    labels: {
      ...alarm.metric.dimensions,
      ...conventional,
      ...said({
        alertname: alarm.name,
        account: alarm.account,
        region: alarm.region,
        namespace: alarm.metric.namespace,
        metric: alarm.metric.name,
      }),
    },
    annotations: { reason: alarm.reason, rule: alarm.rule },
    startedAt: at,
    // SNS keeps no order. A recovery names its time twice, so that one which comes too late cannot end the next episode.
    endedAt: at,
    links: [consoleLink(alarm)],
  }
}

function stateOf(value: string | undefined, insufficientData: InsufficientData): SignalState | undefined {
  if (value === 'OK') return 'resolved'
  if (value !== 'INSUFFICIENT_DATA') return 'firing'
  if (insufficientData === 'ignore') return undefined
  return insufficientData === 'resolve' ? 'resolved' : 'firing'
}

const CONVENTION = /\b(severity|priority|service|team)\s{0,3}[=:]\s{0,3}([\w./-]{1,100})/gi

function conventions(description: string | undefined): Record<string, string> {
  const found = [...(description ?? '').matchAll(CONVENTION)].map(([, name = '', value = '']): [string, string] => [
    name.toLowerCase(),
    value,
  ])
  return Object.fromEntries(found)
}

const CONSOLES: ReadonlyMap<string, string> = new Map([
  ['aws', 'console.aws.amazon.com'],
  ['aws-cn', 'console.amazonaws.cn'],
  ['aws-us-gov', 'console.amazonaws-us-gov.com'],
])
const REGION_NAME = /^[a-z]{2}(-[a-z]+)+-\d$/

function consoleLink({ arn, region, name }: Alarm): string | undefined {
  const host = CONSOLES.get(partOfArn(arn, 1) ?? 'aws')
  if (host === undefined || region === undefined || !REGION_NAME.test(region)) return undefined
  return `https://${host}/cloudwatch/home?region=${region}#alarmsV2:alarm/${encodeURIComponent(name)}`
}
