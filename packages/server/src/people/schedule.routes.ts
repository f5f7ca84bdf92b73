import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import { takeBackOverride } from '@tocsin/core/respond/override.ts'
import { z } from 'zod'
import type { Editor } from '../shell/config/change-configuration.ts'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { loadCurrentConfiguration, referencesOf } from '../shell/config/file/current-configuration.ts'
import { thingRoutes } from '../shell/config/thing-routes.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { changeDaily } from './change-daily.ts'
import { letThrough, letThroughSchema } from './fairness/rest-answer.ts'
import { holdScheduleToRest } from './fairness/rest-check.ts'
import { holdOverrideToRest } from './fairness/rest-of-override.ts'
import { windowsOfEdit } from './fairness/rest-windows.ts'
import { findDeletedSchedule, listDeletedShifts } from './on-call/deleted-schedule.ts'
import { listShifts } from './on-call/recorded-on-call.ts'
import { careShape } from './on-call/schedule-care.ts'
import { presentShift, shiftSchema } from './on-call-answer.ts'
import { onCallWhyRoute } from './on-call-why.routes.ts'
import {
  areInConflict,
  beginNow,
  checkOverride,
  forgetOldest,
  isSameOverride,
  OVERRIDE_MODES,
  OVERRIDES_MAX,
  type OverrideInput,
  overrideInput,
  overrideOf,
} from './override-configuration.ts'
import {
  checkSchedule,
  describeOverride,
  type ScheduleRow,
  scheduleInput,
  scheduleKind,
  scheduleOf,
  scheduleRow,
} from './schedule-configuration.ts'
import { previewRoute } from './schedule-preview.routes.ts'
import { timelineRoute } from './schedule-timeline.routes.ts'
import { undoEditRoute } from './schedule-undo.routes.ts'
import { temporaryScheduleRoutes, temporarySchema } from './temporary-schedule.routes.ts'

const participantSchema = z.union([
  z.string(),
  z.object({ team: z.string() }).describe('All of its members.'),
  z.object({ schedule: z.string() }).describe('Whoever is on call in it then.'),
])

const layerSchema = z.object({
  id: z.string().optional().describe('By which an edit knows it again wherever it stands.'),
  name: z.string().optional(),
  zone: z.string(),
  every: z.string().describe('e.g. `1 week`'),
  handoff: z.string().describe('e.g. `Mon 09:00`'),
  start: z.string().describe('The date of the first turn.'),
  people: z
    .array(z.union([participantSchema, z.array(participantSchema)]))
    .describe('In turn; a list is on together. A text is the id of a person.'),
  restrictions: z
    .array(z.object({ days: z.array(z.string()), from: z.string(), to: z.string(), to_day: z.string().optional() }))
    .optional(),
  shifts_from: z
    .string()
    .optional()
    .describe('The imported calendar whose shifts these are; such a layer has no turns.'),
  holidays: z
    .object({ calendars: z.array(z.string()), on: z.enum(['off', 'only']) })
    .optional()
    .describe('On days of these calendars nobody is on, or on them alone somebody is.'),
  off_days: z.string().optional(),
  starts_at: z.string().optional(),
  ends_at: z.string().optional(),
})

const overrideSchema = z
  .object({
    id: z.string(),
    mode: z.enum(OVERRIDE_MODES),
    starts_at: z.string(),
    ends_at: z.string(),
    add: z.string().optional(),
    remove: z.string().optional(),
  })
  .meta({ id: 'Override' })
const addedOverrideSchema = z.object({ ...overrideSchema.shape, rest: letThroughSchema }).meta({ id: 'AddedOverride' })

const WINDOW_MS_MAX = 370 * DAY
const TAG = 'schedules'

export function scheduleRoutes(deps: ConfigurationDeps): ApiRoute[] {
  const things = thingRoutes<ScheduleRow, typeof scheduleInput>(deps, {
    ...{ kind: scheduleKind, noun: 'schedule', plural: TAG, write: 'configuration.write' as const },
    input: scheduleInput,
    shape: {
      id: z.string(),
      name: z.string(),
      zone: z.string(),
      layers: z.array(layerSchema),
      overrides: z.array(overrideSchema).optional(),
      temporary: z.array(temporarySchema).optional(),
      ...careShape,
      changed_at: z
        .array(z.string())
        .optional()
        .describe('When the layers were changed, or will be; the last ones are shown.'),
      rest: letThroughSchema,
    },
    check: checkSchedule,
    row: scheduleRow,
    async judge(editor, row) {
      const schedule = scheduleOf(row)
      const windows = windowsOfEdit(schedule, editor.at)
      return letThrough(await holdScheduleToRest(editor, schedule, { windows, path: 'layers' }), deps.directory())
    },
  })
  return [
    ...things,
    finalRoute(deps),
    onCallWhyRoute(deps),
    previewRoute(deps),
    addOverrideRoute(deps),
    dropOverrideRoute(deps),
    ...temporaryScheduleRoutes(deps),
    timelineRoute(deps),
    undoEditRoute(deps),
  ]
}

function finalRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getFinalSchedule',
    tag: TAG,
    summary: 'Who is on call in a span of time, after layers and overrides',
    description:
      'Pieces in which the answer stays the same; one without people is a gap. By default the next four weeks. Of the past it is what was recorded when it happened; of a deleted schedule there is nothing else.',
    method: 'GET',
    path: '/schedules/:id/final',
    permission: 'on_call.read',
    params: z.object({ id: textSchema(100) }),
    query: z.strictObject({ from: instantSchema.optional(), to: instantSchema.optional() }),
    success: z.object({
      ...{ from: instantSchema, to: instantSchema, shifts: z.array(shiftSchema) },
      deleted_at: instantSchema.optional().describe('When the schedule was deleted: its shifts are those on record.'),
    }),
    async handle({ params, query, at }) {
      const row = await scheduleKind.find(db, params.id)
      const deleted = row ? undefined : await findDeletedSchedule(db, params.id)
      const from = query.from ?? at
      const to = query.to ?? after(from, (28 * DAY) as typeof DAY)
      if (to <= from) throw invalidField('to', 'must lie after from')
      if (to - from > WINDOW_MS_MAX) throw invalidField('to', 'lies more than 370 days after from')
      const known = directory()
      if (deleted) {
        const past = await listDeletedShifts(db, deleted, from, to)
        return { from, to, shifts: past.map((shift) => presentShift(shift, known)), deleted_at: deleted.deletedAt }
      }
      if (!row) return { rejected: { code: 'not_found' } }
      const shifts = await listShifts({ db, directory: known, now: at }, scheduleOf(row), from, to)
      return { from, to, shifts: shifts.map((shift) => presentShift(shift, known)) }
    },
  })
}

function addOverrideRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'addOverride',
    tag: TAG,
    summary: 'Take, leave or join a shift',
    description:
      'The same one again is the one that there is; one that contradicts another of the same time is refused. What is past stays: one that would have begun begins now, and one that is over is refused. One that breaks a rule of rest is refused while others could take the time, unless it begins within 30 minutes and lasts at most 12 hours.',
    method: 'POST',
    path: '/schedules/:id/overrides',
    permission: 'schedule.override',
    params: z.object({ id: textSchema(100) }),
    body: overrideInput,
    success: addedOverrideSchema,
    status: 201,
    handle: ({ params, body, principal, at }) =>
      changeDaily(deps, { id: params.id, principal, at }, async (editor, row) => {
        const added = await addOverride(editor, row, body, deps.ids.next())
        const judged = await holdOverrideToRest(editor, added)
        const answer = { ...describeOverride(added.override, (user) => user), ...letThrough(judged, deps.directory()) }
        return { row: added.row, answer }
      }),
  })
}

function dropOverrideRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'deleteOverride',
    tag: TAG,
    summary: 'Take back an override',
    description: 'What of it is past stays: one that is running ends now.',
    method: 'DELETE',
    path: '/schedules/:id/overrides/:override',
    permission: 'schedule.override',
    params: z.object({ id: textSchema(100), override: textSchema(100) }),
    handle: ({ params, principal, at }) =>
      changeDaily(deps, { id: params.id, principal, at }, async (editor, row) => {
        const found = row.overrides.find(({ id }) => id === params.override) ?? editor.reject('not_found')
        if (found.endsAt <= at)
          editor.reject('invalid_request', undefined, [{ path: ['override'], problem: 'is over: the past stays' }])
        const overrides = row.overrides.flatMap((each) =>
          each === found ? (takeBackOverride(found, at) ?? []) : [each],
        )
        return { row: { ...row, overrides }, answer: undefined }
      }),
  })
}

async function addOverride(editor: Editor, row: ScheduleRow, input: OverrideInput, id: string) {
  const references = referencesOf(await loadCurrentConfiguration(editor.db))
  const problems = checkOverride(input, references, editor.at)
  if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
  const override = beginNow(overrideOf(input, id, references), editor.at)
  const same = row.overrides.find((each) => isSameOverride(each, override, editor.at))
  if (same) return { row, override: same }
  const other = row.overrides.find((each) => areInConflict(each, override))
  if (other) {
    const problem = `contradicts the override ${other.id} of the same time`
    editor.reject('already_exists', undefined, [{ path: ['starts_at'], problem }])
  }
  if (row.overrides.filter(({ endsAt }) => endsAt > editor.at).length >= OVERRIDES_MAX) {
    editor.reject('invalid_request', undefined, [
      { path: [], problem: `a schedule has ${OVERRIDES_MAX} overrides at most that are not over` },
    ])
  }
  return { row: { ...row, overrides: [...forgetOldest(row.overrides, editor.at), override] }, override }
}
