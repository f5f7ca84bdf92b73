/** How the API shows what breaks the rules of rest. */
import type { Directory } from '@tocsin/core/people/directory.ts'
import type { Relief } from '@tocsin/core/respond/fairness/relief.ts'
import type { RestBreach } from '@tocsin/core/respond/fairness/rest.ts'
import { z } from 'zod'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { type DirectoryNames, namesOf } from '../directory-names.ts'
import type { JudgedBreach } from './rest-check.ts'

export const LET_THROUGH_BECAUSE = ['nobody_else', 'only_warned', 'begins_now'] as const

const breachShape = {
  kind: z.enum(['days_in_a_row', 'rest_after_night']),
  user: namedSchema,
  starts_at: instantSchema,
  ends_at: instantSchema,
  days: z.int().nullable().describe('Of `days_in_a_row`.'),
  paged_at: instantSchema.nullable().describe('Of `rest_after_night`: the page at night.'),
  could_take: z
    .array(
      z
        .object({ user: namedSchema, schedule: namedSchema, starts_at: instantSchema, ends_at: instantSchema })
        .meta({ id: 'RestRelief' }),
    )
    .describe('Who of the same schedule could take a day of it; nobody: the rule gives way.'),
}

export const breachSchema = z.object(breachShape).meta({ id: 'RestBreach' })

/** Of a change that is yet to be made, or just was. */
export const judgedBreachSchema = z
  .object({
    ...breachShape,
    is_refused: z.boolean().describe('The change is refused for it.'),
    because: z
      .enum(LET_THROUGH_BECAUSE)
      .nullable()
      .describe(
        'Why it is let through: nobody else could take a day of it, the rules only warn, or it is an override that begins within 30 minutes and lasts at most 12 hours.',
      ),
  })
  .meta({ id: 'JudgedRestBreach' })

/** In the answer to a change. */
export const letThroughSchema = z
  .array(judgedBreachSchema)
  .optional()
  .describe('What breaks the rules of rest by this change and was let through. Only in the answer to it.')

export function presentBreach(breach: RestBreach, relief: readonly Relief[], names: DirectoryNames) {
  return {
    ...{ kind: breach.kind, user: names.user(breach.user), starts_at: breach.startsAt, ends_at: breach.endsAt },
    days: breach.kind === 'days_in_a_row' ? breach.days : null,
    paged_at: breach.kind === 'rest_after_night' ? breach.pagedAt : null,
    could_take: relief.map(({ user, schedule, startsAt, endsAt }) => ({
      ...{ user: names.user(user), schedule: names.schedule(schedule), starts_at: startsAt, ends_at: endsAt },
    })),
  }
}

export function presentJudged(judged: readonly JudgedBreach[], directory: Directory) {
  const names = namesOf(directory)
  return judged.map((each) => ({
    ...presentBreach(each.breach, each.relief, names),
    is_refused: each.isRefused,
    because: each.because,
  }))
}

/** For an answer: nothing where nothing was let through. */
export function letThrough(judged: readonly JudgedBreach[], directory: Directory) {
  return judged.length === 0 ? {} : { rest: presentJudged(judged, directory) }
}
