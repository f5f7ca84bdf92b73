import type { Signal } from '@tocsin/core/detect/signal.ts'
import { after, HOUR } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { boundKey, boundLink, boundText, boundTitle } from '../bounds.ts'
import { saidText, textAt, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { notificationDoor, type RefineContext } from '../prometheus-notification.ts'
import { guide } from './guide.ts'
import { readLegacy } from './legacy.ts'
import { options, verify } from './verify.ts'

/**
 * Grafana's webhook contact point (grafana/alerting `receivers/webhook/v1`, `templates/template_data.go`): an Alertmanager group
 * with more in it. The version is "1", or "4" where Grafana OnCall's contact point sends. Identity is the fingerprint that Grafana
 * gives, and only that: it covers labels that are taken out before sending, so that it cannot be computed here. The webhook of
 * legacy alerting (up to Grafana 8) comes to the same address; see legacy.ts. Grafana tries again after every failure.
 */
export const grafana = notificationDoor({
  system: 'grafana',
  name: 'Grafana',
  // The contact point lets one choose.
  methods: ['POST', 'PUT'],
  versions: ['1', '4', 1, 4],
  ...{ options, guide, verify },
  takesSecret: true,
  readOther: readLegacy,
  refine,
})

/** A rule whose query gives nothing, or fails, is told under another name, and its own stands in a label. */
const STANDINS: ReadonlyMap<string, string> = new Map([
  ['DatasourceNoData', 'No data'],
  ['DatasourceError', 'Query failed'],
])

/** Nobody sends the recovery of a test. */
const TEST_LASTS = HOUR

function refine(signal: Signal, alert: Fields, { notification, receivedAt }: RefineContext): Signal {
  const base = textAt(notification, 'externalURL')
  const link = (name: string) => resolveLink(textAt(alert, name), base)
  const isTest = signal.labels.alertname === 'TestAlert' && signal.labels.instance === 'Grafana'
  const annotations = Object.entries({
    ...signal.annotations,
    value: valueText(alert) ?? signal.annotations.value,
    dashboard: link('dashboardURL'),
    panel: link('panelURL'),
    silence: link('silenceURL'),
    image: boundLink(textAt(alert, 'imageURL')),
  }).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return {
    ...signal,
    title: titleOf(signal),
    annotations: Object.fromEntries(annotations.slice(0, LIMITS.labelsMax)),
    link: link('generatorURL') ?? link('panelURL') ?? link('dashboardURL') ?? boundLink(base),
    ...(isTest && { isTest, key: boundKey(`test/${signal.key}`), expiresAt: after(receivedAt, TEST_LASTS) }),
  }
}

function titleOf({ title, labels, annotations }: Signal): string {
  const standin = STANDINS.get(labels.alertname ?? '')
  if (standin === undefined) return title
  return boundTitle(`${standin}: ${labels.rulename ?? annotations.summary ?? labels.grafana_folder ?? title}`)
}

/** Links may be relative, or nothing but `?orgId=1`: they are below the address that Grafana gives as its own. */
function resolveLink(text: string | undefined, base: string | undefined): string | undefined {
  if (text === undefined) return undefined
  return boundLink(text) ?? boundLink(URL.parse(text, base)?.href)
}

/** What was measured, by the letter of the query; numbers where Grafana gives them, else its own sentence. */
function valueText(alert: Fields): string | undefined {
  const values = valueAt(alert, 'values')
  const entries = isFields(values) ? Object.entries(values).slice(0, LIMITS.labelsMax) : []
  const texts = entries.flatMap(([name, value]) => {
    const text = saidText(value)
    return text === undefined ? [] : [`${name} = ${text}`]
  })
  const text = texts.join(', ') || textAt(alert, 'valueString')
  return text === undefined ? undefined : boundText(text, LIMITS.labelCharsMax)
}
