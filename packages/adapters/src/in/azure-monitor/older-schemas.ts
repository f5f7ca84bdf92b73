import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import type { Notification } from '../webhook.ts'
import { azureSeverity, isTestAlert, resourceLabels } from './resource.ts'

/** The forms from before the common schema, which action groups without it still send. */
type Report = Notification['report']

const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['activated', 'firing'],
  ['deactivated', 'resolved'],
  ['resolved', 'resolved'],
])

function stateOf(value: unknown, report: Report): SignalState {
  const state = STATES.get(textAt(value, 'status')?.toLowerCase() ?? '')
  if (state === undefined) report('its status is neither Activated, Deactivated nor Resolved; taken as Activated')
  return state ?? 'firing'
}

/** `AzureMonitorMetricAlert`: a rule over metrics. Each resource of a rule is an alert of its own. */
export function readMetricAlert(data: unknown, report: Report): SignalDraft {
  return metricDraft(data, valueAt(data, 'properties'), report)
}

/** A classic metric alert, which has no `data` around it. */
export function readClassicMetric(body: unknown, report: Report): SignalDraft {
  return metricDraft(body, valueAt(body, 'properties'), report)
}

function metricDraft(data: unknown, properties: unknown, report: Report): SignalDraft {
  const context = valueAt(data, 'context')
  const state = stateOf(data, report)
  const at = anyInstant(valueAt(context, 'timestamp'))
  const all = valueAt(context, 'condition', 'allOf')
  const condition: unknown = Array.isArray(all) ? all[0] : valueAt(context, 'condition')
  const [rule, resource] = [textAt(context, 'name'), textAt(context, 'resourceId')]
  const item = textAt(context, 'resourceName')
  const id = textAt(context, 'id')
  return {
    key: [id ?? rule, resource].filter((part) => part !== undefined).join(' '),
    state,
    title: item === undefined ? rule : `${rule ?? 'Azure alert'} on ${item}`,
    description: textAt(context, 'description'),
    severity: azureSeverity(textAt(context, 'severity')),
    labels: { ...(isFields(properties) && said(properties)), ...resourceLabels(resource), ...said({ rule }) },
    annotations: {
      metric: textAt(condition, 'metricName'),
      value: textAt(condition, 'metricValue'),
      threshold: textAt(condition, 'threshold'),
      operator: textAt(condition, 'operator'),
    },
    startedAt: state === 'firing' ? at : undefined,
    endedAt: at,
    links: [textAt(context, 'portalLink')],
    isTest: isTestAlert(rule, id),
  }
}

/** `Microsoft.Insights/LogAlert`, and the same without a schema: a search that found too much or too little. It never resolves. */
export function readLogAlert(data: unknown): SignalDraft {
  const rule = textAt(data, 'AlertRuleName')
  const resource = textAt(data, 'ResourceId')
  return {
    key: joinKey('log', textAt(data, 'SubscriptionId'), rule, resource?.toLowerCase()),
    state: 'firing',
    title: rule,
    description: textAt(data, 'Description'),
    severity: azureSeverity(textAt(data, 'Severity')),
    labels: { ...resourceLabels(resource), ...said({ rule, alert_type: textAt(data, 'AlertType') }) },
    annotations: {
      query: textAt(data, 'SearchQuery'),
      results: textAt(data, 'ResultCount'),
      threshold: textAt(data, 'AlertThresholdValue'),
      operator: textAt(data, 'AlertThresholdOperator'),
    },
    startedAt: anyInstant(valueAt(data, 'SearchIntervalEndtimeUtc')),
    links: [textAt(data, 'LinkToFilteredSearchResultsUI'), textAt(data, 'LinkToSearchResults')],
    isTest: isTestAlert(rule, undefined),
  }
}

/** `Microsoft.Insights/activityLogs`: an event of the control plane. It is known by its operation and resource, for none resolves. */
export function readActivityLog(data: unknown, report: Report): SignalDraft {
  const log = valueAt(data, 'context', 'activityLog')
  const properties = valueAt(log, 'properties')
  const custom = valueAt(data, 'properties')
  const text = (name: string) => textAt(log, name)
  const resource = text('resourceId') ?? textAt(log, 'authorization', 'scope')
  const tracking = textAt(properties, 'trackingId')
  const health = textAt(properties, 'currentHealthStatus')?.toLowerCase()
  const stage = (textAt(properties, 'stage') ?? text('status'))?.toLowerCase()
  const isOver = health === 'available' || (tracking !== undefined && stage === 'resolved')
  const identity = tracking ?? (health === undefined ? text('operationName') : 'resource-health')
  const word = text('level')
  const title = textAt(properties, 'title') ?? text('operationName')
  // Read for what it says about the state of the rule: Deactivated is the end of it as well.
  const state = isOver ? 'resolved' : stateOf(data, report)
  return {
    key: joinKey('activity', identity, resource?.toLowerCase()),
    state,
    title,
    description: text('description') ?? textAt(properties, 'communication') ?? textAt(properties, 'details'),
    severity: word === undefined ? undefined : parseSeverity(word),
    labels: {
      ...(isFields(custom) && said(custom)),
      ...resourceLabels(resource),
      ...said({
        operation: text('operationName'),
        event_source: text('eventSource'),
        region: textAt(properties, 'region'),
      }),
    },
    annotations: { caller: text('caller'), status: text('status'), cause: textAt(properties, 'cause') },
    startedAt: state === 'firing' ? anyInstant(text('eventTimestamp')) : undefined,
    endedAt: anyInstant(text('eventTimestamp')),
    isTest:
      title?.startsWith('Test Action Group') === true ||
      /\/resourcegroups\/test-rg\/.*\/test-vm$/i.test(resource ?? ''),
  }
}
