import { sql } from 'kysely'
import type { Editor } from './change-configuration.ts'
import type { ConfigDb, KindName } from './config-kind.ts'

/** The version of the configuration that last changed each thing of a kind; of one that never changed it is 0. */
export async function loadVersions(db: ConfigDb, kind: KindName): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; version: number }>`
    select id, max(version) as version from config_history where kind = ${kind} group by id`.execute(db)
  return new Map(rows.map(({ id, version }) => [id, version]))
}

export async function findVersion(db: ConfigDb, kind: KindName, id: string): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`
    select max(version) as version from config_history where kind = ${kind} and id = ${id}`.execute(db)
  return rows[0]?.version ?? 0
}

/** Rejects a change that builds on another version than the one there is. */
export async function rejectOldVersion(
  editor: Editor,
  thing: { kind: KindName; id: string },
  expected: number | undefined,
): Promise<void> {
  if (expected === undefined) return
  const actual = await findVersion(editor.db, thing.kind, thing.id)
  if (actual !== expected) editor.reject('version_conflict', { expected, actual })
}
