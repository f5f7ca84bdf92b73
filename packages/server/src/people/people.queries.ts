import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { PersonPaging, Role } from '@tocsin/core/people/directory.ts'
import type { Restriction } from '@tocsin/core/people/schedule.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../shell/database/schema.ts'
import { instantOfCursor } from '../shell/http/cursor-instant.ts'
import { applyPage, type Page, pageOf } from '../shell/http/paging.ts'
import { containsText } from '../shell/http/text-search.ts'
import type { UserAnswer } from './account.schema.ts'
import { describeHours } from './hours-field.ts'

export interface UserFilter {
  roles?: readonly string[] | undefined
  isActive?: boolean | undefined
  words?: string | undefined
}

const hasPassword = sql<boolean>`exists (select 1 from passwords where passwords.user_id = users.id)`
const version = sql<number>`(
  select coalesce(max(config_history.version), 0) from config_history
  where config_history.kind = 'user' and config_history.id = users.id
)`

function selectUsers(db: Kysely<Schema>) {
  return db
    .selectFrom('users')
    .selectAll()
    .select([hasPassword.as('has_password'), version.as('version')])
}

type SelectedUser = Selectable<Schema['users']> & { has_password: boolean; version: number }

function answerOf({ has_password, created_at, hours, paging, ...row }: SelectedUser): UserAnswer {
  return {
    ...row,
    hours: hours && (describeHours(hours as Restriction[]) as UserAnswer['hours']),
    quiet_hours: describeHours((paging as PersonPaging | null)?.quietHours ?? []) as UserAnswer['quiet_hours'],
    low_digest_at: (paging as PersonPaging | null)?.lowDigestAt ?? null,
    bundle_seconds: (paging as PersonPaging | null)?.bundleSeconds ?? null,
    role: row.role as Role,
    owned_by: row.owned_by === 'file' ? 'file' : 'app',
    is_invited: !has_password,
    created_at: created_at as Instant,
  }
}

export async function findUser(db: Kysely<Schema>, id: string): Promise<UserAnswer | undefined> {
  const row = await selectUsers(db).where('id', '=', id).executeTakeFirst()
  return row && answerOf(row)
}

export async function listUsers(
  db: Kysely<Schema>,
  page: Page,
  { roles, isActive, words }: UserFilter,
): Promise<{ items: UserAnswer[]; next: string | null }> {
  const by = page.by as 'name' | 'email' | 'created_at'
  let query = selectUsers(db)
  if (roles) query = query.where('role', 'in', roles)
  if (isActive !== undefined) query = query.where('is_active', '=', isActive)
  if (words) query = query.where(containsText(words, sql.ref('name'), sql.ref('email')))
  const value = sql.ref(by)
  const keys = { value, id: sql.ref('id'), ...(by === 'created_at' && { toValue: instantOfCursor }) }
  const rows = await applyPage(query, page, keys).execute()
  const { items, next } = pageOf(rows, page, (row) => ({ value: row[by], id: row.id }))
  return { items: items.map(answerOf), next }
}

/** The account that signs in with this address, whatever the case of its letters. */
export async function findAccount(
  db: Kysely<Schema>,
  email: string,
): Promise<Pick<Selectable<Schema['users']>, 'id' | 'email' | 'name' | 'is_active'> | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'is_active'])
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst()
}

/** Whether anybody but this person is an active admin. */
export async function hasOtherAdmin(db: Kysely<Schema>, userId: string): Promise<boolean> {
  const other = await db
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('is_active', '=', true)
    .where('id', '!=', userId)
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}

export async function listApiKeys(db: Kysely<Schema>, page: Page) {
  const by = page.by as 'name' | 'created_at'
  const keys = { value: sql.ref(by), id: sql.ref('id'), ...(by === 'created_at' && { toValue: instantOfCursor }) }
  const rows = await applyPage(db.selectFrom('api_keys').selectAll(), page, keys).execute()
  return pageOf(rows, page, (row) => ({ value: row[by], id: row.id }))
}
