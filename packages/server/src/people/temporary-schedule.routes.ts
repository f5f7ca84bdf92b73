/** Temporary schedules over HTTP: for a window, exactly these shifts and nothing else, e.g. over the turn of the year. */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { TemporarySchedule } from '@tocsin/core/people/schedule.ts'
import { z } from 'zod'
import type { Editor } from '../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { form, instantField, list, personField } from '../shell/config/fields.ts'
import { loadCurrentConfiguration, referencesOf } from '../shell/config/file/current-configuration.ts'
import { checkPerson, type FieldProblem, findUserId, type References } from '../shell/config/references.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { changeDaily } from './change-daily.ts'
import { letThrough, letThroughSchema } from './fairness/rest-answer.ts'
import { holdScheduleToRest } from './fairness/rest-check.ts'
import { describeTemporary, type ScheduleRow, scheduleOf } from './schedule-configuration.ts'

const shiftInput = form({
  starts_at: instantField,
  ends_at: instantField,
  people: list(personField, LIMITS.peoplePerLayerMax).min(1, 'expected at least one person'),
})

const temporaryInput = form({
  starts_at: instantField,
  ends_at: instantField,
  /** What they leave open is a gap: nobody is on call then. */
  shifts: list(shiftInput, LIMITS.shiftsPerTemporaryMax),
})
type TemporaryInput = z.output<typeof temporaryInput>

export const temporarySchema = z
  .object({
    id: z.string(),
    starts_at: z.string(),
    ends_at: z.string(),
    shifts: z.array(
      z.object({ starts_at: z.string(), ends_at: z.string(), people: z.array(z.string()).describe('By id.') }),
    ),
  })
  .meta({ id: 'TemporarySchedule' })

const TAG = 'schedules'

export function temporaryScheduleRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [addRoute(deps), dropRoute(deps)]
}

function addRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'addTemporarySchedule',
    tag: TAG,
    summary: 'Replace everything in a window by fixed shifts',
    description:
      'Layers and overrides do not count in the window; what the shifts leave open is a gap. One that overlaps another is refused.',
    method: 'POST',
    path: '/schedules/:id/temporary',
    permission: 'schedule.override',
    params: z.object({ id: textSchema(100) }),
    body: temporaryInput,
    success: z.object({ ...temporarySchema.shape, rest: letThroughSchema }).meta({ id: 'AddedTemporarySchedule' }),
    status: 201,
    handle: ({ params, body, principal, at }) =>
      changeDaily(deps, { id: params.id, principal, at }, async (editor, row) => {
        const references = referencesOf(await loadCurrentConfiguration(editor.db))
        const begun = beginNow(body, at)
        const problems = [...checkTemporary(body, references, at), ...checkAgainst(row, begun, at)]
        if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
        const added = temporaryOf(begun, deps.ids.next(), references)
        const answer = describeTemporary(added, (user) => user)
        const next = { ...row, temporary: [...forgetOldest(row.temporary, at), added] }
        const window = { from: added.startsAt, to: added.endsAt }
        const judged = await holdScheduleToRest(editor, scheduleOf(next), { windows: [window], path: 'shifts' })
        return { row: next, answer: { ...answer, ...letThrough(judged, deps.directory()) } }
      }),
  })
}

function dropRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'deleteTemporarySchedule',
    tag: TAG,
    summary: 'Take back a temporary schedule',
    description: 'What of it is past stays: one that is running ends now.',
    method: 'DELETE',
    path: '/schedules/:id/temporary/:temporary',
    permission: 'schedule.override',
    params: z.object({ id: textSchema(100), temporary: textSchema(100) }),
    handle: ({ params, principal, at }) =>
      changeDaily(deps, { id: params.id, principal, at }, async (editor, row) => {
        const found = findTemporary(editor, row, params.temporary)
        if (found.endsAt <= at)
          editor.reject('invalid_request', undefined, [{ path: ['temporary'], problem: 'is over: the past stays' }])
        const others = row.temporary.filter((each) => each !== found)
        const left = found.startsAt < at ? [...others, { ...found, endsAt: at }] : others
        return { row: { ...row, temporary: left }, answer: undefined }
      }),
  })
}

function findTemporary(editor: Editor, row: ScheduleRow, id: string): TemporarySchedule {
  return row.temporary.find((each) => each.id === id) ?? editor.reject('not_found')
}

function checkTemporary(
  { starts_at, ends_at, shifts }: TemporaryInput,
  references: References,
  at: Instant,
): FieldProblem[] {
  const inOrder = ends_at > starts_at ? [] : [{ path: ['ends_at'], problem: 'must lie after starts_at' }]
  const ahead = ends_at > at ? [] : [{ path: ['ends_at'], problem: 'is past: the past stays' }]
  return [
    ...inOrder,
    ...ahead,
    ...shifts.flatMap((shift, index) => {
      const path = ['shifts', index]
      const isWithin = starts_at <= shift.starts_at && shift.ends_at <= ends_at
      return [
        ...(shift.ends_at > shift.starts_at
          ? []
          : [{ path: [...path, 'ends_at'], problem: 'must lie after starts_at' }]),
        ...(isWithin ? [] : [{ path: [...path, 'starts_at'], problem: 'must lie within the window, and end in it' }]),
        ...shift.people.flatMap((person, place) => checkPerson(references, person, [...path, 'people', place])),
      ]
    }),
  ]
}

function checkAgainst({ temporary }: ScheduleRow, { starts_at, ends_at }: TemporaryInput, at: Instant): FieldProblem[] {
  if (temporary.filter((each) => each.endsAt > at).length >= LIMITS.temporarySchedulesMax) {
    const problem = `a schedule has ${LIMITS.temporarySchedulesMax} temporary schedules at most that are not over`
    return [{ path: [], problem }]
  }
  const other = temporary.find((each) => each.startsAt < ends_at && starts_at < each.endsAt)
  return other ? [{ path: ['starts_at'], problem: `overlaps the temporary schedule ${other.id}` }] : []
}

/** What of it is past stays as it was: one that would have begun begins now. */
function beginNow(input: TemporaryInput, at: Instant): TemporaryInput {
  const later = (each: Instant) => Math.max(each, at) as Instant
  return {
    ...{ starts_at: later(input.starts_at), ends_at: input.ends_at },
    shifts: input.shifts
      .filter(({ ends_at }) => ends_at > at)
      .map((shift) => ({ ...shift, starts_at: later(shift.starts_at) })),
  }
}

/** Without those that are over the longest, where there are too many that are: the record of who was on call has them still. */
function forgetOldest(temporary: readonly TemporarySchedule[], at: Instant): TemporarySchedule[] {
  const over = temporary.filter(({ endsAt }) => endsAt <= at).sort((a, b) => b.endsAt - a.endsAt)
  const forgotten = new Set(over.slice(LIMITS.temporarySchedulesMax))
  return temporary.filter((each) => !forgotten.has(each))
}

function temporaryOf(input: TemporaryInput, id: string, references: References): TemporarySchedule {
  return {
    id,
    startsAt: input.starts_at,
    endsAt: input.ends_at,
    shifts: input.shifts.map(({ starts_at, ends_at, people }) => ({
      startsAt: starts_at,
      endsAt: ends_at,
      users: people.flatMap((person) => (findUserId(references, person) ?? []) as UserId[] | UserId),
    })),
  }
}
