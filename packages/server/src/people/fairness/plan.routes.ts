/** Proposals of fair rotations, and of changes that mend unfair ones. Neither route changes anything. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import type { DutySpan } from '@tocsin/core/respond/fairness/duty-hours.ts'
import { type AssignedShift, proposeMends } from '@tocsin/core/respond/fairness/mend-balance.ts'
import { type Candidate, planFairRotation } from '@tocsin/core/respond/fairness/plan-rotation.ts'
import { calcShifts } from '@tocsin/core/respond/on-call.ts'
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
import { calcLoads, chosenSchedules, spansElsewhere, type Window } from './duties.ts'
import { clockOf, onCallSettingOf, restRulesOf } from './on-call-setting.ts'

const TAG = 'on call'
const SHIFTS_MAX = 200
const PEOPLE_MAX = 100
const LOAD_BEFORE_MS = 90 * DAY
const MEND_DAYS = 56
const MEND_SHIFTS_MAX = 60
const CHANGES_MAX = 10

export function planRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [planRoute(deps), mendRoute(deps)]
}

const loadSchema = z.array(z.object({ user: namedSchema, before: z.number(), after: z.number() }))

function planRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'planRotation',
    tag: TAG,
    summary: 'Propose who takes which shift of a rotation, fairly',
    description:
      'From what each was on call in the last 90 days, when they are away or on call elsewhere, and the nights where they live. Nobody gets a shift while they are away, or more days in a row than allowed. Nothing is changed.',
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
      const loads = calcLoads(known, chosenSchedules(known, undefined), past)
      const away = await listTimeOff(db, window.from, window.to)
      const candidates = candidatesOf(known, [...new Set(users)], {
        away,
        loadOf: (user) => loads.get(user)?.weighted ?? 0,
        busy: spansElsewhere(known, undefined, window),
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

function mendRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'proposeMends',
    tag: 'schedules',
    summary: 'Propose swaps that spread the coming weeks of a schedule more evenly',
    description: `Of shifts with one person in the next ${MEND_DAYS} days that have not begun, among those who have one. Each proposal is the change that evens out most, after those before it; taken as overrides (\`replace\`), they come true. Nothing is changed.`,
    method: 'POST',
    path: '/schedules/:id/mend',
    permission: 'on_call.read',
    params: z.object({ id: textSchema(100) }),
    success: z.object({
      changes: z.array(
        z
          .object({
            from: namedSchema,
            to: namedSchema,
            takes: z.object({ starts_at: instantSchema, ends_at: instantSchema }),
            gives: z.object({ starts_at: instantSchema, ends_at: instantSchema }).nullable(),
            before: z
              .number()
              .describe('How far loads are apart: the sum of squares of their distances from the mean.'),
            after: z.number(),
          })
          .meta({ id: 'ProposedMend' }),
      ),
    }),
    async handle({ params, at }) {
      const known = directory()
      const schedule = known.schedules.get(params.id as ScheduleId)
      if (!schedule) return { rejected: { code: 'not_found' as const } }
      const window = { from: at, to: (at + MEND_DAYS * DAY) as Instant }
      const shifts = comingShifts(known, schedule, window)
      const loads = calcLoads(known, [schedule], { from: (at - LOAD_BEFORE_MS) as Instant, to: window.to })
      const candidates = candidatesOf(known, [...new Set(shifts.map(({ user }) => user))], {
        away: await listTimeOff(db, window.from, window.to),
        loadOf: (user) => loads.get(user)?.weighted ?? 0,
        busy: spansElsewhere(known, schedule.id, window),
      })
      const names = namesOf(known)
      const spanOf = ({ startsAt, endsAt }: DutySpan) => ({ starts_at: startsAt, ends_at: endsAt })
      const mends = proposeMends(shifts, candidates, { ...optionsOf(known), changesMax: CHANGES_MAX })
      return {
        changes: mends.map(({ from, to, takes, gives, before, after }) => ({
          ...{ from: names.user(from), to: names.user(to), takes: spanOf(takes), before, after },
          gives: gives ? spanOf(gives) : null,
        })),
      }
    },
  })
}

function optionsOf(directory: Directory) {
  const setting = onCallSettingOf(directory)
  return { weights: setting.weights, rules: restRulesOf(setting) }
}

function candidatesOf(
  directory: Directory,
  users: readonly UserId[],
  {
    away,
    busy,
    loadOf,
  }: {
    away: readonly (DutySpan & { user: UserId })[]
    busy: ReadonlyMap<UserId, readonly DutySpan[]>
    loadOf(user: UserId): number
  },
): Candidate[] {
  return users
    .filter((user) => directory.users.get(user)?.isActive === true)
    .map((user) => ({
      ...{ user, clock: clockOf(directory, directory.users.get(user) ?? { zone: 'UTC' }), load: loadOf(user) },
      away: away.filter((each) => each.user === user),
      busy: busy.get(user) ?? [],
    }))
}

/** Those that begin later and have one person each. */
function comingShifts(directory: Directory, schedule: Schedule, { from, to }: Window): AssignedShift[] {
  return calcShifts(directory, schedule, from, to)
    .filter(({ startsAt, people }) => startsAt > from && people.length === 1)
    .flatMap(({ startsAt, endsAt, people }) =>
      people.map(({ user }) => ({ id: String(startsAt), startsAt, endsAt, user })),
    )
    .slice(0, MEND_SHIFTS_MAX)
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
