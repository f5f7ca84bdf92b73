/** How changes are called, whatever system they come from: what was done, of what, where. */
import type { ChangeOutcome } from './change-draft.ts'

const REVISION_CHARS = 8

/** A commit as people name it; anything else that says a version stays as it is. */
export function shortRevision(revision: string | undefined): string | undefined {
  return revision !== undefined && /^[0-9a-f]{20,64}$/i.test(revision) ? revision.slice(0, REVISION_CHARS) : revision
}

/** `Deployed acme/checkout 3f786850 to production`. */
export function deploymentSummary(
  outcome: ChangeOutcome | undefined,
  { what, revision, where }: { what: string | undefined; revision: string | undefined; where: string | undefined },
): string {
  const name = [what, shortRevision(revision)].filter((part) => part !== undefined).join(' ')
  const thing = `${name}${where === undefined ? '' : ` to ${where}`}`
  if (outcome === 'succeeded') return `Deployed ${thing}`
  return outcome === 'started' ? `Deploying ${thing}` : `Deployment of ${thing} failed`
}

/** `2 commits to main of acme/checkout: Raise the pool size`. */
export function pushSummary({ count, branch, repository, message }: Push): string {
  const commits = count === undefined ? 'Commits' : `${count} commit${count === 1 ? '' : 's'}`
  const line = firstLine(message)
  return `${commits} to ${branch} of ${repository}${line === undefined ? '' : `: ${line}`}`
}

interface Push {
  count: number | undefined
  branch: string
  repository: string
  message: string | undefined
}

export function firstLine(text: string | undefined): string | undefined {
  return text?.split('\n', 1)[0]?.trim() || undefined
}

/** The name of a branch, of `refs/heads/<name>`; undefined for tags and anything else. */
export function branchOfRef(ref: string | undefined): string | undefined {
  return /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1]
}

/** What stands in place of a commit when a branch is made or deleted. */
export function isNoCommit(revision: string | undefined): boolean {
  return revision === undefined || /^0+$/.test(revision)
}
