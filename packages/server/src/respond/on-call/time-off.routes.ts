/** Time off: said by the person, shown where it matters, and nobody is taken off call by it. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import { listCoverCandidates } from '@tocsin/core/respond/cover-candidates.ts'
import { listPersonShifts } from '@tocsin/core/respond/next-shifts.ts'
import { z } from 'zod'
import { namesOf } from '../../people/directory-names.ts'
import {
  countTimeOff,
  deleteTimeOff,
  insertTimeOff,
  listTimeOff,
  type TimeOffRow,
} from '../../people/on-call/time-off.queries.ts'
import { demandOwnOrAdmin, isOwn, userIdOf } from '../../people/whose.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { invalidField } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'

const TAG = 'on call'
const params = z.object({ id: textSchema(320) })
const WINDOW_MS_MAX = 370 * DAY
const TIME_OFF_MAX = 500
const TIME_OFF_MS_MAX = 370 * DAY

export function timeOffRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [listRoute(deps), addRoute(deps), dropRoute(deps)]
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
    note: z.string(),
    source: z.string().nullable().describe('The calendar that it came from; null: typed in.'),
    shifts: z.array(affectedSchema).describe('Shifts of the person in that time, which nobody has taken yet.'),
  })
  .meta({ id: 'TimeOff' })

function listRoute(deps: ConfigurationDeps): ApiRoute {
  const { db } = deps
  return defineRoute({
    tag: TAG,
    id: 'listTimeOff',
    summary: 'Who is away, and which of their shifts that concerns',
    description: 'By default the next 90 days. Notes are shown to the person and to managers.',
    method: 'GET',
    path: '/on-call/time-off',
    permission: 'on_call.read',
    query: z.strictObject({
      from: instantSchema.optional(),
      to: instantSchema.optional(),
      user: textSchema(320).optional().describe('An id, or `me`.'),
    }),
    success: z.object({ items: z.array(timeOffSchema), next: z.null() }),
    async handle({ query, principal, at }) {
      const from = query.from ?? at
      const to = query.to ?? after(from, (90 * DAY) as typeof DAY)
      if (to <= from || to - from > WINDOW_MS_MAX) throw invalidField('to', 'must lie after from, 370 days at most')
      const user = query.user === undefined ? undefined : userIdOf(principal, query.user)
      const items = []
      for (const row of await listTimeOff(db, from, to, user)) {
        const mayRead = isOwn(principal, row.user) || principal.role === 'manager' || principal.role === 'admin'
        items.push(await present(deps, row, at, mayRead))
      }
      return { items, next: null }
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
      const row: TimeOffRow = { id: deps.ids.next(), user, ...span, note: body.note.trim(), source: null }
      await insertTimeOff(db, row, at)
      return present(deps, row, at, true)
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
    async handle({ params: { id, time_off }, principal }) {
      const isDeleted = await deleteTimeOff(db, demandOwnOrAdmin(principal, id), time_off)
      return isDeleted ? undefined : { rejected: { code: 'not_found' as const } }
    },
  })
}

async function present(deps: ConfigurationDeps, row: TimeOffRow, at: Instant, withNote: boolean) {
  const names = namesOf(deps.directory())
  return {
    ...{ id: row.id, user: names.user(row.user), starts_at: row.startsAt, ends_at: row.endsAt },
    ...{ note: withNote ? row.note : '', source: row.source, shifts: await listAffected(deps, row, at) },
  }
}

/** The person's shifts while away that are still to come, each with who could take it. */
async function listAffected({ db, directory }: ConfigurationDeps, away: TimeOffRow, at: Instant) {
  const known = directory()
  const names = namesOf(known)
  const from = Math.max(at, away.startsAt) as Instant
  if (from >= away.endsAt) return []
  const timeOff = await listTimeOff(db, from, away.endsAt)
  return [...known.schedules.values()].flatMap((schedule) =>
    listPersonShifts(known, schedule, from, away.endsAt)
      .filter(({ user }) => user === away.user)
      .map((shift) => ({
        ...{ schedule: names.schedule(schedule.id), starts_at: shift.startsAt, ends_at: shift.endsAt },
        candidates: listCoverCandidates(known, schedule, { ...shift, of: away.user }, timeOff)
          .slice(0, 10)
          .map(({ user }) => names.user(user)),
      })),
  )
}
