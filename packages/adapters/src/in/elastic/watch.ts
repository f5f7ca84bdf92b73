import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { parseState } from '../state-word.ts'
import type { Notification } from '../webhook.ts'

/** The health of a cluster, which is what most watches over Elasticsearch itself look at. */
const HEALTH: ReadonlyMap<string, SourceSeverity> = new Map([
  ['red', 'critical'],
  ['yellow', 'medium'],
])

/** A watch. Watcher knows no recovery: a second action with the opposite condition says `"state": "resolved"`. */
export function readWatch(body: Fields, report: Notification['report']): SignalDraft {
  const watch = textAt(body, 'watch_id')
  const health = textAt(body, 'status')?.toLowerCase()
  const state = health === 'green' ? 'resolved' : stateOf(body, report)
  const at = anyInstant(valueAt(body, 'execution_time'))
  const word = textAt(body, 'severity')
  return {
    key: joinKey('watch', watch, textAt(body, 'key')),
    state,
    title: textAt(body, 'title') ?? watch,
    description: textAt(body, 'description') ?? textAt(body, 'reason'),
    severity: (word === undefined ? undefined : parseSeverity(word)) ?? HEALTH.get(health ?? ''),
    labels: { ...labelsOf(body), ...said({ watch, service: textAt(body, 'service'), status: health }) },
    annotations: { hits: textAt(body, 'hits'), run: textAt(body, 'id'), runbook: textAt(body, 'runbook') },
    startedAt: state === 'resolved' ? undefined : at,
    endedAt: at,
    links: [textAt(body, 'url')],
    isTest: watch?.startsWith('{{') === true,
  }
}

/** OpenSearch rates triggers from 1, the worst, to 5. */
const LEVELS: readonly SourceSeverity[] = ['critical', 'high', 'medium', 'low', 'info']

/** A monitor of OpenSearch's alerting plugin. */
export function readMonitor(body: Fields, report: Notification['report']): SignalDraft {
  const [monitor, trigger] = [textAt(body, 'monitor_name'), textAt(body, 'trigger_name')]
  const word = textAt(body, 'severity') ?? textAt(body, 'trigger_severity')
  const state = stateOf(body, report)
  const at = anyInstant(valueAt(body, 'period_end'))
  return {
    key: joinKey(
      'monitor',
      textAt(body, 'monitor_id') ?? monitor,
      textAt(body, 'trigger_id') ?? trigger,
      textAt(body, 'key'),
    ),
    state,
    title: textAt(body, 'title') ?? [monitor, trigger].filter(Boolean).join(': '),
    description: textAt(body, 'description') ?? textAt(body, 'reason'),
    severity: word === undefined ? undefined : (LEVELS[Number(word) - 1] ?? parseSeverity(word)),
    labels: { ...labelsOf(body), ...said({ monitor, trigger, service: textAt(body, 'service') }) },
    annotations: { runbook: textAt(body, 'runbook') },
    startedAt: state === 'resolved' ? undefined : at,
    endedAt: at,
    links: [textAt(body, 'url')],
    isTest: monitor?.startsWith('{{') === true,
  }
}

function stateOf(body: Fields, report: Notification['report']): SignalState {
  const word = textAt(body, 'state')
  const state = word === undefined ? 'firing' : parseState(word)
  if (state === undefined) report('its state is none that is known; taken as firing')
  return state ?? 'firing'
}

function labelsOf(body: Fields): Record<string, string> {
  const labels = valueAt(body, 'labels')
  return isFields(labels) ? said(labels) : {}
}
