import { changeOptions, findingsOf, NO_FINDINGS } from '../change-findings.ts'
import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { textAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { GENUINE, isSameSecret, refuseProof } from '../proof.ts'
import { type Findings, type Notification, type Refusal, webhook } from '../webhook.ts'
import { readDeployment, readPipeline, readPush, readRelease, type Track } from './event.ts'
import { guide } from './guide.ts'

/**
 * GitLab's webhooks of a project or a group (docs.gitlab.com, "webhook events"). Deployments, pipelines of the default branch, pushes
 * to it and releases are changes. GitLab switches a webhook off that is refused again and again, so whatever is one of its events is
 * taken.
 */
export const gitlab = webhook({ system: 'gitlab', takesSecret: true, verify, options: changeOptions, guide, read })

/** The secret token comes as it is, in `X-Gitlab-Token`. */
function verify({ headers }: DoorRequest, { secret }: DoorContext): Verdict {
  if (secret === undefined) return GENUINE
  const token = headers['x-gitlab-token']
  if (!token) return refuseProof('the header X-Gitlab-Token is missing: set the secret token in the webhook of GitLab')
  return isSameSecret(token, secret) ? GENUINE : refuseProof('the secret token is not the secret of the source')
}

const READERS: ReadonlyMap<string, (body: unknown) => Track | undefined> = new Map([
  ['deployment', readDeployment],
  ['pipeline', readPipeline],
  ['push', readPush],
  ['release', readRelease],
])

function read(notification: Notification): Findings | Refusal {
  const { body } = notification
  const kind = textAt(body, 'object_kind') ?? textAt(body, 'event_name') ?? textAt(body, 'event_type')
  if (!isFields(body) || kind === undefined) {
    return { refused: 'the body is not an event of GitLab: it has neither "object_kind" nor "event_name"' }
  }
  const found = READERS.get(kind)?.(body)
  return found ? findingsOf(found.change, found.track, notification) : NO_FINDINGS
}
