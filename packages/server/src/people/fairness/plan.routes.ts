/** Proposals of fair rotations. Nothing is changed by them. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { DutySpan } from '@tocsin/core/respond/fairness/duty-hours.ts'
import { planFairRotation } from '@tocsin/core/respond/fairness/plan-rotation.ts'
import { calcHandoff, planRotation } from '@tocsin/core/respond/rotation.ts'
import { anchorOf, parseHandoff, parseRotation } from '@tocsin/core/respond/rotation-text.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { zoneField } from '../../shell/config/fields.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { invalidField } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { findUser, namesOf } from '../directory-names.ts'
import { listTimeOff } from '../on-call/time-off.queries.ts'
import { candidatesOf, optionsOf } from './candidates.ts'
import { type DutySource, loadLoads, loadShifts, loadSpansElsewhere, spansOf, type Window } from './duties.ts'
import { onCallSettingOf, restRulesOf } from './on-call-setting.ts'

const TAG = 'on call'
const SHIFTS_MAX = 200
const PEOPLE_MAX = 100
export const LOAD_BEFORE_MS = 90 * DAY

export function planRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [planRoute(deps)]
}

export const loadSchema = z.array(z.object({ user: namedSchema, before: z.number(), after: z.number() }))

function planRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'planRotation',
    tag: TAG,
    summary: 'Propose who takes which shift of a rotation, fairly',
    description:
      'From what each really was on call in the last 90 days, when they are away or on call elsewhere, and the nights where they live. Nobody gets a shift while they are away, or more days in a row than allowed. Nothing is changed.',
    method: 'POST',
    path: '/on-call/plan',
    permission: 'configuration.read',
    body: z.strictObject({
      people: z.array(textSchema(320)).min(1).max(PEOPLE_MAX).describe('Ids or mail addresses.'),
      zone: zoneField,
      every: textSchema(20).describe('e.g. `1 week`'),
      handoff: textSchema(20).describe('e.g. `Mon 09:00`'),
      start: textSchema(10).describe('The date of the first shift.'),
      shifts: z.int().min(1).max(SHIFTS_MAX).default(26),
      schedule: textSchema(100)
        .optional()
        .describe(
          'The schedule whose rotation it would be from `start` on: what people have there then does not count as taken.',
        ),
    }),
    success: z.object({
      shifts: z.array(
        z
          .object({
            starts_at: instantSchema,
            ends_at: instantSchema,
            user: namedSchema.nullable().describe('Null: nobody could take it.'),
            weighted: z.number(),
          })
          .meta({ id: 'PlannedShift' }),
      ),
      loads: loadSchema.describe('Weighted hours: those of the last 90 days, and with what is proposed.'),
    }),
    async handle({ body, at }) {
      const known = directory()
      const slots = slotsOf(body)
      const window = { from: (slots[0]?.startsAt ?? at) as Instant, to: (slots.at(-1)?.endsAt ?? at) as Instant }
      const users = body.people.map((person, index) => {
        const user = findUser(known, person)
        if (!user) throw invalidField(`people.${index}`, `there is no user "${person}"`)
        return user.id
      })
      const past = { from: (at - LOAD_BEFORE_MS) as Instant, to: at }
      if (body.schedule !== undefined && !known.schedules.has(body.schedule as ScheduleId))
        throw invalidField('schedule', `there is no schedule "${body.schedule}"`)
      const source = { db, directory: known, now: at }
      const loads = await loadLoads(source, undefined, past)
      const away = await listTimeOff(db, window.from, window.to)
      const candidates = candidatesOf(known, [...new Set(users)], {
        away,
        loadOf: (user) => loads.get(user)?.weighted ?? 0,
        busy: await busyAround(source, { users, id: body.schedule as ScheduleId | undefined }, window),
      })
      const plan = planFairRotation(slots, candidates, optionsOf(known))
      const names = namesOf(known)
      return {
        shifts: plan.shifts.map(({ startsAt, endsAt, user, weight }) => ({
          ...{ starts_at: startsAt, ends_at: endsAt, weighted: weight },
          user: user === undefined ? null : names.user(user),
        })),
        loads: candidates.map(({ user, load }) => ({
          ...{ user: names.user(user), before: load, after: plan.loads.get(user) ?? load },
        })),
      }
    },
  })
}

/** What people have beside the plan: all around it in other schedules, and what comes right before it in the same one. */
async function busyAround(
  source: DutySource,
  { users, id }: { users: readonly UserId[]; id: ScheduleId | undefined },
  { from, to }: Window,
): Promise<Map<UserId, DutySpan[]>> {
  const { directory } = source
  const reach = (restRulesOf(onCallSettingOf(directory)).daysInARowMax + 2) * DAY
  const wide = { from: (from - reach) as Instant, to: (to + reach) as Instant }
  const busy = await loadSpansElsewhere(source, { users, id }, wide)
  if (id === undefined) return busy
  for (const [user, spans] of spansOf(await loadShifts(source, id, { from: wide.from, to: from })))
    busy.set(user, [...(busy.get(user) ?? []), ...spans])
  return busy
}

interface RotationForm {
  zone: string
  every: string
  handoff: string
  start: string
  shifts: number
}

function slotsOf(form: RotationForm): DutySpan[] {
  const every = parseRotation(form.every)
  if (typeof every === 'string') throw invalidField('every', every)
  const handoff = parseHandoff(form.handoff)
  if (typeof handoff === 'string') throw invalidField('handoff', handoff)
  const anchor = anchorOf({ start: form.start, handoff, every, zone: form.zone })
  if (typeof anchor === 'string') throw invalidField('start', anchor)
  const layer = { zone: form.zone, every, anchor: anchor.anchor, turns: [], restrictions: [] }
  const rotation = planRotation(layer, 0 as Instant, 0 as Instant)
  return Array.from({ length: form.shifts }, (_, index) => ({
    startsAt: calcHandoff(rotation, index),
    endsAt: calcHandoff(rotation, index + 1),
  }))
}
