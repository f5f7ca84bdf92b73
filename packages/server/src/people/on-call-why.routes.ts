/** Who was, is or will be on call in one schedule at an instant, and why: layer, version, override, and who made each of them. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { ScheduleOverride, TemporarySchedule } from '@tocsin/core/people/schedule.ts'
import type { OnCallPerson } from '@tocsin/core/respond/layer.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { listVersions } from '@tocsin/core/respond/schedule-version.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { actorSchema, presentActor } from './actor-label.ts'
import { namesOf } from './directory-names.ts'
import { findDeletedSchedule } from './on-call/deleted-schedule.ts'
import type { StoredOnCallFact } from './on-call/on-call-record.queries.ts'
import { findRecordedAt } from './on-call/recorded-on-call.ts'
import { findExceptionMade, findVersionMade, type Made } from './on-call/schedule-history.queries.ts'
import { onCallPersonSchema, presentPeople } from './on-call-answer.ts'
import { OVERRIDE_MODES } from './override-configuration.ts'
import { type ScheduleRow, scheduleKind, scheduleOf } from './schedule-configuration.ts'

export const madeSchema = z
  .object({ at: instantSchema, by: actorSchema })
  .nullable()
  .describe('When it was written, and by whom; null where the history does not say.')
const spanShape = { starts_at: instantSchema, ends_at: instantSchema, made: madeSchema }

const whySchema = z
  .object({
    at: instantSchema,
    schedule: namedSchema.extend({ deleted_at: instantSchema.nullable() }),
    people: z.array(onCallPersonSchema).describe('Empty: nobody.'),
    is_recorded: z.boolean().describe('It was written down then; else it is calculated from the versions.'),
    version: z.object({
      since: instantSchema.nullable().describe('When the layers came into force; null: they are the first ones.'),
      until: instantSchema.nullable().describe('When other ones did, or will.'),
      made: madeSchema,
    }),
    overrides: z.array(
      z.object({
        ...{
          id: z.string(),
          mode: z.enum(OVERRIDE_MODES),
          add: namedSchema.nullable(),
          remove: namedSchema.nullable(),
        },
        ...spanShape,
      }),
    ),
    temporary: z.object({ id: z.string(), ...spanShape }).nullable(),
  })
  .meta({ id: 'OnCallWhy' })
type Why = z.output<typeof whySchema>

/** What is known of the instant, from the record or calculated. */
interface Known {
  people: readonly OnCallPerson[]
  isRecorded: boolean
  since: Instant | null
  until: Instant | null
  overrides: readonly ScheduleOverride[]
}

export function onCallWhyRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getOnCallWhy',
    tag: 'on call',
    summary: 'Who is on call in a schedule at an instant, and why',
    description:
      'By which layer, since when its version is in force and who wrote it, and by which override or temporary schedule. Of the past it is what was recorded then, of a deleted schedule too.',
    method: 'GET',
    path: '/schedules/:id/why',
    permission: 'on_call.read',
    params: z.object({ id: textSchema(100) }),
    query: z.strictObject({ at: instantSchema.optional().describe('Without it: now.') }),
    success: whySchema,
    async handle({ params: { id }, query, at: now }) {
      const at = query.at ?? now
      const row = await scheduleKind.find(db, id)
      const deleted = row ? undefined : await findDeletedSchedule(db, id)
      const fact = await findRecordedAt(db, id, at, now)
      if (!row && (!deleted || !fact)) return { rejected: { code: 'not_found' as const } }
      const people = directory()
      const known = fact ? recordedOf(fact, row) : calculatedOf(row as ScheduleRow, people, at)
      return {
        ...{ at, is_recorded: known.isRecorded, people: presentPeople(known.people, people) },
        schedule: { id, name: fact?.scheduleName ?? row?.name ?? id, deleted_at: deleted?.deletedAt ?? null },
        version: {
          ...{ since: known.since, until: known.until },
          made: presentMade(await findVersionMade(db, id, known.since), people),
        },
        overrides: await Promise.all(
          known.overrides.map(async (override) => ({
            ...presentSpan(override),
            mode: override.mode,
            ...presentNames(override, people),
            made: presentMade(await findExceptionMade(db, id, 'overrides', override.id), people),
          })),
        ),
        temporary: await temporaryOf(known, row),
      }
    },
  })

  /** A temporary schedule that is over and forgotten still has its id on record. */
  async function temporaryOf({ people }: Known, row: ScheduleRow | undefined): Promise<Why['temporary']> {
    const id = people.find(({ because }) => because.temporary !== undefined)?.because.temporary
    const found = row?.temporary.find((each) => each.id === id)
    if (!found || !row) return null
    const made = await findExceptionMade(db, row.id, 'temporary', found.id)
    return { ...presentSpan(found), made: presentMade(made, directory()) }
  }
}

function recordedOf({ people, layersSince, overrides, at }: StoredOnCallFact, row: ScheduleRow | undefined): Known {
  const since = layersSince ?? null
  const until = row?.earlier.find(({ until: end }) => end > (since ?? Number.NEGATIVE_INFINITY) && end > at)?.until
  return { people, isRecorded: true, since, until: until ?? null, overrides }
}

function calculatedOf(row: ScheduleRow, directory: Directory, at: Instant): Known {
  const schedule = scheduleOf(row)
  const version = listVersions(schedule).findLast(({ startsAt }) => startsAt <= at)
  const finite = (instant: Instant | undefined) => (instant !== undefined && Number.isFinite(instant) ? instant : null)
  return {
    people: calcOnCall(directory, schedule, at).people,
    isRecorded: false,
    ...{ since: finite(version?.startsAt), until: finite(version?.endsAt) },
    overrides: row.overrides.filter(({ startsAt, endsAt }) => startsAt <= at && at < endsAt),
  }
}

function presentSpan({ id, startsAt, endsAt }: ScheduleOverride | TemporarySchedule) {
  return { id, starts_at: startsAt, ends_at: endsAt }
}

function presentNames({ add, remove }: ScheduleOverride, directory: Directory) {
  const names = namesOf(directory)
  return {
    add: add === undefined ? null : names.user(add),
    remove: remove === undefined ? null : names.user(remove),
  }
}

export function presentMade(made: Made | undefined, directory: Directory): z.output<typeof madeSchema> {
  return made ? { at: made.at, by: presentActor(made.by, namesOf(directory)) } : null
}
