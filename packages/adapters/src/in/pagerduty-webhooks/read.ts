import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { SourceSeverity } from '@tocsin/core/kernel/scales.ts'
import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseSeverity } from '../severity.ts'
import { type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { STATES } from './event-type.ts'
import { guide } from './guide.ts'
import { verifyPagerduty } from './verify.ts'

/**
 * PagerDuty's V3 webhooks (PagerDuty/developer-docs `docs/webhooks/01-Overview.md`): one event a request, tried again for two days after a
 * 429, a 5xx or silence, in the order of each incident. An incident is known by its id, whatever becomes of it.
 */
export const pagerdutyWebhooks = webhook({
  system: 'pagerduty-webhooks',
  takesSecret: true,
  verify: verifyPagerduty,
  guide,
  read,
})

const STATUSES: ReadonlyMap<string, SignalState> = new Map([
  ['triggered', 'firing'],
  ['acknowledged', 'acknowledged'],
  ['resolved', 'resolved'],
])
const URGENCIES: ReadonlyMap<string, SourceSeverity> = new Map([
  ['high', 'high'],
  ['low', 'low'],
])

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (Array.isArray(valueAt(body, 'messages'))) {
    return { refused: 'this is a V2 webhook of PagerDuty: make a V3 subscription (Integrations › Generic Webhooks)' }
  }
  const event = valueAt(body, 'event')
  const type = textAt(event, 'event_type')
  if (type === undefined)
    return { refused: 'the body is not a V3 webhook of PagerDuty: it has no "event" with an "event_type"' }
  if (type === 'pagey.ping') return [pingOf(event)]
  const incident = valueAt(event, 'data')
  // Notes, responders, tasks and services stand in other shapes, and say nothing of the state of an incident.
  if (!isFields(incident) || textAt(incident, 'type') !== 'incident') return []
  const state = STATES.get(type) ?? STATUSES.get(textAt(incident, 'status') ?? '')
  if (state === undefined) report('the incident has no status that PagerDuty has; taken as firing')
  return [draftOf(event, incident, { type, state: state ?? 'firing' })]
}

function draftOf(
  event: unknown,
  incident: unknown,
  { type, state }: { type: string; state: SignalState },
): SignalDraft {
  const text = (...path: string[]) => textAt(incident, ...path)
  const at = anyInstant(valueAt(event, 'occurred_at'))
  const assignees = valueAt(incident, 'assignees')
  const names = Array.isArray(assignees) ? assignees.map((each: unknown) => textAt(each, 'summary')) : []
  return {
    key: text('id') ?? text('incident_key'),
    state,
    title: text('title') ?? text('summary'),
    severity: parseSeverity(text('priority', 'summary') ?? '') ?? URGENCIES.get(text('urgency') ?? ''),
    labels: said({
      service: text('service', 'summary'),
      urgency: text('urgency'),
      priority: text('priority', 'summary'),
      team: firstSummary(valueAt(incident, 'teams')),
      incident_type: text('incident_type', 'name'),
    }),
    annotations: {
      number: text('number'),
      incident_key: text('incident_key'),
      escalation_policy: text('escalation_policy', 'summary'),
      assigned_to: names.filter((name) => name !== undefined).join(', '),
      by: state === 'firing' ? undefined : textAt(event, 'agent', 'summary'),
      conference: text('conference_bridge', 'conference_url'),
      resolve_reason: text('resolve_reason', 'type'),
    },
    startedAt: type === 'incident.reopened' ? at : anyInstant(valueAt(incident, 'created_at')),
    endedAt: at,
    links: [text('html_url')],
  }
}

function firstSummary(list: unknown): string | undefined {
  return Array.isArray(list) ? textAt(list[0], 'summary') : undefined
}

/** "Send test event" of a subscription. */
function pingOf(event: unknown): SignalDraft {
  return {
    key: 'ping',
    state: 'firing',
    title: textAt(event, 'data', 'message') ?? 'Ping of PagerDuty',
    severity: 'info',
    labels: {},
    isTest: true,
  }
}
