import { changeOptions, findingsOf, NO_FINDINGS } from '../change-findings.ts'
import type { DoorRequest } from '../door.ts'
import { textAt, valueAt } from '../field-path.ts'
import { isFields } from '../fields.ts'
import { parseFormOrJson } from '../form-body.ts'
import { type JsonBody, parseExactJsonBody } from '../json-body.ts'
import { type Findings, type Notification, type Refusal, webhook } from '../webhook.ts'
import { readDeployment, readDeploymentStatus, readPush, readRelease, readWorkflowRun, type Track } from './event.ts'
import { guide } from './guide.ts'
import { verifyGithub } from './verify.ts'

/**
 * GitHub's webhooks of a repository or an organisation (docs.github.com, "webhook events and payloads"; shapes of octokit/webhooks).
 * Deployments, runs of workflows on the default branch, pushes to it and releases are changes. GitHub does not try again by itself.
 */
export const github = webhook({
  system: 'github',
  takesSecret: true,
  verify: verifyGithub,
  options: changeOptions,
  guide,
  parse,
  read,
})

/** The content type `application/x-www-form-urlencoded` puts the JSON in a field. */
function parse(request: DoorRequest): JsonBody {
  const body = parseFormOrJson(request)
  if ('error' in body) return body
  const payload = textAt(body.value, 'payload')
  return payload === undefined || isFields(valueAt(body.value, 'repository'))
    ? body
    : parseExactJsonBody(new TextEncoder().encode(payload))
}

const READERS: ReadonlyMap<string, (body: unknown) => Track | undefined> = new Map([
  ['deployment_status', readDeploymentStatus],
  ['deployment', readDeployment],
  ['workflow_run', readWorkflowRun],
  ['release', readRelease],
  ['push', readPush],
])

function read(notification: Notification): Findings | Refusal {
  const { body, request } = notification
  if (textAt(body, 'zen') !== undefined && textAt(body, 'hook_id') !== undefined) return readPing(body)
  if (!isFields(body) || !(isFields(valueAt(body, 'sender')) || isFields(valueAt(body, 'repository')))) {
    return { refused: 'the body is not an event of GitHub: it has neither "repository" nor "sender"' }
  }
  const read = READERS.get(request.headers['x-github-event'] ?? eventOf(body))
  const found = read?.(body)
  return found ? findingsOf(found.change, found.track, notification) : NO_FINDINGS
}

/** Without its header an event is known by what it is about; a deployment may have the run that made it beside it. */
function eventOf(body: unknown): string {
  const named = ['deployment_status', 'deployment', 'workflow_run', 'release'].find((name) =>
    isFields(valueAt(body, name)),
  )
  return named ?? (textAt(body, 'after') === undefined ? '' : 'push')
}

/** GitHub pings a webhook once it is made. */
function readPing(body: unknown): Findings {
  const repository = textAt(body, 'repository', 'full_name') ?? textAt(body, 'organization', 'login')
  return {
    changes: [],
    signals: [
      {
        key: `ping/${textAt(body, 'hook_id')}`,
        state: 'firing',
        title: `Ping of GitHub${repository === undefined ? '' : ` for ${repository}`}: ${textAt(body, 'zen')}`,
        severity: 'info',
        labels: {},
        links: [textAt(body, 'repository', 'html_url')],
        isTest: true,
      },
    ],
  }
}
