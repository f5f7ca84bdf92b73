import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import type { Notification } from '../webhook.ts'

const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['open', 'firing'],
  ['acknowledged', 'acknowledged'],
  ['closed', 'resolved'],
])

/** The state in which a channel is tested. */
const TEST = 'test'

/** The webhook of New Relic's notification channels, which came before workflows: one violation or incident a request. */
export function readViolation(body: Fields, report: Notification['report']): SignalDraft {
  const word = textAt(body, 'current_state')?.toLowerCase() ?? ''
  const state = STATES.get(word)
  if (state === undefined && word !== TEST)
    report('its current_state is neither open, acknowledged nor closed; taken as firing')
  const severity = textAt(body, 'severity')
  const at = anyInstant(valueAt(body, 'timestamp'))
  const targets = valueAt(body, 'targets')
  const target: unknown = Array.isArray(targets) ? targets[0] : undefined
  const tags = valueAt(target, 'labels')
  const details = textAt(body, 'details')
  return {
    key: textAt(body, 'incident_id'),
    state: state ?? 'firing',
    title: details ?? textAt(body, 'condition_name') ?? textAt(body, 'policy_name'),
    severity: severity === undefined ? undefined : parseSeverity(severity),
    labels: {
      ...(isFields(tags) && tags),
      ...said({ condition: textAt(body, 'condition_name'), policy: textAt(body, 'policy_name') }),
      ...said({ entity: textAt(target, 'name') ?? textList(targets)[0], account: textAt(body, 'account_id') }),
    },
    annotations: {
      owner: textAt(body, 'owner'),
      runbook: textAt(body, 'runbook_url'),
      chart: textAt(body, 'violation_chart_url'),
    },
    startedAt: state === 'firing' ? at : undefined,
    endedAt: at,
    links: [textAt(body, 'incident_url')],
    isTest: word === TEST,
  }
}
