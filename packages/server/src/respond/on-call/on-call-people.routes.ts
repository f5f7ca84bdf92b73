/** What people see and arrange about being on call: letters, notes, time off, coverage and readiness. */
import type { Instant, ScheduleId, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { listCoverCandidates } from '@tocsin/core/respond/cover-candidates.ts'
import { COVERAGE_LOOK_AHEAD, type CoverageProblem, calcCoverage, isMeant } from '@tocsin/core/respond/coverage.ts'
import { z } from 'zod'
import { namesOf } from '../../people/directory-names.ts'
import { findLastFact } from '../../people/on-call/on-call-record.queries.ts'
import { listTimeOff } from '../../people/on-call/time-off.queries.ts'
import { demandOwnOrAdmin, userIdOf } from '../../people/whose.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { invalidField, Refusal } from '../../shell/http/refusal.ts'
import { filledText, textSchema } from '../../shell/http/text-schema.ts'
import {
  findShiftStart,
  listHandoverIncidents,
  listHandoverNotes,
  listServicesOf,
  saveHandoverNote,
} from './handover.queries.ts'
import { findShiftLetters, saveShiftLetters, shiftLettersSchema } from './shift-letters.ts'

const TAG = 'on call'
const params = z.object({ id: textSchema(320) })
const WINDOW_MS_MAX = 370 * DAY
const NOTE_CHARS_MAX = 4_000

export function onCallPeopleRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [coverageRoute(deps), ...letterRoutes(deps), ...handoverRoutes(deps), candidatesRoute(deps)]
}

const problemSchema = z
  .object({
    kind: z.enum(['gap', 'empty_shift', 'no_contact', 'time_off']),
    starts_at: instantSchema,
    ends_at: instantSchema,
    people: z.array(namedSchema),
    shifts: z.int().nullable().describe('Of `no_contact`: how many shifts the person has in the window.'),
    is_meant: z.boolean().describe('The schedule says that its gaps are meant (`when_empty: nobody`).'),
  })
  .meta({ id: 'CoverageProblem' })

function coverageRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getScheduleCoverage',
    tag: 'schedules',
    summary: 'Where a schedule leaves somebody in the lurch',
    description:
      'Gaps, shifts of deactivated people only, people without a verified contact, and people who are on call while away. By default the next 30 days.',
    method: 'GET',
    path: '/schedules/:id/coverage',
    permission: 'on_call.read',
    params,
    query: z.strictObject({ from: instantSchema.optional(), to: instantSchema.optional() }),
    success: z.object({
      from: instantSchema,
      to: instantSchema,
      problems: z.array(problemSchema),
      uncovered_seconds: z
        .number()
        .describe('How long nobody could be paged by the schedule itself, meant gaps included.'),
    }),
    async handle({ params: { id }, query, at }) {
      const known = directory()
      const schedule = known.schedules.get(id as ScheduleId)
      if (!schedule) return { rejected: { code: 'not_found' } }
      const from = query.from ?? at
      const to = query.to ?? after(from, COVERAGE_LOOK_AHEAD)
      if (to <= from) throw invalidField('to', 'must lie after from')
      if (to - from > WINDOW_MS_MAX) throw invalidField('to', 'lies more than 370 days after from')
      const problems = calcCoverage(known, schedule, { from, to, timeOff: await listTimeOff(db, from, to) })
      const open = problems.filter(({ kind }) => kind === 'gap' || kind === 'empty_shift')
      return {
        ...{ from, to },
        problems: problems.map((each) => ({ ...presentProblem(each, known), is_meant: isMeant(schedule, each) })),
        uncovered_seconds: open.reduce((sum, each) => sum + each.endsAt - each.startsAt, 0) / 1_000,
      }
    },
  })
}

function presentProblem(problem: CoverageProblem, directory: Directory) {
  const names = namesOf(directory)
  return {
    ...{ kind: problem.kind, starts_at: problem.startsAt, ends_at: problem.endsAt },
    people: 'people' in problem ? problem.people.map((user) => names.user(user)) : [],
    shifts: problem.kind === 'no_contact' ? problem.shifts : null,
  }
}

function letterRoutes({ db }: ConfigurationDeps): ApiRoute[] {
  const common = { tag: 'people', path: '/users/:id/shift-letters' as const, permission: 'signed_in' as const, params }
  return [
    defineRoute({
      ...common,
      id: 'getShiftLetters',
      summary: 'Which letters about shifts a person gets',
      method: 'GET',
      success: shiftLettersSchema,
      handle: ({ params: { id }, principal }) => findShiftLetters(db, demandOwnOrAdmin(principal, id)),
    }),
    defineRoute({
      ...common,
      id: 'setShiftLetters',
      summary: 'Choose which letters about shifts a person gets',
      method: 'PUT',
      body: shiftLettersSchema,
      success: shiftLettersSchema,
      async handle({ params: { id }, body, principal, at }) {
        const user = demandOwnOrAdmin(principal, id)
        await saveShiftLetters(db, user, body, at)
        return findShiftLetters(db, user)
      },
    }),
  ]
}

const handoverIncident = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  priority: z.string(),
  recorded_at: instantSchema,
})

function handoverRoutes({ db, directory }: ConfigurationDeps): ApiRoute[] {
  const common = { tag: TAG, params }
  return [
    defineRoute({
      ...common,
      id: 'getHandover',
      summary: 'What whoever comes on call next should know',
      description: 'Incidents of the services that page this schedule, and the notes of the shift that runs.',
      method: 'GET',
      path: '/schedules/:id/handover',
      permission: 'incident.read',
      success: z
        .object({
          since: instantSchema.describe('When the shift that runs began, as far as it is on record.'),
          notes: z.array(z.object({ user: namedSchema, text: z.string(), written_at: instantSchema })),
          open: z.array(handoverIncident),
          recent: z.array(handoverIncident).describe('What began in the shift and is over.'),
        })
        .meta({ id: 'HandoverSummary' }),
      async handle({ params: { id }, at }) {
        const known = directory()
        if (!known.schedules.has(id as ScheduleId)) return { rejected: { code: 'not_found' } }
        const last = await findLastFact(db, id)
        const since = last
          ? await findShiftStart(
              db,
              last,
              last.people.map(({ user }) => user),
            )
          : ((at - DAY) as Instant)
        const names = namesOf(known)
        const { open, recent } = await listHandoverIncidents(db, listServicesOf(known, id), since, at)
        const shown = ({ recordedAt, ...incident }: (typeof open)[number]) => ({ ...incident, recorded_at: recordedAt })
        const notes = await listHandoverNotes(db, id, since)
        return {
          since,
          notes: notes.map(({ user, text, writtenAt }) => ({ user: names.user(user), text, written_at: writtenAt })),
          open: open.map(shown),
          recent: recent.map(shown),
        }
      },
    }),
    defineRoute({
      ...common,
      id: 'setHandoverNote',
      summary: 'Leave a note to whoever is on call next',
      description: 'It takes the place of the one that you left before; an empty one takes it away.',
      method: 'PUT',
      path: '/schedules/:id/handover-note',
      permission: 'schedule.override',
      body: z.strictObject({ text: textSchema(NOTE_CHARS_MAX) }),
      async handle({ params: { id }, body, principal, at }) {
        if (principal.kind !== 'user') throw new Refusal('forbidden', { message: 'A note is by a person.' })
        if (!directory().schedules.has(id as ScheduleId)) return { rejected: { code: 'not_found' as const } }
        await saveHandoverNote(db, id, { user: principal.id, text: body.text.trim(), writtenAt: at })
        return undefined
      },
    }),
  ]
}

function candidatesRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'listCoverCandidates',
    tag: TAG,
    summary: 'Who could take a span of a schedule from somebody',
    description: 'People of the schedule and its team who are active, not away and not on call there then.',
    method: 'GET',
    path: '/schedules/:id/cover-candidates',
    permission: 'on_call.read',
    params,
    query: z.strictObject({ of: filledText(320), from: instantSchema, to: instantSchema }),
    success: z.object({
      items: z.array(
        z.object({ user: namedSchema, on_call_seconds: z.number().describe('Within two weeks around it.') }),
      ),
      next: z.null(),
    }),
    async handle({ params: { id }, query, principal }) {
      const known = directory()
      const schedule = known.schedules.get(id as ScheduleId)
      if (!schedule) return { rejected: { code: 'not_found' } }
      if (query.to <= query.from) throw invalidField('to', 'must lie after from')
      if (query.to - query.from > WINDOW_MS_MAX) throw invalidField('to', 'lies more than 370 days after from')
      const of = userIdOf(principal, query.of) as UserId
      const span = { startsAt: query.from, endsAt: query.to, of }
      const found = listCoverCandidates(known, schedule, span, await listTimeOff(db, query.from, query.to))
      const names = namesOf(known)
      return {
        items: found.map(({ user, onCallMs }) => ({ user: names.user(user), on_call_seconds: onCallMs / 1_000 })),
        next: null,
      }
    },
  })
}
