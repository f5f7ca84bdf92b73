import type { Matcher } from '@tocsin/core/detect/matcher.ts'
import { formatMatcher, parseMatcher, silenceMatchersError } from '@tocsin/core/detect/matcher.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { after, DAY } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import type { Schema } from '../shell/database/schema.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import { type ApiRoute, defineRoute } from '../shell/http/api.ts'
import { readUuidPage } from '../shell/http/cursor-instant.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { listOf, listQuery } from '../shell/http/paging.ts'
import { invalidField } from '../shell/http/refusal.ts'
import { filledText, textSchema } from '../shell/http/text-schema.ts'
import { findSilence } from '../shell/store/sql/silence.queries.ts'
import type { SilenceRow } from '../shell/store/store.ts'
import { listSilencePage, SILENCE_STATES } from './silence-list.queries.ts'
import { expireSilence, writeSilence } from './silences.ts'

export interface SilenceRouteDeps {
  db: Kysely<Schema>
  engine: EngineDeps
}

const FOREVER_MS = 366 * DAY

const matcherSchema = z.union([
  textSchema(3 * LIMITS.patternCharsMax).meta({ examples: ['host=db-1'] }),
  z.strictObject({
    name: textSchema(LIMITS.labelCharsMax),
    value: textSchema(LIMITS.labelCharsMax),
    is_regex: z.boolean().default(false),
    is_equal: z.boolean().default(true),
  }),
])

const silenceBody = z.strictObject({
  matchers: z.array(matcherSchema).min(1).max(LIMITS.matchersPerSilenceMax),
  starts_at: instantSchema.optional().describe('Without it now.'),
  ends_at: instantSchema.optional(),
  for_ms: z.int().min(1).max(FOREVER_MS).optional().describe('Instead of `ends_at`.'),
  comment: filledText(LIMITS.textCharsMax).describe('Why.'),
})

const silenceSchema = z
  .object({
    id: z.string(),
    state: z.enum(SILENCE_STATES),
    matchers: z.array(
      z.object({ name: z.string(), value: z.string(), is_regex: z.boolean(), is_equal: z.boolean(), text: z.string() }),
    ),
    starts_at: instantSchema,
    ends_at: instantSchema,
    created_by: z.string(),
    comment: z.string(),
    updated_at: instantSchema,
  })
  .meta({ id: 'Silence' })
type SilenceView = z.output<typeof silenceSchema>

export function silenceRoutes(deps: SilenceRouteDeps): ApiRoute[] {
  return [listRoute(deps), showRoute(deps), createRoute(deps), endRoute(deps)]
}

function listRoute({ db }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'listSilences',
    tag: 'silences',
    summary: 'List silences',
    method: 'GET',
    path: '/silences',
    permission: 'alert.read',
    query: listQuery(['-ends_at'], { state: z.enum(SILENCE_STATES).optional() }),
    success: listOf(silenceSchema),
    async handle({ query, at }) {
      const { items, next } = await listSilencePage(db, { state: query.state, at }, readUuidPage(query))
      return { items: items.map((row) => presentSilence(row, at)), next }
    },
  })
}

function showRoute({ db }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'getSilence',
    tag: 'silences',
    summary: 'Show a silence',
    method: 'GET',
    path: '/silences/:id',
    permission: 'alert.read',
    params: z.object({ id: z.uuid() }),
    success: silenceSchema,
    async handle({ params, at }) {
      const row = await findSilence(db, params.id)
      return row ? presentSilence(row, at) : { rejected: { code: 'not_found' } }
    },
  })
}

function createRoute({ db, engine }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'createSilence',
    tag: 'silences',
    summary: 'Silence alerts',
    description: 'Alerts that match and begin to fire meanwhile open no incident. Those in an incident stay there.',
    method: 'POST',
    path: '/silences',
    permission: 'silence.write',
    body: silenceBody,
    success: silenceSchema,
    status: 201,
    async handle({ body, principal, at }) {
      const written = await writeSilence(engine, {
        matchers: readMatchers(body.matchers),
        ...readSpan(body, at),
        createdBy: principal.name,
        comment: body.comment,
        annotations: {},
      })
      const row = written && (await findSilence(db, written.id))
      return row ? presentSilence(row, engine.clock.now()) : { rejected: { code: 'not_found' } }
    },
  })
}

function endRoute({ engine }: SilenceRouteDeps): ApiRoute {
  return defineRoute({
    id: 'endSilence',
    tag: 'silences',
    summary: 'End a silence now',
    description: 'What it muted and still fires is looked at again at once.',
    method: 'DELETE',
    path: '/silences/:id',
    permission: 'silence.write',
    params: z.object({ id: z.uuid() }),
    async handle({ params }) {
      return (await expireSilence(engine, params.id)) ? undefined : { rejected: { code: 'not_found' } }
    },
  })
}

function readMatchers(given: readonly z.output<typeof matcherSchema>[]): Matcher[] {
  const matchers = given.map((each, index): Matcher => {
    if (typeof each !== 'string') {
      const { name, value, is_regex: isRegex, is_equal: isEqual } = each
      return { name, value, isRegex, isEqual }
    }
    const parsed = parseMatcher(each)
    if ('error' in parsed) throw invalidField(`matchers.${index}`, parsed.error, 'host=db-1')
    return parsed.matcher
  })
  const problem = silenceMatchersError(matchers)
  if (problem !== undefined) throw invalidField('matchers', problem, 'host=db-1')
  return matchers
}

function readSpan(
  { starts_at, ends_at, for_ms }: z.output<typeof silenceBody>,
  at: Instant,
): { startsAt: Instant; endsAt: Instant } {
  const startsAt = starts_at ?? at
  const endsAt = ends_at ?? (for_ms === undefined ? undefined : after(startsAt, for_ms as typeof DAY))
  if (endsAt === undefined) throw invalidField('ends_at', 'or `for_ms` says how long')
  if (endsAt <= Math.max(startsAt, at)) throw invalidField('ends_at', 'must lie ahead, and after `starts_at`')
  return { startsAt, endsAt }
}

function presentSilence(row: SilenceRow, at: Instant): SilenceView {
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
  }
}
