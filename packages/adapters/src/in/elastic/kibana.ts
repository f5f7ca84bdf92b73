import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import type { Fields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { parseState } from '../state-word.ts'
import { tagLabels } from '../tags.ts'
import type { Notification } from '../webhook.ts'

/** An alert and the document that says of which rule it is; one and the same for an action per alert. */
export interface Place {
  alert: Fields
  rule: Fields
  /** Of Kibana's own summary: the list in which it stood. */
  group?: string
}

/** The group of actions that Kibana runs when a rule has recovered. */
const RECOVERED = 'recovered'

export function readKibana({ alert, rule, group }: Place, report: Notification['report']): SignalDraft {
  const ruleText = (flat: string, ...path: string[]) =>
    textAt(alert, flat) ?? textAt(rule, flat) ?? textAt(rule, 'rule', ...path) ?? ownField(alert, 'rule', ...path)
  const ruleId = ruleText('rule_id', 'id') ?? ownField(alert, 'rule', 'uuid')
  const ruleName = ruleText('rule_name', 'name')
  const alertId = textAt(alert, 'alert_id') ?? textAt(alert, 'alert', 'id') ?? ownField(alert, 'instance', 'id')
  const space = ruleText('space', 'spaceId')
  const reason = textAt(alert, 'reason') ?? textAt(alert, 'context', 'reason') ?? ownField(alert, 'reason')
  const message = textAt(alert, 'context', 'message')
  const state = stateOf(alert, group, report)
  const tags = tagLabels(tagsOf(valueAt(alert, 'tags') ?? valueAt(rule, 'tags') ?? valueAt(rule, 'rule', 'tags')))
  const at = anyInstant(valueAt(alert, 'date') ?? valueAt(rule, 'date'))
  return {
    key: joinKey(space ?? 'default', ruleId ?? ruleName, alertId),
    state,
    title: titleOf(ruleName, alertId),
    description: reason ?? message,
    severity: severityOf(alert, rule, tags.severity),
    labels: {
      ...tags,
      ...said({
        rule: ruleName,
        rule_type: ruleText('rule_type', 'type'),
        alert: alertId,
        action_group: textAt(alert, 'action_group') ?? textAt(alert, 'alert', 'actionGroup'),
        space,
        host: textAt(alert, 'context', 'host', 'name') ?? textAt(alert, 'host', 'name') ?? textAt(alert, 'host'),
        service:
          textAt(alert, 'context', 'serviceName') ?? textAt(alert, 'service', 'name') ?? textAt(alert, 'service'),
      }),
    },
    annotations: {
      episode: textAt(alert, 'alert_uuid') ?? textAt(alert, 'alert', 'uuid') ?? ownField(alert, 'uuid'),
      flapping: textAt(alert, 'flapping') ?? textAt(alert, 'alert', 'flapping'),
      value: textAt(alert, 'context', 'value'),
      runbook: textAt(alert, 'runbook') ?? textAt(rule, 'runbook'),
    },
    startedAt: state === 'resolved' ? undefined : (anyInstant(ownField(alert, 'start')) ?? at),
    endedAt: at,
    links: [textAt(alert, 'context', 'alertDetailsUrl'), textAt(alert, 'url'), ruleText('url', 'url')],
    isTest: isUnrendered(ruleId ?? ruleName),
  }
}

/** A field `kibana.alert.*` of an alert as data, which is written with dots or nested, as its version has it. */
function ownField(alert: Fields, ...path: string[]): string | undefined {
  const dotted = ['kibana', 'alert', ...path].join('.')
  return textAt(alert, dotted) ?? textAt(alert, 'kibana', 'alert', ...path)
}

function stateOf(alert: Fields, group: string | undefined, report: Notification['report']): SignalState {
  const actionGroup = textAt(alert, 'action_group') ?? textAt(alert, 'alert', 'actionGroup')
  if (group === RECOVERED || actionGroup === RECOVERED) return 'resolved'
  const word = textAt(alert, 'state') ?? ownField(alert, 'status')
  if (word === undefined || group !== undefined) return 'firing'
  const state = parseState(word)
  if (state === undefined) report('its state is none that is known; taken as firing')
  return state ?? 'firing'
}

/** Rules that are not split have one alert, whose id says nothing. */
const WHOLE_RULE: readonly (string | undefined)[] = [undefined, '*', 'query matched', 'all documents', 'group-all']

function titleOf(rule: string | undefined, alert: string | undefined): string | undefined {
  if (WHOLE_RULE.includes(alert) || alert === rule) return rule
  return rule === undefined ? alert : `${rule}: ${alert}`
}

/** What the template says, else what a security rule is rated, else a tag `severity:…` of the rule. */
function severityOf(alert: Fields, rule: Fields, tag: string | undefined) {
  const words = [
    textAt(alert, 'severity') ?? textAt(rule, 'severity'),
    ownField(alert, 'severity') ?? textAt(rule, 'context', 'rule', 'severity'),
    tag,
  ]
  for (const word of words) {
    const severity = word === undefined ? undefined : parseSeverity(word)
    if (severity !== undefined) return severity
  }
  return undefined
}

/** A list where it is data, and a text with commas where Mustache rendered it. */
function tagsOf(tags: unknown): string[] {
  return textList(tags).flatMap((tag) => tag.split(',').flatMap((each) => each.trim() || []))
}

/** The connector's own test sends the template as it stands. */
function isUnrendered(text: string | undefined): boolean {
  return text?.startsWith('{{') === true
}
