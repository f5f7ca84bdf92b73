/** Applies a configuration file, or shows what that would do: read, check, plan and write, the last three in one transaction. */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { writePassword } from '../../auth/passwords.ts'
import type { Ids } from '../../ports/ids.ts'
import type { Secrets } from '../../secrets/secrets.ts'
import { changeConfiguration, type Editor } from '../change-configuration.ts'
import type { ConfigDb, Owner } from '../config-kind.ts'
import type { FieldProblem } from '../references.ts'
import { checkFile, listStillUsed } from './check-file.ts'
import { loadCurrentConfiguration } from './current-configuration.ts'
import { type DesiredConfiguration, listFileWarnings, toConfiguration } from './desired-configuration.ts'
import type { FileProblem } from './file-problem.ts'
import { judgePlan } from './judge-plan.ts'
import { applyChanges, type Plan, planChanges } from './plan-changes.ts'
import type { Change } from './plan-kind.ts'
import { listPlannedWarnings } from './planned-warnings.ts'
import { type GivenFile, inOrder, readFile, type WrongFile } from './read-file.ts'

export interface ApplyDeps {
  db: ConfigDb
  secrets: Secrets
  ids: Ids
  hashPassword(password: string): Promise<string>
}

export interface ApplyOptions {
  actor: Actor
  at: Instant
  /** Deletes what the file owned and no longer names. */
  prune: boolean
  /** Only looks. */
  isPlanOnly: boolean
  /** In whose name things are written; the file's own when absent. `app`: anybody may change them afterwards. */
  owner?: Owner
}

export type ApplyOutcome =
  | { problems: FileProblem[]; warnings: FileProblem[] }
  /** `version` is that of the configuration afterwards. */
  | { changes: Change[]; warnings: FileProblem[]; version: number }

export async function applyFile(deps: ApplyDeps, given: GivenFile, options: ApplyOptions): Promise<ApplyOutcome> {
  const file = readFile(given)
  if ('problems' in file) return { problems: await allProblems(deps, file, options), warnings: [] }
  const warnings = inOrder(listFileWarnings(file.form).map(file.locate))
  const desired = toConfiguration(file.form)
  if ('problems' in desired) return { problems: inOrder(desired.problems.map(file.locate)), warnings }
  const hashes = options.isPlanOnly ? new Map() : await hashNewPasswords(deps, desired)
  const { at, actor, owner = 'file' } = options
  const outcome = await changeConfiguration(deps.db, { actor, at, owner }, async (editor): Promise<Planned> => {
    const plan = await planOn(editor, deps, desired, options)
    if ('problems' in plan) return plan
    const rest = await judgePlan(editor, plan, desired)
    if (rest.problems.length > 0) return { problems: rest.problems }
    const planned = {
      changes: plan.changes,
      warnings: [...rest.warnings, ...listPlannedWarnings(desired, plan.after, at)],
    }
    if (options.isPlanOnly) return planned
    await applyChanges(editor, plan)
    await writeNewPasswords(editor, plan, hashes)
    await rest.keep()
    return planned
  })
  if ('rejected' in outcome) throw new Error(`applying a file was rejected: ${outcome.rejected.code}`)
  const { result, version } = outcome
  if ('problems' in result) return { problems: inOrder(result.problems.map(file.locate)), warnings }
  const { changes } = result
  return { changes, warnings: inOrder([...warnings, ...result.warnings.map(file.locate)]), version }
}

/** What is wrong of the rest as well: whoever mends a file wants to do so once. */
async function allProblems(
  deps: ApplyDeps,
  { problems, rest }: WrongFile,
  { prune }: ApplyOptions,
): Promise<FileProblem[]> {
  if (!rest) return problems
  const desired = toConfiguration(rest.form)
  const found =
    'problems' in desired ? desired.problems : checkFile(await loadCurrentConfiguration(deps.db), desired, { prune })
  return inOrder([...problems, ...found.filter(({ problem }) => !rest.isWrong(problem)).map(rest.locate)])
}

/** What is to be done, or why not. Paths are those of the file. */
type Planned = { changes: Change[]; warnings: FieldProblem[] } | { problems: FieldProblem[] }

async function planOn(
  { db, at }: Editor,
  { secrets, ids }: ApplyDeps,
  desired: DesiredConfiguration,
  { prune }: ApplyOptions,
): Promise<Plan | { problems: FieldProblem[] }> {
  const current = await loadCurrentConfiguration(db)
  const problems = checkFile(current, desired, { prune })
  if (problems.length > 0) return { problems }
  const plan = planChanges(current, desired, { secrets, ids, at }, { prune })
  const used = listStillUsed(plan)
  return used.length > 0 ? { problems: used.map((problem) => ({ path: [], problem: `${problem}.` })) } : plan
}

/** Hashing takes a third of a second each, so it comes before the transaction. By mail address in lower case. */
async function hashNewPasswords(deps: ApplyDeps, { users }: DesiredConfiguration): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  const existing = new Set(await listAddresses(deps.db))
  for (const { email, password } of users) {
    const address = email.toLowerCase()
    if (password !== undefined && !existing.has(address)) hashes.set(address, await deps.hashPassword(password))
  }
  return hashes
}

async function listAddresses(db: ConfigDb): Promise<string[]> {
  const users = await db.selectFrom('users').select('email').execute()
  return users.map(({ email }) => email.toLowerCase())
}

async function writeNewPasswords(
  { db, at }: Editor,
  { changes }: Plan,
  hashes: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { userId, name } of changes) {
    const hash = hashes.get(name.toLowerCase())
    if (userId !== undefined && hash !== undefined) await writePassword(db, userId, hash, at)
  }
}
