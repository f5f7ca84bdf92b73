import type { ChangeDraft, ChangeOutcome } from '../change-draft.ts'
import { changeOptions, findingsOf, NO_FINDINGS } from '../change-findings.ts'
import { deploymentSummary } from '../change-words.ts'
import { textAt, textList, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { verifySharedSecret } from '../proof.ts'
import { joinKey } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'
import { parseTemplateBody } from '../template-body.ts'
import { type Findings, type Notification, type Refusal, webhook } from '../webhook.ts'
import { guide } from './guide.ts'

/**
 * Notifications of Argo CD (argoproj/notifications-engine `docs/services/webhook.md`). The body is the operator's: this reads that of our
 * template, `{event, app: {name, namespace, revision, phase, health, …}}`. Nothing is signed; a header can present the secret. Argo CD
 * tries three times when the network fails or the answer is a 5xx.
 */
export const argocd = webhook({
  system: 'argocd',
  takesSecret: true,
  verify: verifySharedSecret,
  options: changeOptions,
  guide,
  parse: (request, report) => parseTemplateBody(request, ['name', 'phase', 'health', 'sync'], report),
  read,
})

function read(notification: Notification): Findings | Refusal {
  const { body } = notification
  const app = appOf(body)
  const name = textAt(app, 'name')
  if (name === undefined) return { refused: 'the body is not our template of Argo CD: it has no "app" with a "name"' }
  const change = readChange(body, app, name)
  if (change === undefined) return NO_FINDINGS
  const found = findingsOf(change, joinKey('app', textAt(app, 'namespace'), name), notification)
  // That an application is well again was no change of anybody's, and ends what its failure began.
  return textAt(body, 'event')?.endsWith('on-healthy') ? { signals: found.signals, changes: [] } : found
}

/** A body that had to be found by the names of its fields has them all beside each other. */
function appOf(body: unknown): unknown {
  const app = valueAt(body, 'app')
  if (isFields(app)) return app
  return textAt(body, 'phase') === undefined && textAt(body, 'health') === undefined ? undefined : body
}

function readChange(body: unknown, app: unknown, name: string): ChangeDraft | undefined {
  const text = (field: string) => textAt(app, field)
  const outcome = outcomeOf(textAt(body, 'event'), text('phase'), text('health'))
  if (outcome === undefined) return undefined
  const where = text('destNamespace')
  const revision = text('revision') ?? text('targetRevision')
  const at = outcome === 'started' ? valueAt(app, 'startedAt') : valueAt(app, 'finishedAt')
  return {
    kind: 'deployment',
    outcome,
    summary:
      outcome === 'degraded' ? `${name} is degraded` : deploymentSummary(outcome, { what: name, revision, where }),
    origin: name,
    service: text('service'),
    // Health is told when it turns, which may be long after the sync.
    at: outcome === 'degraded' || textAt(body, 'event')?.endsWith('on-healthy') ? undefined : anyInstant(at),
    environment: where,
    ref: text('targetRevision'),
    revision,
    actor: text('initiatedBy'),
    links: [{ href: text('url'), text: name }],
    details: {
      ...{ project: text('project'), repository: text('repoURL'), path: text('path'), cluster: text('cluster') },
      ...{ health: text('health'), sync: text('sync'), message: text('message') },
      images: textList(valueAt(app, 'images')),
    },
  }
}

/** By the name of the trigger, for a sync that has succeeded may be degraded by now; without one, by what the application is. */
function outcomeOf(event = '', phase = '', health = ''): ChangeOutcome | undefined {
  if (event.endsWith('on-health-degraded')) return 'degraded'
  if (event.endsWith('on-healthy')) return 'succeeded'
  if (phase === 'Failed' || phase === 'Error') return 'failed'
  if (phase === 'Running' || phase === 'Terminating') return 'started'
  if (health === 'Degraded') return 'degraded'
  return phase === 'Succeeded' ? 'succeeded' : undefined
}
