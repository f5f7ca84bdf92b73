import type { ChangeDraft, ChangeOutcome } from '../change-draft.ts'
import { branchOfRef, deploymentSummary, firstLine, isNoCommit, pushSummary } from '../change-words.ts'
import { textAt, valueAt } from '../field-path.ts'
import { joinKey } from '../signal-draft.ts'
import { anyInstant } from '../source-time.ts'

/** A change, and where such changes follow one another. */
export interface Track {
  change: ChangeDraft
  track?: string
}

/** What waits, runs or is replaced by a later one says nothing that its end does not say. */
const OUTCOMES: ReadonlyMap<string, ChangeOutcome> = new Map([
  ['success', 'succeeded'],
  ['failure', 'failed'],
  ['error', 'failed'],
  ['timed_out', 'failed'],
  ['startup_failure', 'failed'],
])

export function readDeployment(body: unknown): Track | undefined {
  return textAt(body, 'action') === 'created' ? deploymentOf(body, 'started', 'deployment') : undefined
}

export function readDeploymentStatus(body: unknown): Track | undefined {
  const outcome = OUTCOMES.get(textAt(body, 'deployment_status', 'state') ?? '')
  return outcome && deploymentOf(body, outcome, 'deployment_status')
}

function deploymentOf(body: unknown, outcome: ChangeOutcome, told: string): Track {
  const text = (...path: string[]) => textAt(body, ...path)
  const where = text(told, 'environment') ?? text('deployment', 'environment')
  const what = text('repository', 'full_name')
  const revision = text('deployment', 'sha')
  const service = text('deployment', 'payload', 'service')
  return {
    track: joinKey('deployment', what, where, service),
    change: {
      ...common(body),
      kind: 'deployment',
      outcome,
      summary: deploymentSummary(outcome, { what, revision, where }),
      service,
      at: anyInstant(valueAt(body, told, 'created_at')),
      environment: where,
      ref: text('deployment', 'ref'),
      revision,
      actor: text('deployment', 'creator', 'login') ?? text('sender', 'login'),
      links: [
        { href: text(told, 'log_url') ?? text(told, 'target_url') ?? text('workflow_run', 'html_url'), text: 'Log' },
        { href: commitUrl(body, revision), text: 'Commit' },
        { href: text(told, 'environment_url'), text: where },
      ],
      details: { description: text(told, 'description') ?? text('deployment', 'description') },
    },
  }
}

/** Runs on other branches, and those of pull requests, change nothing that anybody runs. */
export function readWorkflowRun(body: unknown): Track | undefined {
  const text = (...path: string[]) => textAt(body, 'workflow_run', ...path)
  const outcome = OUTCOMES.get(text('conclusion') ?? '')
  const branch = text('head_branch')
  const isOfDefault = branch === textAt(body, 'repository', 'default_branch') && text('event') !== 'pull_request'
  if (textAt(body, 'action') !== 'completed' || outcome === undefined || !isOfDefault) return undefined
  const name = text('name') ?? textAt(body, 'workflow', 'name') ?? text('path')
  const what = textAt(body, 'repository', 'full_name')
  const revision = text('head_sha')
  return {
    track: joinKey('workflow', what, text('workflow_id') ?? name, branch),
    change: {
      ...common(body),
      kind: 'pipeline',
      outcome,
      summary: `Workflow ${name} of ${what} ${outcome === 'succeeded' ? 'succeeded' : 'failed'} on ${branch}`,
      at: anyInstant(valueAt(body, 'workflow_run', 'updated_at')),
      ref: branch,
      revision,
      actor: text('triggering_actor', 'login') ?? text('actor', 'login') ?? textAt(body, 'sender', 'login'),
      links: [
        { href: text('html_url'), text: `Run ${text('run_number') ?? ''}`.trim() },
        { href: commitUrl(body, revision), text: 'Commit' },
      ],
      details: { message: firstLine(text('head_commit', 'message') ?? text('display_title')), trigger: text('event') },
    },
  }
}

export function readPush(body: unknown): Track | undefined {
  const text = (...path: string[]) => textAt(body, ...path)
  const branch = branchOfRef(text('ref'))
  const revision = text('after')
  const repository = text('repository', 'full_name') ?? text('repository', 'name')
  if (branch === undefined || branch !== text('repository', 'default_branch') || isNoCommit(revision)) return undefined
  const commits = valueAt(body, 'commits')
  const message = text('head_commit', 'message')
  return {
    change: {
      ...common(body),
      kind: 'push',
      summary: pushSummary({
        count: Array.isArray(commits) && commits.length > 0 ? commits.length : undefined,
        ...{ branch, repository: repository ?? 'a repository', message },
      }),
      // A commit may be older than its push by weeks.
      at: anyInstant(valueAt(body, 'repository', 'pushed_at')),
      ref: branch,
      revision,
      actor: text('pusher', 'name') ?? text('sender', 'login'),
      links: [{ href: text('compare'), text: 'Difference' }],
      details: { forced: valueAt(body, 'forced') === true ? true : undefined },
    },
  }
}

/** `released` comes beside `published` for what is no prerelease. */
export function readRelease(body: unknown): Track | undefined {
  const text = (...path: string[]) => textAt(body, 'release', ...path)
  if (textAt(body, 'action') !== 'published') return undefined
  const tag = text('tag_name')
  return {
    change: {
      ...common(body),
      kind: 'release',
      summary: `Release ${text('name') ?? tag} of ${textAt(body, 'repository', 'full_name')}`,
      at: anyInstant(valueAt(body, 'release', 'published_at')),
      ref: text('target_commitish'),
      revision: tag,
      actor: text('author', 'login') ?? textAt(body, 'sender', 'login'),
      links: [{ href: text('html_url'), text: tag }],
      details: { prerelease: valueAt(body, 'release', 'prerelease') === true ? true : undefined },
    },
  }
}

function common(body: unknown): Pick<ChangeDraft, 'origin'> {
  return { origin: textAt(body, 'repository', 'full_name') ?? textAt(body, 'organization', 'login') }
}

function commitUrl(body: unknown, revision: string | undefined): string | undefined {
  const repository = textAt(body, 'repository', 'html_url')
  return repository === undefined || isNoCommit(revision) ? undefined : `${repository}/commit/${revision}`
}
