import { saidText, textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import type { Notification } from '../webhook.ts'
import { azureSeverity, isTestAlert, resourceLabels } from './resource.ts'

/** An alert in the common schema: `essentials`, which all have, and `alertContext`, which each service fills as it likes. */
export function readCommon(data: unknown, report: Notification['report']): SignalDraft {
  const essentials = valueAt(data, 'essentials')
  const context = valueAt(data, 'alertContext')
  const text = (name: string) => textAt(essentials, name)
  const health = healthOf(context, textList(valueAt(essentials, 'alertTargetIDs'))[0])
  const condition = text('monitorCondition')?.toLowerCase()
  if (condition !== 'fired' && condition !== 'resolved')
    report('its monitorCondition is neither Fired nor Resolved; taken as Fired')
  const targets = textList(valueAt(essentials, 'alertTargetIDs'))
  const rule = text('alertRule') ?? textAt(context, 'AlertData', 'BudgetName')
  const isOver = condition === 'resolved' || health?.isOver === true
  return {
    key: health?.id ?? text('alertId') ?? text('originAlertId') ?? joinKey(rule, targets[0]),
    state: isOver ? 'resolved' : 'firing',
    title: titleOf(rule, health?.title, textList(valueAt(essentials, 'configurationItems'))[0]),
    description: text('description') ?? conditionText(context),
    severity: azureSeverity(text('severity')),
    labels: {
      ...labelsOf(data, context),
      ...resourceLabels(targets[0]),
      ...said({ rule, monitoring_service: text('monitoringService'), signal_type: text('signalType') }),
    },
    annotations: {
      condition: conditionText(context),
      targets: targets.join('\n'),
      query: textAt(firstCondition(context), 'searchQuery') ?? textAt(context, 'SearchQuery'),
      details: health?.details,
    },
    startedAt: anyInstant(text('firedDateTime')),
    endedAt: anyInstant(text('resolvedDateTime')),
    links: [text('investigationLink'), queryLink(context), portalLink(text('alertId'))],
    isTest: isTestAlert(rule, text('alertId')),
  }
}

interface Health {
  /** The same for the beginning and the end, which come as two alerts that both have fired. */
  id: string
  isOver: boolean
  title: string | undefined
  details: string | undefined
}

/**
 * Service Health and Resource Health never resolve an alert: that it is over is one more alert, with the end in its properties. What
 * they have in common is the tracking id of Azure's incident, or the resource.
 */
function healthOf(context: unknown, target: string | undefined): Health | undefined {
  const properties = valueAt(context, 'properties')
  const title = textAt(properties, 'title')
  const tracking = textAt(properties, 'trackingId')
  if (tracking !== undefined) {
    const stage = textAt(properties, 'stage')?.toLowerCase()
    const isOver = textAt(context, 'status')?.toLowerCase() === 'resolved' || OVER_STAGES.includes(stage)
    return { id: `service-health:${tracking}`, isOver, title, details: textAt(properties, 'communication') }
  }
  const status = textAt(properties, 'currentHealthStatus')?.toLowerCase()
  if (status === undefined) return undefined
  const id = `resource-health:${target?.toLowerCase() ?? textAt(context, 'correlationId')}`
  return { id, isOver: status === 'available', title, details: textAt(properties, 'details') }
}

const OVER_STAGES: readonly (string | undefined)[] = ['resolved', 'complete', 'completed', 'canceled', 'rca']

function titleOf(rule: string | undefined, health: string | undefined, item: string | undefined): string {
  const what = health === undefined ? (rule ?? 'Azure alert') : health
  return item === undefined || what.toLowerCase().includes(item.toLowerCase()) ? what : `${what} on ${item}`
}

function firstCondition(context: unknown): unknown {
  const all = valueAt(context, 'condition', 'allOf')
  return Array.isArray(all) ? all[0] : undefined
}

const OPERATORS: Readonly<Record<string, string>> = {
  GreaterThan: '>',
  GreaterThanOrEqual: '≥',
  GreaterOrLessThan: 'outside',
  LessThan: '<',
  LowerThan: '<',
  LessThanOrEqual: '≤',
  Equals: '=',
}

/** What was compared with what, e.g. `Average Percentage CPU 31.1105 > 25`. */
function conditionText(context: unknown): string | undefined {
  const condition = firstCondition(context)
  if (!isFields(condition)) return undefined
  const operator = textAt(condition, 'operator')
  const sign = operator !== undefined && Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : operator
  const name = textAt(condition, 'metricName') ?? textAt(condition, 'metricMeasureColumn') ?? 'result'
  const parts = [textAt(condition, 'timeAggregation'), name, textAt(condition, 'metricValue'), sign]
  return [...parts, textAt(condition, 'threshold')].filter((part) => part !== undefined).join(' ')
}

/** What users hung on the rule, and the dimensions that tell the series of one rule apart. */
function labelsOf(data: unknown, context: unknown): Record<string, string> {
  const dimensions = valueAt(firstCondition(context), 'dimensions') ?? valueAt(context, 'Dimensions')
  const entries = (Array.isArray(dimensions) ? dimensions : []).flatMap((dimension): [string, string][] => {
    const [name, value] = [textAt(dimension, 'name'), textAt(dimension, 'value')]
    return name === undefined || value === undefined ? [] : [[name, value]]
  })
  const maps = [valueAt(context, 'labels'), valueAt(context, 'properties'), valueAt(data, 'customProperties')]
  const isEvent = textAt(context, 'operationName') !== undefined
  return Object.assign(
    Object.fromEntries(entries),
    ...maps.map((map, index) => (isFields(map) && !(isEvent && index === 1) ? said(map) : {})),
  ) as Record<string, string>
}

function queryLink(context: unknown): string | undefined {
  const condition = firstCondition(context)
  return (
    textAt(condition, 'linkToFilteredSearchResultsUI') ??
    textAt(condition, 'linkToSearchResultsUI') ??
    textAt(context, 'LinkToFilteredSearchResultsUI') ??
    textAt(context, 'LinkToSearchResults')
  )
}

const PORTAL = 'https://portal.azure.com/#blade/Microsoft_Azure_Monitoring/AlertDetailsTemplateBlade/alertId/'

/** The page of the alert, as Azure's own mails link it. */
function portalLink(alertId: string | undefined): string | undefined {
  return saidText(alertId)?.startsWith('/subscriptions/') ? `${PORTAL}${encodeURIComponent(alertId ?? '')}` : undefined
}
