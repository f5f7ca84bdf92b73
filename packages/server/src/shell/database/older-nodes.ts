import type pg from 'pg'
import { DatabaseFailure } from './database-failure.ts'
import { compareReleases } from './release.ts'

/** Longer than a node goes without saying that it lives. */
const LOOK_S = 2.5

/**
 * Throws `older_nodes` when nodes of a release before `minRelease` run: a node looks at the schema when it starts, so it would go on
 * and fail. Nothing is known of who works on the database before there is a table `nodes`.
 */
export async function refuseOlderNodes(client: pg.ClientBase, migration: string, minRelease: string): Promise<void> {
  const before = await listOlderNodes(client, minRelease)
  if (before.length === 0) return
  // Whose word changes lives, whatever its clock says. Each statement here sees what was committed before it.
  await client.query(`select pg_sleep(${LOOK_S})`)
  const living = (await listOlderNodes(client, minRelease)).filter(
    ({ name, seen_at }) => before.find((each) => each.name === name)?.seen_at !== seen_at,
  )
  if (living.length === 0) return
  const names = living.map(({ name, version }) => `${name} (${version})`).join(', ')
  throw new DatabaseFailure(
    'older_nodes',
    `The migration ${migration} needs Tocsin ${minRelease} or newer on every node, and these run an older one: ${names}. Stop them, or bring them to ${minRelease} first; then start this one again. Nothing was changed by it.`,
  )
}

async function listOlderNodes(
  client: pg.ClientBase,
  minRelease: string,
): Promise<{ name: string; version: string; seen_at: number }[]> {
  const { rows: tables } = await client.query(`select to_regclass('nodes') is not null as is_there`)
  if (!tables[0]?.is_there) return []
  const { rows } = await client.query<{ name: string; version: string; seen_at: number }>(
    'select name, version, seen_at from nodes order by name',
  )
  return rows.filter(({ version }) => compareReleases(version, minRelease) < 0)
}
