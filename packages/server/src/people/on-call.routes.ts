import type { DurationMs, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Schedule } from '@tocsin/core/people/schedule.ts'
import type { OnCallPerson } from '@tocsin/core/respond/layer.ts'
import { calcOnCall, calcShifts, type OnCallAnswer, type Shift } from '@tocsin/core/respond/on-call.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { findUser } from './directory-names.ts'
import { calcMyShifts } from './on-call/my-shifts.ts'
import { listRecordedAt, type RecordedOnCall } from './on-call/recorded-on-call.ts'
import { onCallPersonSchema, presentPeople, presentShift, shiftSchema } from './on-call-answer.ts'
import { describeOverride } from './schedule-configuration.ts'

const recordedSchema = z
  .object({
    since: instantSchema.describe('When these people came on.'),
    because: z.enum(['record_began', 'handoff', 'edit', 'deleted']),
    recorded_at: instantSchema,
    is_filled_in: z
      .boolean()
      .describe('Nothing ran at that time: it was written later, from the versions that were in force.'),
    configuration_version: z.int(),
    layers_since: instantSchema.nullable().describe('When the layers in force had been written; null: the first ones.'),
    overrides: z.array(z.object({}).loose()).describe('Those in force, as they were.'),
  })
  .meta({ id: 'RecordedOnCall' })

export const onCallSchema = z
  .object({
    schedule: namedSchema.extend({
      is_deleted: z.literal(true).optional().describe('It is no longer there; this is what is on record.'),
    }),
    people: z.array(onCallPersonSchema).describe('Empty: nobody is on call.'),
    until: instantSchema.nullable().describe('The next change; null when there is none within 90 days.'),
    next: shiftSchema.nullable().describe('What comes then.'),
    recorded: recordedSchema
      .optional()
      .describe('Of an instant that is past: what was written down then. Without it the answer is calculated.'),
  })
  .meta({ id: 'OnCall' })

const dutySchema = z
  .object({
    is_on_call: z.boolean(),
    until: instantSchema.nullable().describe('When the first of the shifts that run ends; null: not within 90 days.'),
    next_at: instantSchema.nullable().describe('When the next one begins, within 90 days.'),
  })
  .meta({ id: 'Duty' })

function dutyOf(directory: Directory, user: UserId, at: Instant): z.output<typeof dutySchema> {
  const { now, next } = calcMyShifts(directory, user, at)
  const ends = now.flatMap(({ until }) => until ?? [])
  return {
    is_on_call: now.length > 0,
    until: ends.length === 0 ? null : (Math.min(...ends) as Instant),
    next_at: next?.starts_at ?? null,
  }
}

/** What changes by the hour answers from the first window, a weekly rotation from the second; what hardly ever changes needs the last. */
const WINDOWS = [2, 15, 90].map((days) => (days * DAY) as DurationMs)

export function onCallRoutes({ db, directory }: ConfigurationDeps): ApiRoute[] {
  return [
    defineRoute({
      id: 'listOnCall',
      tag: 'on call',
      summary: 'Who is on call, for every schedule, and when that changes',
      method: 'GET',
      path: '/on-call',
      permission: 'on_call.read',
      query: z.strictObject({
        at: instantSchema.optional().describe('Without it: now.'),
        schedule: textSchema(100).optional(),
        user: textSchema(320).optional().describe('Only schedules that have this person on call; id or mail address.'),
      }),
      success: z.object({
        at: instantSchema,
        items: z.array(onCallSchema),
        mine: dutySchema
          .nullable()
          .describe('How the caller stands to it, of all schedules and now; null for a key, and of another instant.'),
        next: z.null(),
      }),
      async handle({ query, principal, at }) {
        const instant = query.at ?? at
        const known = directory()
        const person = query.user === undefined ? undefined : findUser(known, query.user)
        if (query.user !== undefined && !person)
          return { rejected: { code: 'user_not_found', facts: { user: query.user } } }
        const recorded = query.at === undefined ? new Map() : await listRecordedAt(db, query.at, at)
        const isAsked = (id: string) => query.schedule === undefined || id === query.schedule
        const hasPerson = (people: readonly OnCallPerson[]) => people.some(({ user }) => user === person?.id)
        const calculated = [...known.schedules.values()]
          .filter(({ id }) => isAsked(id) && !recorded.has(id))
          .filter((schedule) => !person || hasPerson(calcOnCall(known, schedule, instant).people))
          .map((schedule) => presentOnCall(schedule, known, instant))
        const written = [...recorded.values()]
          .filter(({ fact }) => isAsked(fact.schedule) && (!person || hasPerson(fact.people)))
          .map((each) => presentRecorded(each, known, at))
        const items = [...calculated, ...written].sort((a, b) => (a.schedule.name < b.schedule.name ? -1 : 1))
        const isNow = query.at === undefined && principal.kind === 'user'
        return { at: instant, items, mine: isNow ? dutyOf(known, principal.id, at) : null, next: null }
      },
    }),
  ]
}

/** Who is on call for one schedule at an instant, and what comes then. */
export function presentOnCall(schedule: Schedule, directory: Directory, at: Instant): z.output<typeof onCallSchema> {
  const { people, next } = lookAhead(directory, schedule, at)
  return {
    schedule: { id: schedule.id, name: schedule.name },
    people: presentPeople(people, directory),
    until: next?.startsAt ?? null,
    next: next ? presentShift(next, directory) : null,
  }
}

/** What the record says; after its last fact the plan goes on. */
function presentRecorded(
  { fact, following: [next, afterNext] }: RecordedOnCall,
  directory: Directory,
  now: Instant,
): z.output<typeof onCallSchema> {
  const schedule = directory.schedules.get(fact.schedule)
  const planned = afterNext || !schedule ? undefined : lookAhead(directory, schedule, now).next
  const nextEndsAt = afterNext?.at ?? planned?.startsAt ?? now
  const isOver = next?.cause === 'deleted'
  const shift = next ? { startsAt: next.at, endsAt: nextEndsAt, people: next.people, fact: next } : planned
  return {
    schedule: { id: fact.schedule, name: fact.scheduleName, ...(!schedule && { is_deleted: true as const }) },
    people: presentPeople(fact.people, directory),
    until: shift?.startsAt ?? null,
    // Behind its end there is no shift, not even one without people.
    next: shift && !isOver ? presentShift(shift, directory) : null,
    recorded: {
      ...{ since: fact.at, because: fact.cause, recorded_at: fact.recordedAt, is_filled_in: fact.isFilledIn },
      ...{ configuration_version: fact.configurationVersion, layers_since: fact.layersSince ?? null },
      overrides: fact.overrides.map((override) => describeOverride(override, (user) => user)),
    },
  }
}

/** Who is on, and the piece after that. Its end is that of the last look ahead when nothing changes before. */
function lookAhead(
  directory: Directory,
  schedule: Schedule,
  at: Instant,
): Pick<OnCallAnswer, 'people'> & { next?: Shift } {
  let ahead: Shift[] = []
  for (const window of WINDOWS) {
    ahead = calcShifts(directory, schedule, at, after(at, window))
    // Only what comes behind the next one says where that ends.
    if (ahead.length > 2) break
  }
  const [now, next] = ahead
  return { people: now?.people ?? [], ...(next && { next }) }
}
