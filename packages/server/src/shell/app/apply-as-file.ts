/** Applies a configuration file for whoever runs the machine: without an account, because they could read and write the database. */
import { hashPassword } from '../auth/password-hash.ts'
import { FILE_ACTOR } from '../config/change-configuration.ts'
import { applyFile } from '../config/file/apply-file.ts'
import type { FileProblem } from '../config/file/file-problem.ts'
import type { ShownChange } from '../config/file/format-plan.ts'
import type { GivenFile } from '../config/file/read-file.ts'
import type { Database } from '../database/open-database.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { explainUnreadable, listUnreadableSecrets, markKey } from '../secrets/unreadable-secrets.ts'

export interface ApplyAsFileDeps {
  database: Database
  secrets: Secrets
  clock: Pick<Clock, 'now'>
  ids: Ids
}

export interface AppliedAsFile {
  is_applied: boolean
  version: number | null
  changes: readonly ShownChange[]
  problems: readonly FileProblem[]
  warnings: readonly FileProblem[]
  /** Sentences about secrets that cannot be read with the key at hand. */
  unreadable: string[]
}

export async function applyAsFile(
  { database, secrets, clock, ids }: ApplyAsFileDeps,
  given: GivenFile,
  { prune, plan }: { prune: boolean; plan: boolean },
): Promise<AppliedAsFile> {
  const db = database.kysely
  const outcome = await applyFile(
    { db, secrets, ids, hashPassword: (password) => hashPassword(password, ids) },
    given,
    { actor: FILE_ACTOR, at: clock.now(), prune, isPlanOnly: plan },
  )
  if ('problems' in outcome) return { is_applied: false, version: null, changes: [], unreadable: [], ...outcome }
  const unreadable = explainUnreadable(await (plan ? listUnreadableSecrets : markKey)(db, secrets), secrets)
  const { version, warnings } = outcome
  const changes = outcome.changes.map(({ kind, name, action, fields }) => ({ kind, name, action, fields }))
  return { is_applied: !plan, version, changes, problems: [], warnings, unreadable }
}
