import type { SignalState } from '@tocsin/core/detect/signal.ts'
import { saidText, textAt, textList, valueAt } from '../field-path.ts'
import { type Fields, isFields } from '../fields.ts'
import { verifySharedSecret } from '../proof.ts'
import { parseSeverity } from '../severity.ts'
import { joinKey, type SignalDraft, said } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { parseTemplateBody } from '../template-body.ts'
import { type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'
import { readViolation } from './violation.ts'

/**
 * New Relic's workflow notifications (docs.newrelic.com, "message templates" and "workflow variables"): a Handlebars template that
 * the operator may change, so other names for a field are taken too. One notification is one issue. The notification channels
 * from before workflows post something else, see violation.ts.
 *
 * Nothing is signed; a destination can present a bearer token or a password. What is refused is tried a few times again.
 */
export const newrelic = webhook({
  system: 'newrelic',
  takesSecret: true,
  verify: verifySharedSecret,
  guide,
  parse: (request, report) => parseTemplateBody(request, ['id', 'title', 'state', 'priority'], report),
  read,
})

const STATES: ReadonlyMap<string, SignalState> = new Map([
  ['CREATED', 'firing'],
  ['ACTIVATED', 'firing'],
  ['OPEN', 'firing'],
  ['ACKNOWLEDGED', 'acknowledged'],
  ['DEACTIVATED', 'resolved'],
  ['CLOSED', 'resolved'],
  ['RESOLVED', 'resolved'],
])

/** The issue with which the editor of templates fills its preview, and with which a test is sent. */
const SAMPLE = { id: 'd1b1f3fd-995a-4066-88ab-8ce4f6960654', entity: "'Some-Entity'" }

function read({ body, report }: Notification): SignalDraft[] | Refusal {
  if (!isFields(body)) return { refused: 'the body is not a notification of New Relic: it is no object' }
  if (textAt(body, 'incident_id') !== undefined) return [readViolation(body, report)]
  const id = first(body, 'id', 'issueId', 'issue_id')
  const title = textList(valueAt(body, 'title') ?? valueAt(body, 'name'))[0]
  if (id === undefined && title === undefined) {
    return { refused: 'the body is not a notification of New Relic: it has neither "id" nor "title"' }
  }
  if (id === undefined)
    report('it has no id: the alert is known by its condition and entity. Put {{json issueId}} in the template')
  const [condition, entity] = [firstOf(body, 'alertConditionNames'), firstOf(body, 'impactedEntities')]
  const state = readState(body, report)
  const word = first(body, 'priority', 'severity')
  return [
    {
      key: id ?? (condition === undefined ? title : joinKey(firstOf(body, 'alertPolicyNames'), condition, entity)),
      state,
      title,
      description: textList(valueAt(body, 'description')).join('\n'),
      severity: word === undefined ? undefined : parseSeverity(word),
      labels: {
        ...readTags(valueAt(body, 'tags')),
        ...said({ condition, policy: firstOf(body, 'alertPolicyNames'), entity }),
        ...said({ account: first(body, 'accountId', 'nrAccountId') }),
      },
      annotations: {
        entities: joined(body, 'impactedEntities'),
        conditions: joined(body, 'alertConditionNames'),
        runbook: joined(body, 'runbookUrl'),
        chart: joined(body, 'chartUrl'),
        trigger: textAt(body, 'trigger'),
        incidents: textAt(body, 'totalIncidents'),
        workflow: textAt(body, 'workflowName'),
        acknowledged_by: first(body, 'acknowledgedBy', 'owner'),
      },
      startedAt: anyInstant(valueAt(body, 'activatedAt')) ?? anyInstant(valueAt(body, 'createdAt')),
      endedAt: anyInstant(valueAt(body, 'closedAt')) ?? anyInstant(valueAt(body, 'updatedAt')),
      links: [first(body, 'issueUrl', 'issuePageUrl', 'url')],
      isTest: id === SAMPLE.id && title?.includes(SAMPLE.entity) === true,
    },
  ]
}

/**
 * An acknowledgement has no state of its own: the issue stays ACTIVATED and somebody is named. That name stays in later
 * notifications, so it counts only in the one that a person caused.
 */
function readState(body: Fields, report: Notification['report']): SignalState {
  const word = first(body, 'state', 'status', 'current_state')
  const state = STATES.get(word?.toUpperCase() ?? '')
  if (state === undefined) report('its state is none that New Relic has; taken as firing')
  if (state !== 'firing') return state ?? 'firing'
  const isByPerson = /USER_ACTION|ACKNOWLEDGE/i.test(textAt(body, 'trigger') ?? '')
  const isTaken = first(body, 'acknowledgedBy', 'acknowledgedAt', 'owner') !== undefined
  return isByPerson && isTaken ? 'acknowledged' : 'firing'
}

/** Tags of the entities: each has a list of values. */
function readTags(tags: unknown): Record<string, string | undefined> {
  if (!isFields(tags)) return {}
  return Object.fromEntries(Object.entries(tags).map(([name, values]) => [name, textList(values)[0]]))
}

function first(body: Fields, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = saidText(valueAt(body, name))
    if (text !== undefined) return text
  }
  return undefined
}

function firstOf(body: Fields, name: string): string | undefined {
  return textList(valueAt(body, name))[0]
}

function joined(body: Fields, name: string): string {
  return textList(valueAt(body, name)).join(', ')
}
