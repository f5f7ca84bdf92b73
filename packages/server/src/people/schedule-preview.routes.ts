/** What an edit of a schedule would make of it, before it is made. */
import type { DurationMs, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import { calcDutySpans } from '@tocsin/core/respond/fairness/workload.ts'
import { calcLayerLanes } from '@tocsin/core/respond/layer-lanes.ts'
import { calcShifts } from '@tocsin/core/respond/on-call.ts'
import { listOuterSchedules } from '@tocsin/core/respond/outer-schedules.ts'
import { diffSchedules, diffShifts, type Handover } from '@tocsin/core/respond/schedule-diff.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { loadCurrentConfiguration, referencesOf } from '../shell/config/file/current-configuration.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { type DirectoryNames, namesOf } from './directory-names.ts'
import { balanceChangeSchema, loadBalanceChange } from './fairness/balance-change.ts'
import { judgedBreachSchema, presentJudged } from './fairness/rest-answer.ts'
import { judgeRest, withSchedule } from './fairness/rest-check.ts'
import { windowsOfEdit } from './fairness/rest-windows.ts'
import { findVersionMade } from './on-call/schedule-history.queries.ts'
import { presentShift, shiftSchema } from './on-call-answer.ts'
import { madeSchema, presentMade } from './on-call-why.routes.ts'
import {
  checkSchedule,
  listLaterVersions,
  type ScheduleInput,
  type ScheduleRow,
  scheduleInput,
  scheduleKind,
  scheduleOf,
  scheduleRow,
} from './schedule-configuration.ts'
import { laneSchema, presentLane } from './schedule-timeline.routes.ts'

const DAYS_USUAL = 90
const DAYS_MAX = 370

const handoverSchema = z
  .object({
    starts_at: instantSchema,
    ends_at: instantSchema,
    before: z.array(namedSchema),
    after: z.array(namedSchema),
  })
  .meta({ id: 'Handover' })

const previewSchema = z.object({
  from: instantSchema,
  to: instantSchema,
  shifts: z.array(shiftSchema),
  layers: z.array(laneSchema).describe('What each layer would say if it stood alone, lowest first.'),
  handovers: z.array(handoverSchema),
  outer: z
    .array(z.object({ schedule: namedSchema, handovers: z.array(handoverSchema) }))
    .describe(
      'Schedules in whose turns this one stands, directly or in another one, and what would change hands there.',
    ),
  later: z
    .array(z.object({ begins_at: instantSchema, made: madeSchema }))
    .describe('Versions that are planned to begin after this edit: they stay, or are dropped with `later: replace`.'),
  balance: balanceChangeSchema.optional(),
  rest: z
    .array(judgedBreachSchema)
    .describe(
      'What would break the rules of rest and would not without it, and whether the edit is refused for that. Without a window as far ahead as an edit is judged.',
    ),
})

export function previewRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'previewSchedule',
    tag: 'schedules',
    summary: 'Show who would be on call if a schedule were replaced by this one',
    description: `Nothing is changed. \`handovers\` lists every span in which other people would be on call than now, \`shifts\` the whole answer; a shift without people is a gap. By default the next ${DAYS_USUAL} days. A schedule that does not exist yet is compared with nobody.`,
    method: 'POST',
    path: '/schedules/:id/preview',
    permission: 'on_call.read',
    params: z.object({ id: textSchema(100) }),
    query: z.strictObject({
      from: instantSchema.optional(),
      to: instantSchema.optional(),
      balance: z.enum(['true', 'false']).optional().describe('Whether `balance` is asked for.'),
    }),
    body: scheduleInput.omit({ id: true }),
    success: previewSchema,
    async handle({ params, query, body, at }) {
      const { from, to } = readWindow(query, at)
      const existing = await scheduleKind.find(db, params.id)
      const input = { ...body, id: params.id } as ScheduleInput
      const references = referencesOf(await loadCurrentConfiguration(db))
      const problems = checkSchedule(input, references)
      if (problems.length > 0) return { rejected: { code: 'invalid_request' as const }, problems }
      const next = scheduleOf(scheduleRow(input, existing, { references, at }))
      const now = existing ? scheduleOf(existing) : { ...next, layers: [], overrides: [] }
      const people = directory()
      const names = namesOf(people)
      const changed = { before: people, next: withSchedule(people, next), changed: new Set([next.id]) }
      const windows = query.from === undefined && query.to === undefined ? windowsOfEdit(next, at) : [{ from, to }]
      const judged = await judgeRest(db, { ...changed, windows, at })
      return {
        from,
        to,
        shifts: calcShifts(people, next, from, to).map((shift) => presentShift(shift, people)),
        layers: calcLayerLanes(people, next, from, to).map((lane) => presentLane(lane, people)),
        handovers: presentHandovers(diffSchedules(people, { before: now, after: next }, from, to), names),
        outer: listOuterSchedules(changed.next, [next.id]).flatMap((schedule) => {
          const [old, then] = [people, changed.next].map((roster) => calcShifts(roster, schedule, from, to))
          const handovers = presentHandovers(diffShifts(old ?? [], then ?? [], to), names)
          return handovers.length === 0 ? [] : [{ schedule: names.schedule(schedule.id), handovers }]
        }),
        later: existing ? await presentLater(db, people, { existing, input, context: { references, at } }) : [],
        ...(query.balance === 'true' && {
          balance: await loadBalanceChange({ db, at }, changed, {
            ...{ users: peopleOf(people, [now, next], { from, to }), window: { from, to } },
          }),
        }),
        rest: presentJudged(judged, people),
      }
    },
  })
}

function presentHandovers(handovers: readonly Handover[], names: DirectoryNames): z.output<typeof handoverSchema>[] {
  return handovers.map((each) => ({
    starts_at: each.startsAt,
    ends_at: each.endsAt,
    before: each.before.map((user) => names.user(user)),
    after: each.after.map((user) => names.user(user)),
  }))
}

/** What is planned to begin after an edit, with who wrote it. */
async function presentLater(
  db: ConfigurationDeps['db'],
  people: Directory,
  edit: { existing: ScheduleRow; input: ScheduleInput; context: Parameters<typeof listLaterVersions>[2] },
) {
  const begins = listLaterVersions(edit.input, edit.existing, edit.context)
  return Promise.all(
    begins.map(async (at) => ({
      begins_at: at,
      made: presentMade(await findVersionMade(db, edit.existing.id, at), people),
    })),
  )
}

/** Everybody who is on call in any of some schedules. */
function peopleOf(
  directory: Directory,
  schedules: readonly Schedule[],
  window: { from: Instant; to: Instant },
): Set<UserId> {
  return new Set(schedules.flatMap((schedule) => [...calcDutySpans(directory, [schedule], window).keys()]))
}

function readWindow(query: { from?: Instant | undefined; to?: Instant | undefined }, at: Instant) {
  const from = query.from ?? at
  const to = query.to ?? after(from, (DAYS_USUAL * DAY) as DurationMs)
  if (to <= from) throw invalidField('to', 'must lie after from')
  if (to - from > DAYS_MAX * DAY) throw invalidField('to', `lies more than ${DAYS_MAX} days after from`)
  return { from, to }
}
