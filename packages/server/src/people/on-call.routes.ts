import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import type { Directory, Schedule } from '@tocsin/core/people/directory.ts'
import { calcOnCall, calcShifts, type Shift } from '@tocsin/core/respond/on-call.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { namedSchema } from '../shell/http/named-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'
import { findUser } from './directory-names.ts'
import { onCallPersonSchema, presentPeople, presentShift, shiftSchema } from './on-call-answer.ts'

export const onCallSchema = z
  .object({
    schedule: namedSchema,
    people: z.array(onCallPersonSchema).describe('Empty: nobody is on call.'),
    until: instantSchema.nullable().describe('The next change; null when there is none within 90 days.'),
    next: shiftSchema.nullable().describe('What comes then.'),
  })
  .meta({ id: 'OnCall' })

/** A weekly rotation answers from the first window; only what hardly ever changes needs the second. */
const WINDOWS: readonly DurationMs[] = [(15 * DAY) as DurationMs, (90 * DAY) as DurationMs]

export function onCallRoutes({ directory }: ConfigurationDeps): ApiRoute[] {
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
      success: z.object({ at: instantSchema, items: z.array(onCallSchema), next: z.null() }),
      async handle({ query, at }) {
        const instant = query.at ?? at
        const known = directory()
        const person = query.user === undefined ? undefined : findUser(known, query.user)
        if (query.user !== undefined && !person)
          return { rejected: { code: 'user_not_found', facts: { user: query.user } } }
        const items = [...known.schedules.values()]
          .filter(({ id }) => query.schedule === undefined || id === query.schedule)
          .filter(
            (schedule) => !person || calcOnCall(known, schedule, instant).people.some(({ user }) => user === person.id),
          )
          .sort((a, b) => (a.name < b.name ? -1 : 1))
          .map((schedule) => presentOnCall(schedule, known, instant))
        return { at: instant, items, next: null }
      },
    }),
  ]
}

/** Who is on call for one schedule at an instant, and what comes then. */
export function presentOnCall(schedule: Schedule, directory: Directory, at: Instant): z.output<typeof onCallSchema> {
  const next = findNextShift(directory, schedule, at)
  return {
    schedule: { id: schedule.id, name: schedule.name },
    people: presentPeople(calcOnCall(directory, schedule, at).people, directory),
    until: next?.startsAt ?? null,
    next: next ? presentShift(next, directory) : null,
  }
}

/** The piece after the one that is running. Its end is that of the look ahead when nothing changes before. */
export function findNextShift(directory: Directory, schedule: Schedule, at: Instant): Shift | undefined {
  for (const window of WINDOWS) {
    const [, next] = calcShifts(directory, schedule, at, after(at, window))
    if (next) return next
  }
  return undefined
}
