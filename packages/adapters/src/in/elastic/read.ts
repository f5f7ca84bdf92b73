import { textAt, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { verifySharedSecret } from '../proof.ts'
import type { SignalDraft } from '../signal-draft.ts'
import { parseTemplateBody } from '../template-body.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide, TEMPLATE_NAMES } from './guide.ts'
import { type Place, readKibana } from './kibana.ts'
import { readMonitor, readWatch } from './watch.ts'

/**
 * Webhooks of Elastic: Kibana's rules through a Webhook connector (elastic.co/docs, "rule action variables"), Watcher's webhook action,
 * and the monitors of OpenSearch. None has a form of its own: the body is a template of the operator, and guide.ts has ours. What
 * `{{{.}}}` gives in Kibana, all variables of the action as they are, is read as well.
 *
 * Nothing is signed; connectors can present a password or headers. A body that a value made into no JSON is read by the names of
 * its fields, for a quotation mark in a log line must not cost the page.
 */
export const elastic = webhook({
  system: 'elastic',
  methods: ['POST', 'PUT'],
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  parse: (request, report) => parseTemplateBody(request, TEMPLATE_NAMES, report),
  read,
})

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (!isFields(body)) return { refused: NOT_ELASTIC }
  const alerts = alertsOf(body)
  if (alerts !== undefined) return alerts.map((place) => readKibana(place, report))
  if (textAt(body, 'watch_id') !== undefined) return [readWatch(body, report)]
  if (textAt(body, 'monitor_name') !== undefined || textAt(body, 'monitor_id') !== undefined) {
    return [readMonitor(body, report)]
  }
  const isKibana = (textAt(body, 'rule_id') ?? textAt(body, 'rule_name') ?? textAt(body, 'rule', 'id')) !== undefined
  return isKibana ? [readKibana({ alert: body, rule: body }, report)] : { refused: NOT_ELASTIC }
}

const NOT_ELASTIC =
  'the body is none that is known of Elastic: it has neither "rule_id", "watch_id" nor "monitor_name". Copy the template of the source'

/** A summary of alerts: ours is a list that ends in null, for Mustache cannot leave out the last comma; Kibana's has three lists. */
function alertsOf(body: Fields): Place[] | undefined {
  const alerts = valueAt(body, 'alerts')
  if (Array.isArray(alerts)) return alerts.filter(isFields).map((alert) => ({ alert, rule: body }))
  if (!isFields(alerts) || isFields(valueAt(body, 'alert'))) return undefined
  return ['new', 'ongoing', 'recovered'].flatMap((group) => {
    const data = valueAt(alerts, group, 'data')
    return (Array.isArray(data) ? data : []).filter(isFields).map((alert) => ({ alert, rule: body, group }))
  })
}
