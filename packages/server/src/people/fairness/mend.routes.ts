/** Changes that mend an unfair rotation: what is proposed, and carrying it out. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import type { DutySpan } from '@tocsin/core/respond/fairness/duty-hours.ts'
import { type AssignedShift, type Mend, proposeMends } from '@tocsin/core/respond/fairness/mend-balance.ts'
import type { Candidate } from '@tocsin/core/respond/fairness/plan-rotation.ts'
import { countHours, weigh } from '@tocsin/core/respond/fairness/workload.ts'
import { planHandOver } from '@tocsin/core/respond/hand-over-span.ts'
import { calcShifts } from '@tocsin/core/respond/on-call.ts'
import { z } from 'zod'
import type { Editor } from '../../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { form, instantField, list, personField } from '../../shell/config/fields.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { loadDirectory } from '../../shell/store/sql/directory.queries.ts'
import { changeDaily } from '../change-daily.ts'
import { findUser, namesOf } from '../directory-names.ts'
import { listTimeOff } from '../on-call/time-off.queries.ts'
import { type ScheduleRow, scheduleOf } from '../schedule-configuration.ts'
import { candidatesOf, optionsOf } from './candidates.ts'
import { loadLoads, loadSpansElsewhere, type Window } from './duties.ts'
import { LOAD_BEFORE_MS, loadSchema } from './plan.routes.ts'
import { letThrough, letThroughSchema } from './rest-answer.ts'
import { holdScheduleToRest } from './rest-check.ts'

const MEND_DAYS = 56
const MEND_SHIFTS_MAX = 60
const CHANGES_MAX = 10

export function mendRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [mendRoute(deps), handOverRoute(deps)]
}

const spanSchema = z.object({ starts_at: instantSchema, ends_at: instantSchema })

function mendRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'proposeMends',
    tag: 'schedules',
    summary: 'Propose swaps that spread the coming weeks of a schedule more evenly',
    description: `Of shifts with one person in the next ${MEND_DAYS} days that have not begun, among those who have one. Each proposal is the change that evens out most, after those before it; \`POST …/hand-overs\` carries it out. Nothing is changed.`,
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
            takes: spanSchema,
            gives: spanSchema.nullable(),
            before: z
              .number()
              .describe('How far loads are apart: the sum of squares of their distances from the mean.'),
            after: z.number(),
            loads: loadSchema.describe('Of the two, before and after this change.'),
          })
          .meta({ id: 'ProposedMend' }),
      ),
      loads: loadSchema.describe(
        'Weighted hours in the schedule: of the last 90 days and what is planned, before and after all of the changes.',
      ),
    }),
    async handle({ params, at }) {
      const known = directory()
      const schedule = known.schedules.get(params.id as ScheduleId)
      if (!schedule) return { rejected: { code: 'not_found' as const } }
      const window = { from: at, to: (at + MEND_DAYS * DAY) as Instant }
      const shifts = comingShifts(known, schedule, window)
      const source = { db, directory: known, now: at }
      const around = { from: (at - LOAD_BEFORE_MS) as Instant, to: window.to }
      const loads = await loadLoads(source, schedule.id, around)
      const users = [...new Set(shifts.map(({ user }) => user))]
      const candidates = candidatesOf(known, users, {
        away: await listTimeOff(db, window.from, window.to),
        loadOf: (user) => loads.get(user)?.weighted ?? 0,
        busy: await loadSpansElsewhere(source, { users, id: schedule.id }, window),
      })
      const mends = proposeMends(shifts, candidates, { ...optionsOf(known), changesMax: CHANGES_MAX })
      return presentMends(known, mends, candidates)
    },
  })
}

function presentMends(directory: Directory, mends: readonly Mend[], candidates: readonly Candidate[]) {
  const names = namesOf(directory)
  const { weights } = optionsOf(directory)
  const people = new Map(candidates.map((candidate) => [candidate.user, candidate]))
  const now = new Map(candidates.map(({ user, load }) => [user, load]))
  const weighFor = (user: UserId, shift: DutySpan | undefined): number => {
    const clock = people.get(user)?.clock
    return clock && shift ? weigh(countHours(clock, [shift]), weights) : 0
  }
  const spanOf = ({ startsAt, endsAt }: DutySpan) => ({ starts_at: startsAt, ends_at: endsAt })
  const changes = mends.map(({ from, to, takes, gives, before, after }) => {
    const moved = [from, to].map((user) => {
      const load = now.get(user) ?? 0
      const [gets, loses] = user === to ? [takes, gives] : [gives, takes]
      now.set(user, load + weighFor(user, gets) - weighFor(user, loses))
      return { user: names.user(user), before: load, after: now.get(user) ?? 0 }
    })
    return {
      ...{ from: names.user(from), to: names.user(to), takes: spanOf(takes), before, after, loads: moved },
      gives: gives ? spanOf(gives) : null,
    }
  })
  const loads = candidates.map(({ user, load }) => ({
    ...{ user: names.user(user), before: load, after: now.get(user) ?? load },
  }))
  return { changes, loads }
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

const HAND_OVERS_MAX = 2 * CHANGES_MAX
const handOverInput = form({
  from: personField,
  to: personField,
  starts_at: instantField,
  ends_at: instantField,
})
type HandOverInput = z.output<typeof handOverInput>

function handOverRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'handOverShifts',
    tag: 'schedules',
    summary: 'Hand shifts over from one person to another, all or none',
    description:
      'One after the other, as overrides: in each span the one is on wherever the other was, and nothing else changes. The rules of rest are held to what comes out in the end, so that a swap counts as a whole. The same with `from` and `to` exchanged, in the reverse order, takes it back.',
    method: 'POST',
    path: '/schedules/:id/hand-overs',
    permission: 'schedule.override',
    params: z.object({ id: textSchema(100) }),
    body: form({ hand_overs: list(handOverInput, HAND_OVERS_MAX).min(1, 'expected at least one hand-over') }),
    success: z.object({
      overrides: z.array(z.string()).describe('Those that were made, by id.'),
      rest: letThroughSchema,
    }),
    status: 201,
    handle: ({ params, body, principal, at }) =>
      changeDaily(deps, { id: params.id, principal, at }, async (editor, row) => {
        const directory = await loadDirectory(editor.db)
        let next = row
        const made: string[] = []
        for (const [index, input] of body.hand_overs.entries()) {
          const done = handOver(editor, { directory, row: next, input, index, nextId: () => deps.ids.next() })
          next = done.row
          made.push(...done.made)
        }
        const window = {
          from: Math.min(...body.hand_overs.map(({ starts_at }) => starts_at)) as Instant,
          to: Math.max(...body.hand_overs.map(({ ends_at }) => ends_at)) as Instant,
        }
        const judged = await holdScheduleToRest(editor, scheduleOf(next), { windows: [window], path: 'hand_overs' })
        const overrides = made.filter((id) => next.overrides.some((each) => each.id === id))
        return { row: next, answer: { overrides, ...letThrough(judged, deps.directory()) } }
      }),
  })
}

interface HandingOver {
  directory: Directory
  row: ScheduleRow
  input: HandOverInput
  index: number
  nextId(): string
}

function handOver(editor: Editor, { directory, row, input, index, nextId }: HandingOver) {
  const refuse = (field: string, problem: string): never =>
    editor.reject('invalid_request', undefined, [{ path: ['hand_overs', index, field], problem }])
  const person = (field: 'from' | 'to') =>
    findUser(directory, input[field]) ?? refuse(field, `there is no user "${input[field]}"`)
  const [from, to] = [person('from'), person('to')]
  if (!to.isActive) refuse('to', 'is deactivated')
  if (input.ends_at <= editor.at) refuse('ends_at', 'is past: the past stays')
  const span = { startsAt: Math.max(input.starts_at, editor.at) as Instant, endsAt: input.ends_at }
  const plan = planHandOver(directory, scheduleOf(row), { from: from.id, to: to.id, ...span }, nextId)
  if ('problem' in plan) return refuse('starts_at', PROBLEMS[plan.problem](from.name, to.name))
  return { row: { ...row, overrides: plan.overrides }, made: plan.made }
}

const PROBLEMS = {
  span_over: () => 'must lie before ends_at',
  not_on_call: (from: string) => `finds that ${from} is not on call in all of this time any more`,
  already_on_call: (_from: string, to: string) => `finds ${to} on call there already`,
  temporary_schedule: () => 'lies in a temporary schedule: change that instead',
  would_differ: () => 'is crossed by other overrides: take these back first',
}
