/**
 * The one way to change configuration. A change is a transaction: changes wait for each other on the version's row, what is
 * written is compared with what is there, the version rises once if anything differs, and the history keeps each row before and
 * after, without secrets. What the file owns only the file changes.
 */
import type { Actor } from '@tocsin/core/kernel/actor.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { canonicalJson } from '../engine/fact-chain.ts'
import type { ConfigDb, ConfigKind, Owner } from './config-kind.ts'
import type { FieldProblem } from './references.ts'

export interface ChangeContext {
  actor: Actor
  at: Instant
  /** In whose name rows are written: `file` when a configuration file is applied, whoever asked for that. */
  owner?: Owner
}

export type WriteResult = 'created' | 'updated' | 'unchanged'

/** `version` is that of the configuration afterwards; it stays the same when nothing changed. */
export type ConfigurationOutcome<T> =
  | { result: T; version: number; isChanged: boolean }
  | { rejected: Rejection; problems: FieldProblem[] }

export interface Editor {
  /** The transaction; reads belong here, writes go through the editor. */
  db: ConfigDb
  at: Instant
  actor: Actor
  owner: Owner
  /** `isShared`: the part that changes is not the file's business, though it owns the row. */
  put<Row>(kind: ConfigKind<Row>, row: Row, options?: { isShared?: boolean }): Promise<WriteResult>
  /** Does nothing when there is no such row. */
  drop<Row>(kind: ConfigKind<Row>, id: string): Promise<void>
  /** Ends the change: nothing of it is kept. */
  reject(code: Rejection['code'], facts?: Rejection['facts'], problems?: FieldProblem[]): never
}

interface HistoryEntry {
  kind: string
  id: string
  before: string | null
  after: string | null
}

class ConfigurationRejected extends Error {
  override readonly name = 'ConfigurationRejected'
  readonly rejection: Rejection
  readonly problems: FieldProblem[]

  constructor(rejection: Rejection, problems: FieldProblem[]) {
    super(rejection.code)
    this.rejection = rejection
    this.problems = problems
  }
}

export async function changeConfiguration<T>(
  db: ConfigDb,
  context: ChangeContext,
  change: (editor: Editor) => Promise<T>,
): Promise<ConfigurationOutcome<T>> {
  try {
    return await db.transaction().execute(async (tx) => {
      const { version } = await tx.selectFrom('config_version').select('version').forUpdate().executeTakeFirstOrThrow()
      const history: HistoryEntry[] = []
      const result = await change(createEditor(tx, context, history))
      if (history.length === 0) return { result, version, isChanged: false }
      await tx
        .updateTable('config_version')
        .set({ version: version + 1 })
        .execute()
      await writeHistory(tx, version + 1, context, history)
      return { result, version: version + 1, isChanged: true }
    })
  } catch (error) {
    if (error instanceof ConfigurationRejected) return { rejected: error.rejection, problems: error.problems }
    throw error
  }
}

/** Who applies the file that the process was started with. */
export const FILE_ACTOR: Actor = { kind: 'system', part: 'apply' }

function createEditor(tx: ConfigDb, { actor, at, owner = 'app' }: ChangeContext, history: HistoryEntry[]): Editor {
  const reject: Editor['reject'] = (code, facts, problems = []) => {
    throw new ConfigurationRejected(facts ? { code, facts } : { code }, problems)
  }
  function refuseForeign<Row>(kind: ConfigKind<Row>, row: Row): void {
    if (owner === 'app' && kind.ownerOf(row) === 'file')
      reject('owned_by_file', { kind: kind.name, id: kind.idOf(row) })
  }
  return {
    db: tx,
    at,
    actor,
    owner,
    reject,
    async put(kind, row, { isShared = false } = {}) {
      const id = kind.idOf(row)
      const before = await kind.find(tx, id)
      if (before && !isShared) refuseForeign(kind, before)
      const after = kind.withOwner(row, owner === 'file' ? 'file' : ((before && kind.ownerOf(before)) ?? 'app'))
      if (before && canonicalJson(before) === canonicalJson(after)) return 'unchanged'
      await kind.beforeChange?.(tx, { id, at, isNew: before === undefined })
      await kind.save(tx, after)
      await kind.afterChange?.(tx, { at })
      remember(history, kind, id, { before, after })
      return before ? 'updated' : 'created'
    },
    async drop(kind, id) {
      const before = await kind.find(tx, id)
      if (!before) return
      refuseForeign(kind, before)
      await kind.beforeChange?.(tx, { id, at, isNew: false })
      await kind.remove(tx, id)
      remember(history, kind, id, { before })
    },
  }
}

/** A row that is written twice in one change counts as one entry, from what was before to what is in the end. */
function remember<Row>(
  history: HistoryEntry[],
  kind: ConfigKind<Row>,
  id: string,
  { before, after }: { before?: Row | undefined; after?: Row | undefined },
): void {
  const shown = (row: Row | undefined) =>
    row === undefined ? null : JSON.stringify(kind.describe(row, (user) => user))
  const earlier = history.find((entry) => entry.kind === kind.name && entry.id === id)
  if (earlier) earlier.after = shown(after)
  else history.push({ kind: kind.name, id, before: shown(before), after: shown(after) })
}

async function writeHistory(
  tx: ConfigDb,
  version: number,
  { actor, at }: ChangeContext,
  history: readonly HistoryEntry[],
): Promise<void> {
  await tx
    .insertInto('config_history')
    .values(history.map((entry) => ({ version, at: formatInstant(at), actor: JSON.stringify(actor), ...entry })))
    .execute()
}

/** The row that an id names, or the rejection `not_found`. */
export async function getForChange<Row>(editor: Editor, kind: ConfigKind<Row>, id: string): Promise<Row> {
  const row = await kind.find(editor.db, id)
  if (row === undefined) editor.reject('not_found', { kind: kind.name, id })
  return present(row, id)
}
