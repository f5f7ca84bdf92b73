/** Time off: said by the person, shown where it matters, and nobody is taken off call by it. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import { namesOf } from '../../people/directory-names.ts'
import { FROM_CALENDAR, ignoreTimeOff, restoreTimeOff } from '../../people/on-call/calendar-time-off.queries.ts'
import {
  countTimeOff,
  deleteTimeOff,
  findTimeOff,
  insertTimeOff,
  listTimeOffPage,
  type TimeOffRow,
} from '../../people/on-call/time-off.queries.ts'
import { demandOwnOrAdmin, isOwn, userIdOf } from '../../people/whose.ts'
import type { Principal } from '../../shell/auth/principal.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { listOf, listQuery, readPage } from '../../shell/http/paging.ts'
import { invalidField } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { listShiftsWhileAway } from './shifts-while-away.ts'

const TAG = 'on call'
const params = z.object({ id: textSchema(320) })
const WINDOW_MS_MAX = 370 * DAY
const TIME_OFF_MAX = 500
const TIME_OFF_MS_MAX = 370 * DAY

export function timeOffRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [listRoute(deps), addRoute(deps), dropRoute(deps), ignoreRoute(deps), restoreRoute(deps)]
}

const affectedSchema = z.object({
  schedule: namedSchema,
  starts_at: instantSchema,
  ends_at: instantSchema,
  candidates: z.array(namedSchema).describe('Who could take it, those first who have been on call least around it.'),
})

const timeOffSchema = z
  .object({
    id: z.string(),
    user: namedSchema,
    starts_at: instantSchema,
    ends_at: instantSchema,
    note: z
      .string()
      .describe('Of what came from a calendar the title of the event, which is shown to the person alone.'),
    source: z.enum([FROM_CALENDAR]).nullable().describe('`calendar`: it came from the person’s own; null: typed in.'),
    shifts: z.array(affectedSchema).describe('Shifts of the person in that time, which nobody has taken yet.'),
  })
  .meta({ id: 'TimeOff' })

function listRoute(deps: ConfigurationDeps): ApiRoute {
  const { db } = deps
  return defineRoute({
    tag: TAG,
    id: 'listTimeOff',
    summary: 'Who is away, and which of their shifts that concerns',
    description:
      'By default the next 90 days. Notes are shown to the person and to managers; what came from a calendar is time off to all others and no more.',
    method: 'GET',
    path: '/on-call/time-off',
    permission: 'on_call.read',
    query: listQuery(['starts_at'], {
      from: instantSchema.optional().describe('Without it: now. Give the same one for every page.'),
      to: instantSchema.optional(),
      user: textSchema(320).optional().describe('An id, or `me`.'),
    }),
    success: listOf(timeOffSchema),
    async handle({ query, principal, at }) {
      const from = query.from ?? at
      const to = query.to ?? after(from, (90 * DAY) as typeof DAY)
      if (to <= from || to - from > WINDOW_MS_MAX) throw invalidField('to', 'must lie after from, 370 days at most')
      const user = query.user === undefined ? undefined : userIdOf(principal, query.user)
      const page = await listTimeOffPage(db, { from, to, user }, readPage(query))
      const items = []
      for (const row of page.items) items.push(await present(deps, row, at, noteFor(principal, row)))
      return { items, next: page.next }
    },
  })
}

function addRoute(deps: ConfigurationDeps): ApiRoute {
  const { db, directory } = deps
  return defineRoute({
    tag: TAG,
    id: 'addTimeOff',
    summary: 'Say that somebody is away',
    description:
      'Nobody is taken off call by it: the answer names the shifts that it concerns, and who could take them. Ask them with `POST /on-call/requests`.',
    method: 'POST',
    path: '/users/:id/time-off',
    permission: 'signed_in',
    params,
    body: z.strictObject({ starts_at: instantSchema, ends_at: instantSchema, note: textSchema(500).default('') }),
    success: timeOffSchema,
    status: 201,
    async handle({ params: { id }, body, principal, at }) {
      const user = demandOwnOrAdmin(principal, id) as UserId
      if (!directory().users.has(user)) return { rejected: { code: 'not_found' as const } }
      if (body.ends_at <= body.starts_at) throw invalidField('ends_at', 'must lie after starts_at')
      if (body.ends_at <= at) throw invalidField('ends_at', 'is past')
      if (body.ends_at - body.starts_at > TIME_OFF_MS_MAX) throw invalidField('ends_at', 'lies more than 370 days on')
      if ((await countTimeOff(db, user)) >= TIME_OFF_MAX)
        throw invalidField('starts_at', `cannot be added: there are ${TIME_OFF_MAX} already`)
      const span = { startsAt: body.starts_at, endsAt: body.ends_at }
      const typed = { id: deps.ids.next(), user, ...span, note: body.note.trim() }
      await insertTimeOff(db, typed, at)
      return present(deps, { ...typed, source: null, title: null }, at, typed.note)
    },
  })
}

function dropRoute(deps: ConfigurationDeps): ApiRoute {
  const { db } = deps
  return defineRoute({
    tag: TAG,
    id: 'deleteTimeOff',
    summary: 'Say that somebody is not away after all',
    method: 'DELETE',
    path: '/users/:id/time-off/:time_off',
    permission: 'signed_in',
    params: z.object({ id: textSchema(320), time_off: textSchema(100) }),
    async handle({ params: { id, time_off }, principal, at }) {
      const user = demandOwnOrAdmin(principal, id)
      const row = await findTimeOff(db, user, time_off)
      if (row?.source === FROM_CALENDAR && row.endsAt > at)
        throw invalidField('time_off', 'comes from a calendar: change the event there, or ignore it')
      const isDeleted = await deleteTimeOff(db, user, time_off)
      return isDeleted ? undefined : { rejected: { code: 'not_found' as const } }
    },
  })
}

const eventParams = z.object({ id: textSchema(320), time_off: textSchema(100) })

function ignoreRoute({ db }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    tag: TAG,
    id: 'ignoreTimeOff',
    summary: 'Let an event of one’s calendar not count as time off',
    description: 'It stays ignored wherever it moves, and is listed with the calendar, from where it can be restored.',
    method: 'POST',
    path: '/users/:id/time-off/:time_off/ignore',
    permission: 'signed_in',
    params: eventParams,
    async handle({ params: { id, time_off }, principal, at }) {
      const done = await ignoreTimeOff(db, demandOwnOrAdmin(principal, id), time_off, at)
      return done ? undefined : { rejected: { code: 'not_found' as const } }
    },
  })
}

function restoreRoute({ db }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    tag: TAG,
    id: 'restoreTimeOff',
    summary: 'Let an event of one’s calendar count again',
    method: 'POST',
    path: '/users/:id/time-off/:time_off/restore',
    permission: 'signed_in',
    params: eventParams,
    async handle({ params: { id, time_off }, principal, at }) {
      const done = await restoreTimeOff(db, demandOwnOrAdmin(principal, id), time_off, at)
      return done ? undefined : { rejected: { code: 'not_found' as const } }
    },
  })
}

/** Titles of events are between a person and their calendar. */
function noteFor(principal: Principal, { user, source, note, title }: TimeOffRow): string {
  if (source === FROM_CALENDAR) return isOwn(principal, user) ? (title ?? '') : ''
  return isOwn(principal, user) || principal.role === 'manager' || principal.role === 'admin' ? note : ''
}

async function present(deps: ConfigurationDeps, row: TimeOffRow, at: Instant, note: string) {
  const known = deps.directory()
  const names = namesOf(known)
  const shifts = await listShiftsWhileAway({ db: deps.db, directory: known }, row, at)
  return {
    ...{ id: row.id, user: names.user(row.user), starts_at: row.startsAt, ends_at: row.endsAt, note },
    source: row.source === FROM_CALENDAR ? FROM_CALENDAR : null,
    shifts: shifts.map(({ schedule, startsAt, endsAt, candidates }) => ({
      ...{ schedule: names.schedule(schedule), starts_at: startsAt, ends_at: endsAt },
      candidates: candidates.map((user) => names.user(user)),
    })),
  }
}
