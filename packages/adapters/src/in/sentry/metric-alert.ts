import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import type { Notification } from '../webhook.ts'

const SEVERITIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['critical', 'critical'],
  ['warning', 'medium'],
])

/** A rule over a number of events. Its incident in Sentry goes from warning to critical and back, and is one condition all along. */
export function readMetricAlert(
  data: unknown,
  action: string | undefined,
  report: Notification['report'],
): SignalDraft {
  const alert = valueAt(data, 'metric_alert')
  const rule = valueAt(alert, 'alert_rule')
  const isOver = action === 'resolved'
  const severity = SEVERITIES.get(action ?? '')
  if (!isOver && severity === undefined) report('its action is neither critical, warning nor resolved; taken as firing')
  const organisation = textAt(alert, 'organization_id')
  const [project] = textList(valueAt(alert, 'projects'))
  return {
    key: `metric-alert:${organisation ?? ''}:${textAt(alert, 'id') ?? textAt(alert, 'identifier') ?? textAt(rule, 'id')}`,
    state: isOver ? 'resolved' : 'firing',
    title: textAt(rule, 'name') ?? textAt(alert, 'title') ?? textAt(data, 'description_title'),
    description: textAt(data, 'description_text'),
    severity,
    labels: said({
      project,
      rule: textAt(rule, 'name'),
      environment: textAt(rule, 'environment'),
      aggregate: textAt(rule, 'aggregate'),
    }),
    annotations: {
      query: textAt(rule, 'query'),
      window_minutes: textAt(rule, 'time_window'),
      projects: textList(valueAt(alert, 'projects')).join(', '),
      incident: textAt(alert, 'title'),
    },
    startedAt: anyInstant(valueAt(alert, 'date_started')),
    endedAt: anyInstant(valueAt(alert, 'date_closed')),
    links: [textAt(data, 'web_url')],
  }
}
