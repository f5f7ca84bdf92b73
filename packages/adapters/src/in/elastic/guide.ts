import type { Guide } from '../door.ts'
import { addressOf } from '../guide-text.ts'

/** Two braces, and not three: a Webhook connector escapes what stands in two for JSON. */
const KIBANA_ALERT = `{
  "rule_id": "{{rule.id}}",
  "rule_name": "{{rule.name}}",
  "rule_type": "{{rule.type}}",
  "tags": "{{rule.tags}}",
  "space": "{{rule.spaceId}}",
  "alert_id": "{{alert.id}}",
  "alert_uuid": "{{alert.uuid}}",
  "action_group": "{{alert.actionGroup}}",
  "flapping": "{{alert.flapping}}",
  "date": "{{date}}",
  "reason": "{{context.reason}}{{^context.reason}}{{context.message}}{{/context.reason}}",
  "severity": "{{context.rule.severity}}",
  "url": "{{rule.url}}"
}`

const summaryOf = (group: string, state: string) =>
  `    {{#alerts.${group}.data}}{ "state": "${state}", "alert_id": "{{kibana.alert.instance.id}}", "alert_uuid": "{{kibana.alert.uuid}}", "reason": "{{kibana.alert.reason}}", "severity": "{{kibana.alert.severity}}" },{{/alerts.${group}.data}}`

const KIBANA_SUMMARY = `{
  "rule_id": "{{rule.id}}",
  "rule_name": "{{rule.name}}",
  "rule_type": "{{rule.type}}",
  "tags": "{{rule.tags}}",
  "space": "{{rule.spaceId}}",
  "date": "{{date}}",
  "url": "{{rule.url}}",
  "alerts": [
${summaryOf('new', 'firing')}
${summaryOf('ongoing', 'firing')}
${summaryOf('recovered', 'resolved')}
    null
  ]
}`

const WATCH = `{
  "watch_id": "{{ctx.watch_id}}",
  "id": "{{ctx.id}}",
  "execution_time": "{{ctx.execution_time}}",
  "title": "{{ctx.metadata.name}}",
  "severity": "{{ctx.metadata.severity}}",
  "state": "firing",
  "hits": "{{ctx.payload.hits.total}}"
}`

const MONITOR = `{
  "monitor_id": "{{ctx.monitor._id}}",
  "monitor_name": "{{ctx.monitor.name}}",
  "trigger_id": "{{ctx.trigger.id}}",
  "trigger_name": "{{ctx.trigger.name}}",
  "trigger_severity": "{{ctx.trigger.severity}}",
  "period_end": "{{ctx.periodEnd}}",
  "state": "firing"
}`

export const guide: Guide = {
  elasticConnector: addressOf,
  kibanaAlert: () => KIBANA_ALERT,
  kibanaSummary: () => KIBANA_SUMMARY,
  watcher: (door) => watcherAction(door.hasSecret, addressOf(door)),
  opensearchMonitor: () => MONITOR,
}

function watcherAction(hasSecret: boolean, address: string): string {
  const headers = hasSecret
    ? { 'content-type': 'application/json', 'x-tocsin-secret': '<the secret>' }
    : { 'content-type': 'application/json' }
  return `"actions": ${JSON.stringify({ tocsin: { webhook: { method: 'POST', url: address, headers, body: WATCH } } }, null, 2)}`
}

/** Every name in our templates, for the bodies that a value broke. */
export const TEMPLATE_NAMES: readonly string[] = [
  ...new Set(
    [KIBANA_ALERT, WATCH, MONITOR].flatMap((text) =>
      [...text.matchAll(/^ {2}"(\w+)":/gm)].map(([, name]) => name ?? ''),
    ),
  ),
]
