import type { SignalState } from '@tocsin/core/detect/signal.ts'
import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { saidText, textAt, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { parseExactJsonBody } from '../json-body.ts'
import { GENUINE, isSameSecret, verifySharedSecret } from '../proof.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { epochInstant } from '../source-time.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Google Cloud Monitoring's webhook, schema 1.2 (cloud.google.com/monitoring, "Create and manage notification channels"); 1.0 and 1.1,
 * which have fewer fields, are read too, and so is the same document pushed by Pub/Sub, in base64 within an envelope.
 *
 * A webhook may present a password, or a token as the parameter `auth_token`. Pub/Sub sends again until it is answered with 2xx.
 */
export const gcpMonitoring = webhook({ system: 'gcp-monitoring', takesSecret: true, verify, guide, read })

const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['open', 'firing'],
  ['closed', 'resolved'],
])

function verify(request: DoorRequest, context: DoorContext): Verdict {
  const token = request.query.get('auth_token')
  if (token !== null && context.secret !== undefined && isSameSecret(token, context.secret)) return GENUINE
  return verifySharedSecret(request, context)
}

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  const document = isFields(valueAt(body, 'message')) ? unwrap(valueAt(body, 'message', 'data')) : body
  const incident = valueAt(document, 'incident')
  if (!isFields(incident)) {
    return { refused: 'the body is not a notification of Google Cloud Monitoring: it has no "incident"' }
  }
  const state = STATES.get(textAt(incident, 'state')?.toLowerCase() ?? '')
  if (state === undefined) report('its state is neither open nor closed; taken as open')
  const summary = textAt(incident, 'summary')
  const isTest = textAt(document, 'version') === 'test'
  const id = textAt(incident, 'incident_id')
  return [
    {
      key: id === undefined ? undefined : joinKey(textAt(incident, 'scoping_project_id'), id),
      state: state ?? 'firing',
      title: titleOf(incident) ?? summary,
      description: [summary, textAt(incident, 'documentation', 'content') ?? textAt(incident, 'documentation')]
        .filter((text) => text !== undefined)
        .join('\n\n'),
      severity: severityOf(incident),
      labels: labelsOf(incident),
      annotations: {
        observed_value: textAt(incident, 'observed_value'),
        threshold_value: textAt(incident, 'threshold_value'),
        condition: textAt(incident, 'condition', 'name'),
        resource_name: textAt(incident, 'resource_name'),
      },
      startedAt: epochInstant(valueAt(incident, 'started_at')),
      endedAt: epochInstant(valueAt(incident, 'ended_at')),
      links: [textAt(incident, 'url')],
      isTest,
    },
  ]
}

/** Pub/Sub's push: the document in base64. Undefined when there is none in it. */
function unwrap(data: unknown): unknown {
  if (typeof data !== 'string') return undefined
  const parsed = parseExactJsonBody(Buffer.from(data, 'base64'))
  return 'value' in parsed ? parsed.value : undefined
}

/** The subject that the policy was given, else policy and condition. A policy without a display name is named by its path. */
function titleOf(incident: Fields): string | undefined {
  const policy = textAt(incident, 'policy_name')
  const condition = textAt(incident, 'condition_name') ?? textAt(incident, 'condition', 'displayName')
  const subject = textAt(incident, 'documentation', 'subject')
  const named = policy !== undefined && !policy.startsWith('projects/') ? policy : subject
  const where = textAt(incident, 'resource_display_name')
  const what = [named, condition === named ? undefined : condition].filter((text) => text !== undefined).join(': ')
  if (what === '') return subject
  return where === undefined ? what : `${what} on ${where}`
}

/** `No severity` is no word of ours, and so the next place is asked: older policies wrote it in their labels. */
function severityOf(incident: Fields) {
  const words = [
    textAt(incident, 'severity'),
    textAt(incident, 'policy_user_labels', 'severity'),
    textAt(incident, 'metadata', 'user_labels', 'severity'),
    textAt(incident, 'metadata', 'system_labels', 'severity'),
  ]
  for (const word of words) {
    const severity = word === undefined ? undefined : parseSeverity(word)
    if (severity !== undefined) return severity
  }
  return undefined
}

/** What the user wrote last, so that it counts where names are the same. */
function labelsOf(incident: Fields): Record<string, string> {
  return {
    ...saidMap(valueAt(incident, 'metric', 'labels')),
    ...saidMap(valueAt(incident, 'resource', 'labels')),
    ...saidMap(valueAt(incident, 'metadata', 'user_labels')),
    ...saidMap(valueAt(incident, 'policy_user_labels')),
    ...said({
      project: textAt(incident, 'scoping_project_id'),
      policy: textAt(incident, 'policy_name'),
      condition: textAt(incident, 'condition_name') ?? textAt(incident, 'condition', 'displayName'),
      metric: textAt(incident, 'metric', 'type'),
      resource: textAt(incident, 'resource_display_name') ?? saidText(valueAt(incident, 'resource_name')),
      resource_type: textAt(incident, 'resource', 'type'),
    }),
  }
}

function saidMap(value: unknown): Record<string, string> {
  return isFields(value) ? said(value) : {}
}
