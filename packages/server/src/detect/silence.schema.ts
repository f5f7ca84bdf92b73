/** What the API says of silences, and what it takes to set one. */
import { formatMatcher, type Matcher, parseMatcher, silenceMatchersError } from '@tocsin/core/detect/matcher.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { z } from 'zod'
import { actorSchema } from '../people/actor-label.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { listQuery } from '../shell/http/paging.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { filledText, textSchema } from '../shell/http/text-schema.ts'
import { SILENCE_ACTS, type SilenceRow } from '../shell/store/silence-row.ts'
import { alertSchema } from './alert.schema.ts'
import { SILENCE_STATES } from './silence-list.queries.ts'

const FOREVER_MS = 366 * DAY
const MATCHER_CHARS_MAX = 3 * LIMITS.patternCharsMax
const EXAMPLE = 'host=db-1'

const matcherText = textSchema(MATCHER_CHARS_MAX).meta({ examples: [EXAMPLE] })

const matcherSchema = z.union([
  matcherText,
  z.strictObject({
    name: textSchema(LIMITS.labelCharsMax),
    value: textSchema(LIMITS.labelCharsMax),
    is_regex: z.boolean().default(false),
    is_equal: z.boolean().default(true),
  }),
])

export const silenceParams = z.object({ id: z.uuid() })

export const silenceBody = z.strictObject({
  matchers: z.array(matcherSchema).min(1).max(LIMITS.matchersPerSilenceMax),
  starts_at: instantSchema.optional().describe('Without it now, or when it began as it was.'),
  ends_at: instantSchema.optional(),
  for_ms: z.int().min(1).max(FOREVER_MS).optional().describe('Instead of `ends_at`.'),
  comment: filledText(LIMITS.textCharsMax).describe('Why.'),
})

const sayingSchema = z.object({
  matchers: z.array(z.string()),
  starts_at: z.iso.datetime(),
  ends_at: z.iso.datetime(),
  comment: z.string(),
  created_by: z.string(),
})

const shownMatcher = z.object({
  name: z.string(),
  value: z.string(),
  is_regex: z.boolean(),
  is_equal: z.boolean(),
  text: z.string(),
})

export const silenceSchema = z
  .object({
    id: z.string(),
    state: z.enum(SILENCE_STATES),
    matchers: z.array(shownMatcher),
    starts_at: instantSchema,
    ends_at: instantSchema,
    created_by: z.string(),
    comment: z.string(),
    updated_at: instantSchema,
    muted: z.int().describe('How many firing alerts it keeps out of incidents now.'),
  })
  .meta({ id: 'Silence' })
export type SilenceView = z.output<typeof silenceSchema>

export const silenceChangeSchema = z
  .object({
    silence: z.string().describe('Its id.'),
    seq: z.int().describe('Counts the changes of one silence.'),
    at: instantSchema,
    act: z.enum(SILENCE_ACTS),
    actor: actorSchema,
    before: sayingSchema.nullable().describe('Null: it was created.'),
    after: sayingSchema,
  })
  .meta({ id: 'SilenceChange' })

export const silencePreviewSchema = z
  .object({
    firing: z.int().describe('How many alerts that fire now it matches.'),
    in_incidents: z.int().describe('How many of them are in an incident, where they stay.'),
    silenced: z.int().describe('How many of them another silence keeps out already.'),
    alerts: z.array(alertSchema).describe('The newest of those that fire.'),
    week: z.object({
      alerts: z.int().describe('How many alerts of the last seven days it matches.'),
      times: z.int().describe('How often they began to fire in these days.'),
    }),
    is_partial: z.boolean().describe('There are more alerts than were looked at: all figures are at least.'),
  })
  .meta({ id: 'SilencePreview' })

export const previewQuery = z.strictObject({
  matcher: z
    .preprocess(
      (value) => (value === undefined || Array.isArray(value) ? value : [value]),
      z.array(matcherText).min(1).max(LIMITS.matchersPerSilenceMax),
    )
    .describe('As text, e.g. `host=~"db-.*"`; may be given several times.'),
})

export const silenceListQuery = listQuery(['-ends_at', 'starts_at'], {
  state: z.enum(SILENCE_STATES).optional(),
  q: textSchema(200).optional().describe('Words in the comment, the author or the matchers.'),
})

export const changeListQuery = listQuery(['-at'], {
  user: textSchema(100).optional().describe('Only what this person did; an id.'),
  since: instantSchema.optional(),
  until: instantSchema.optional(),
})

export function readMatchers(given: readonly z.output<typeof matcherSchema>[], field = 'matchers'): Matcher[] {
  const matchers = given.map((each, index): Matcher => {
    if (typeof each !== 'string') {
      const { name, value, is_regex: isRegex, is_equal: isEqual } = each
      return { name, value, isRegex, isEqual }
    }
    const parsed = parseMatcher(each)
    if ('error' in parsed) throw invalidField(`${field}.${index}`, parsed.error, EXAMPLE)
    return parsed.matcher
  })
  const problem = silenceMatchersError(matchers)
  if (problem !== undefined) throw invalidField(field, problem, EXAMPLE)
  return matchers
}

/** From when until when. `began` is the start of the silence that is changed; else it is now. */
export function readSpan(
  { starts_at, ends_at, for_ms }: z.output<typeof silenceBody>,
  at: Instant,
  began: Instant = at,
): { startsAt: Instant; endsAt: Instant } {
  const startsAt = starts_at ?? began
  const from = Math.max(startsAt, at) as Instant
  const endsAt = ends_at ?? (for_ms === undefined ? undefined : after(from, for_ms as typeof DAY))
  if (endsAt === undefined) throw invalidField('ends_at', 'or `for_ms` says how long')
  if (endsAt <= from) throw invalidField('ends_at', 'must lie ahead, and after `starts_at`')
  return { startsAt, endsAt }
}

export function presentSilence(row: SilenceRow, at: Instant, muted: number): SilenceView {
  const { id, matchers, startsAt, endsAt, createdBy, comment, updatedAt } = row
  return {
    id,
    state: endsAt <= at ? 'expired' : startsAt > at ? 'pending' : 'active',
    matchers: matchers.map((matcher) => ({
      name: matcher.name,
      value: matcher.value,
      is_regex: matcher.isRegex,
      is_equal: matcher.isEqual,
      text: formatMatcher(matcher),
    })),
    starts_at: startsAt,
    ends_at: endsAt,
    created_by: createdBy,
    comment,
    updated_at: updatedAt,
    muted,
  }
}
