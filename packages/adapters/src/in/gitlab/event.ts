import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { ChangeDraft, ChangeOutcome } from '../change-draft.ts'
import { branchOfRef, deploymentSummary, firstLine, isNoCommit, pushSummary } from '../change-words.ts'
import { textAt, valueAt } from '../field-path.ts'
import { joinKey } from '../signal-draft.ts'
import { utcInstant } from '../source-time.ts'

/** A change, and where such changes follow one another. */
export interface Track {
  change: ChangeDraft
  track?: string
}

const DEPLOYMENTS: ReadonlyMap<string, ChangeOutcome> = new Map([
  ['running', 'started'],
  ['success', 'succeeded'],
  ['failed', 'failed'],
])

export function readDeployment(body: unknown): Track | undefined {
  const text = (...path: string[]) => textAt(body, ...path)
  const outcome = DEPLOYMENTS.get(text('status') ?? '')
  if (outcome === undefined) return undefined
  const where = text('environment')
  const what = projectOf(body)
  const revision = /\/commit\/([0-9a-f]{20,64})$/.exec(text('commit_url') ?? '')?.[1] ?? text('short_sha')
  return {
    track: joinKey('deployment', what, where),
    change: {
      kind: 'deployment',
      outcome,
      summary: deploymentSummary(outcome, { what, revision, where }),
      origin: what,
      at: readTime(valueAt(body, 'status_changed_at')),
      environment: where,
      ref: text('ref'),
      revision,
      actor: text('user', 'username') ?? text('user', 'name'),
      links: [
        { href: text('deployable_url'), text: 'Job' },
        { href: text('commit_url'), text: 'Commit' },
        { href: text('environment_external_url'), text: where },
      ],
      details: { message: text('commit_title'), tier: text('environment_tier') },
    },
  }
}

const PIPELINES: ReadonlyMap<string, ChangeOutcome> = new Map([
  ['success', 'succeeded'],
  ['failed', 'failed'],
])

/** Pipelines of other branches change nothing that anybody runs; those of a merge request run on its branch, whatever `ref` says. */
export function readPipeline(body: unknown): Track | undefined {
  const text = (...path: string[]) => textAt(body, 'object_attributes', ...path)
  const outcome = PIPELINES.get(text('status') ?? '')
  const branch = text('ref')
  const isOfDefault = branch !== undefined && branch === textAt(body, 'project', 'default_branch')
  const isOther = valueAt(body, 'object_attributes', 'tag') === true || text('source') === 'merge_request_event'
  if (outcome === undefined || !isOfDefault || isOther) return undefined
  const what = projectOf(body)
  const id = text('id')
  const page = textAt(body, 'project', 'web_url')
  return {
    track: joinKey('pipeline', what, text('name'), branch),
    change: {
      kind: 'pipeline',
      outcome,
      summary: `Pipeline ${text('name') ?? `#${id}`} of ${what} ${outcome} on ${branch}`,
      origin: what,
      at: readTime(valueAt(body, 'object_attributes', 'finished_at')),
      ref: branch,
      revision: text('sha'),
      actor: textAt(body, 'user', 'username') ?? textAt(body, 'user', 'name'),
      links: [
        {
          href: text('url') ?? (page === undefined ? undefined : `${page}/-/pipelines/${id}`),
          text: `Pipeline #${id}`,
        },
        { href: textAt(body, 'commit', 'url'), text: 'Commit' },
      ],
      details: { message: firstLine(textAt(body, 'commit', 'message')), trigger: text('source') },
    },
  }
}

export function readPush(body: unknown): Track | undefined {
  const text = (...path: string[]) => textAt(body, ...path)
  const branch = branchOfRef(text('ref'))
  const [before, revision] = [text('before'), text('after')]
  if (branch === undefined || branch !== text('project', 'default_branch') || isNoCommit(revision)) return undefined
  const what = projectOf(body)
  const page = text('project', 'web_url')
  const commits = valueAt(body, 'commits')
  const last: unknown = Array.isArray(commits) ? commits.at(-1) : undefined
  const difference = isNoCommit(before) ? `commit/${revision}` : `compare/${before}...${revision}`
  return {
    change: {
      kind: 'push',
      summary: pushSummary({
        count: Number(text('total_commits_count')) || undefined,
        ...{ branch, repository: what ?? 'a project', message: textAt(last, 'message') },
      }),
      origin: what,
      // Commits are older than their push, and of the push itself no time is told.
      at: undefined,
      ref: branch,
      revision,
      actor: text('user_username') ?? text('user_name'),
      links: [{ href: page === undefined ? undefined : `${page}/-/${difference}`, text: 'Difference' }],
    },
  }
}

export function readRelease(body: unknown): Track | undefined {
  const text = (...path: string[]) => textAt(body, ...path)
  if (text('action') !== 'create') return undefined
  const tag = text('tag')
  const what = projectOf(body)
  return {
    change: {
      kind: 'release',
      summary: `Release ${text('name') ?? tag} of ${what}`,
      origin: what,
      at: readTime(valueAt(body, 'released_at')) ?? readTime(valueAt(body, 'created_at')),
      revision: tag,
      actor: text('commit', 'author', 'name'),
      links: [{ href: text('url'), text: tag }],
      details: { commit: text('commit', 'id') },
    },
  }
}

function projectOf(body: unknown): string | undefined {
  return textAt(body, 'project', 'path_with_namespace') ?? textAt(body, 'project', 'name')
}

/** `2021-04-28 21:50:00 +0200` and `2016-08-12 15:23:28 UTC` beside RFC 3339, by the age of the event's code. */
function readTime(value: unknown): Instant | undefined {
  const text = typeof value === 'string' ? value.trim() : undefined
  return utcInstant(text?.replace(/ UTC$/, 'Z').replace(/ ([+-]\d{2}:?\d{2})$/, '$1'))
}
