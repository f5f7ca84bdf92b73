/** A schedule as a timeline: each layer by itself, what comes on top of the layers, and who is on call in the end. */
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { ScheduleOverride, TemporarySchedule } from '@tocsin/core/people/schedule.ts'
import { calcLayerLanes, type LayerLane } from '@tocsin/core/respond/layer-lanes.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { namesOf } from './directory-names.ts'
import { findDeletedSchedule, listDeletedShifts } from './on-call/deleted-schedule.ts'
import { listShifts } from './on-call/recorded-on-call.ts'
import { presentShift, shiftSchema } from './on-call-answer.ts'
import { OVERRIDE_MODES } from './override-configuration.ts'
import { scheduleKind, scheduleOf } from './schedule-configuration.ts'

const WINDOW_MS_MAX = 100 * DAY

export const laneSchema = z
  .object({
    position: z.int().describe('Counted from 0, the lowest.'),
    name: z.string().optional(),
    zone: z.string(),
    shifts: z.array(shiftSchema),
  })
  .meta({ id: 'LayerLane' })

const spanShape = { starts_at: instantSchema, ends_at: instantSchema }

const shownOverrideSchema = z.object({
  id: z.string(),
  mode: z.enum(OVERRIDE_MODES),
  ...spanShape,
  add: namedSchema.optional(),
  remove: namedSchema.optional(),
})

const shownTemporarySchema = z.object({
  id: z.string(),
  ...spanShape,
  shifts: z.array(z.object({ ...spanShape, people: z.array(namedSchema) })),
})

export function timelineRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getScheduleTimeline',
    tag: 'schedules',
    summary: 'A schedule layer by layer, with what overrides it and the answer that follows',
    description:
      '`shifts` is the answer, `layers` what each layer would say if it stood alone, lowest first. Pieces in which the answer stays the same; one without people is a gap. By default two weeks; 100 days at most.',
    method: 'GET',
    path: '/schedules/:id/timeline',
    permission: 'on_call.read',
    params: z.object({ id: textSchema(100) }),
    query: z.strictObject({ from: instantSchema.optional(), to: instantSchema.optional() }),
    success: z
      .object({
        ...{ from: instantSchema, to: instantSchema },
        schedule: z.object({
          ...{ id: z.string(), name: z.string(), zone: z.string() },
          deleted_at: instantSchema.optional().describe('Of one that is gone only what is on record is shown.'),
        }),
        shifts: z.array(shiftSchema),
        layers: z.array(laneSchema),
        overrides: z.array(shownOverrideSchema),
        temporary: z.array(shownTemporarySchema),
        changed_at: z.array(instantSchema).describe('When the layers change within that time.'),
      })
      .meta({ id: 'ScheduleTimeline' }),
    async handle({ params, query, at }) {
      const row = await scheduleKind.find(db, params.id)
      const from = query.from ?? at
      const to = query.to ?? after(from, (14 * DAY) as typeof DAY)
      if (to <= from) throw invalidField('to', 'must lie after from')
      if (to - from > WINDOW_MS_MAX) throw invalidField('to', 'lies more than 100 days after from')
      const known = directory()
      if (!row) {
        const deleted = await findDeletedSchedule(db, params.id)
        if (!deleted) return { rejected: { code: 'not_found' } }
        const past = await listDeletedShifts(db, deleted, from, to)
        return {
          ...{ from, to, schedule: { id: deleted.id, name: deleted.name, zone: 'UTC', deleted_at: deleted.deletedAt } },
          shifts: past.map((shift) => presentShift(shift, known)),
          ...{ layers: [], overrides: [], temporary: [], changed_at: [] },
        }
      }
      const schedule = scheduleOf(row)
      const shifts = await listShifts({ db, directory: known, now: at }, schedule, from, to)
      const isSeen = (span: { startsAt: number; endsAt: number }) => span.startsAt < to && span.endsAt > from
      return {
        ...{ from, to, schedule: { id: row.id, name: row.name, zone: row.zone } },
        shifts: shifts.map((shift) => presentShift(shift, known)),
        layers: calcLayerLanes(known, schedule, from, to).map((lane) => presentLane(lane, known)),
        overrides: row.overrides.filter(isSeen).map((override) => presentOverride(override, known)),
        temporary: row.temporary.filter(isSeen).map((each) => presentTemporary(each, known)),
        changed_at: row.earlier.map(({ until }) => until).filter((until) => until > from && until < to),
      }
    },
  })
}

export function presentLane({ position, name, zone, shifts }: LayerLane, directory: Directory) {
  const shown = shifts.map((shift) => presentShift(shift, directory))
  return { position, ...(name !== undefined && { name }), zone, shifts: shown }
}

function presentOverride({ id, mode, startsAt, endsAt, add, remove }: ScheduleOverride, directory: Directory) {
  const names = namesOf(directory)
  return {
    ...{ id, mode, starts_at: startsAt, ends_at: endsAt },
    ...(add !== undefined && { add: names.user(add) }),
    ...(remove !== undefined && { remove: names.user(remove) }),
  }
}

function presentTemporary({ id, startsAt, endsAt, shifts }: TemporarySchedule, directory: Directory) {
  const names = namesOf(directory)
  return {
    ...{ id, starts_at: startsAt, ends_at: endsAt },
    shifts: shifts.map((shift) => ({
      ...{ starts_at: shift.startsAt, ends_at: shift.endsAt },
      people: shift.users.map((user) => names.user(user)),
    })),
  }
}
