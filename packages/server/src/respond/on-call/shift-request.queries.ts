/** Requests for cover and swaps, in the database. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Gap } from '@tocsin/core/respond/on-call.ts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Schema } from '../../shell/database/schema.ts'

type Db = Kysely<Schema>

export const REQUEST_STATES = ['open', 'accepted', 'declined', 'withdrawn', 'expired'] as const
export type RequestState = (typeof REQUEST_STATES)[number]

export interface RequestedSpan extends Gap {
  schedule: ScheduleId
}

export interface ShiftRequest {
  id: string
  kind: 'cover' | 'swap'
  requester: UserId
  /** Who may accept. */
  asked: UserId[]
  /** What the requester gives. */
  gives: RequestedSpan
  /** Of a swap: what the requester takes of whoever accepts. */
  takes: RequestedSpan | undefined
  message: string
  state: RequestState
  declined: { user: UserId; at: Instant; reason?: string }[]
  createdAt: Instant
  expiresAt: Instant
  decided: { by: UserId; at: Instant } | undefined
  overrides: { schedule: ScheduleId; id: string }[]
}

export async function insertRequest(db: Db, request: ShiftRequest): Promise<void> {
  await db.insertInto('shift_requests').values(rowOf(request)).execute()
}

export async function saveRequest(db: Db, request: ShiftRequest): Promise<void> {
  const { id, ...row } = rowOf(request)
  await db.updateTable('shift_requests').set(row).where('id', '=', id).execute()
}

export async function findRequest(db: Db, id: string, { isLocked = false } = {}): Promise<ShiftRequest | undefined> {
  const query = db.selectFrom('shift_requests').selectAll().where('id', '=', id)
  const row = await (isLocked ? query.forUpdate() : query).executeTakeFirst()
  return row && requestOf(row)
}

/** Requests of or to a person, or of a schedule; the newest first. */
export async function listRequests(
  db: Db,
  wanted: { user?: string | undefined; schedule?: string | undefined; state?: RequestState | undefined },
): Promise<ShiftRequest[]> {
  const { user, schedule, state } = wanted
  const { rows } = await sql<Selectable<Schema['shift_requests']>>`
    select * from shift_requests where true
      ${user === undefined ? sql`` : sql`and (requester_id = ${user} or ${user} = any(asked))`}
      ${schedule === undefined ? sql`` : sql`and (schedule_id = ${schedule} or return_schedule_id = ${schedule})`}
      ${state === undefined ? sql`` : sql`and state = ${state}`}
    order by created_at desc, id desc limit 200`.execute(db)
  return rows.map(requestOf)
}

/** Open requests whose time is over, locked; those that another node holds are left out. */
export async function claimExpired(db: Db, now: Instant, limit: number): Promise<ShiftRequest[]> {
  const { rows } = await sql<Selectable<Schema['shift_requests']>>`
    select * from shift_requests where state = 'open' and expires_at <= ${formatInstant(now)}::timestamptz
    order by expires_at, id limit ${limit} for update skip locked`.execute(db)
  return rows.map(requestOf)
}

/** The people of requests about a schedule that were accepted at an instant: they know what changed. */
export async function listDecidedAt(db: Db, schedule: string, at: Instant): Promise<UserId[]> {
  const { rows } = await sql<{ requester_id: string; decided_by: string }>`
    select requester_id, decided_by from shift_requests where state = 'accepted'
      and decided_at = ${formatInstant(at)}::timestamptz and (schedule_id = ${schedule} or return_schedule_id = ${schedule})`.execute(
    db,
  )
  return rows.flatMap((row) => [row.requester_id, row.decided_by] as UserId[])
}

function rowOf({ gives, takes, decided, ...request }: ShiftRequest) {
  return {
    ...{ id: request.id, kind: request.kind, state: request.state, message: request.message },
    ...{ schedule_id: gives.schedule, requester_id: request.requester, asked: [...request.asked] },
    starts_at: formatInstant(gives.startsAt),
    ends_at: formatInstant(gives.endsAt),
    return_schedule_id: takes?.schedule ?? null,
    return_starts_at: takes ? formatInstant(takes.startsAt) : null,
    return_ends_at: takes ? formatInstant(takes.endsAt) : null,
    declined: JSON.stringify(request.declined),
    created_at: formatInstant(request.createdAt),
    expires_at: formatInstant(request.expiresAt),
    decided_by: decided?.by ?? null,
    decided_at: decided ? formatInstant(decided.at) : null,
    overrides: JSON.stringify(request.overrides),
  }
}

function requestOf(row: Selectable<Schema['shift_requests']>): ShiftRequest {
  const span = (schedule: string, startsAt: number, endsAt: number): RequestedSpan => ({
    ...{ schedule: schedule as ScheduleId, startsAt: startsAt as Instant, endsAt: endsAt as Instant },
  })
  const { return_schedule_id, return_starts_at, return_ends_at, decided_by, decided_at } = row
  const isSwap = return_schedule_id !== null && return_starts_at !== null && return_ends_at !== null
  return {
    ...{ id: row.id, kind: row.kind as ShiftRequest['kind'], state: row.state as RequestState, message: row.message },
    requester: row.requester_id as UserId,
    asked: row.asked as UserId[],
    gives: span(row.schedule_id, row.starts_at, row.ends_at),
    takes: isSwap ? span(return_schedule_id, return_starts_at, return_ends_at) : undefined,
    declined: row.declined as ShiftRequest['declined'],
    createdAt: row.created_at as Instant,
    expiresAt: row.expires_at as Instant,
    decided:
      decided_by !== null && decided_at !== null ? { by: decided_by as UserId, at: decided_at as Instant } : undefined,
    overrides: row.overrides as ShiftRequest['overrides'],
  }
}
