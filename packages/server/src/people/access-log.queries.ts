import type { Actor } from '@tocsin/core/kernel/actor.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import { type Kysely, type Selectable, type SqlBool, sql } from 'kysely'
import type { z } from 'zod'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import type { accessEventSchema } from './access.schema.ts'

type AccessView = z.output<typeof accessEventSchema>
type AccessRow = Selectable<Schema['access_events']>

export interface AccessFilter {
  act?: readonly string[] | undefined
  user?: string | undefined
  address?: string | undefined
  since?: Instant | undefined
  until?: Instant | undefined
}

/** What happened last comes first. With the names of the people who are concerned. */
export async function listAccess(
  db: Kysely<Schema>,
  { act, user, address, since, until }: AccessFilter,
  page: Page,
): Promise<{ items: AccessView[]; next: string | null }> {
  let rows = db.selectFrom('access_events').selectAll()
  if (act !== undefined) rows = rows.where('act', 'in', [...act])
  if (user !== undefined) rows = rows.where('user_id', '=', user)
  if (address !== undefined) rows = rows.where(sql<SqlBool>`starts_with(address, ${address})`)
  if (since !== undefined) rows = rows.where(sql<SqlBool>`last_at >= ${formatInstant(since)}::timestamptz`)
  if (until !== undefined) rows = rows.where(sql<SqlBool>`last_at < ${formatInstant(until)}::timestamptz`)
  const keys = { value: sql.ref('last_at'), id: sql.ref('id'), toValue: instantOfCursor }
  const found = await applyPage(rows, page, keys).execute()
  const { items, next } = pageOf(found, page, (row) => ({ value: row.last_at, id: row.id }))
  const names = await namesOfPeople(db, items)
  return { items: items.map((row) => presentAccess(row, names)), next }
}

async function namesOfPeople(db: Kysely<Schema>, rows: readonly AccessRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap(({ user_id, actor }) => [user_id, idOfActor(actor)]).filter((id) => id !== null)
  if (ids.length === 0) return new Map()
  const people = await db
    .selectFrom('users')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  return new Map(people.map(({ id, name }) => [id, name]))
}

function idOfActor(actor: object | null): string | null {
  const known = actor as Actor | null
  return known?.kind === 'user' ? known.id : null
}

function presentAccess(row: AccessRow, names: ReadonlyMap<string, string>): AccessView {
  const { id, act, at, last_at, count, user_id, actor, address, agent, detail } = row
  const nameOf = (user: string) => names.get(user) ?? user
  return {
    ...{ id, count, address, agent },
    act: act as AccessView['act'],
    at: at as Instant,
    last_at: last_at as Instant,
    user: user_id === null ? null : { id: user_id, name: nameOf(user_id) },
    actor: actor && { ...(actor as Actor), label: labelOf(actor as Actor, nameOf) },
    ended_sessions: typeof detail.ended === 'number' ? detail.ended : 0,
    is_limited: detail.is_limited === true,
  }
}

/** Only people and keys come in. */
function labelOf(actor: Actor, nameOf: (user: string) => string): string {
  if (actor.kind === 'user') return nameOf(actor.id)
  return actor.kind === 'key' ? actor.name : ''
}
