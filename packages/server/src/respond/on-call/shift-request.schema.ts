import type { Directory } from '@tocsin/core/people/directory.ts'
import { z } from 'zod'
import { namesOf } from '../../people/directory-names.ts'
import { judgedBreachSchema, letThroughSchema, presentJudged } from '../../people/fairness/rest-answer.ts'
import { form, idField, instantField, list, oneOf, personField } from '../../shell/config/fields.ts'
import { instantSchema } from '../../shell/http/instant-schema.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import type { RequestCheck } from './check-request.ts'
import { REQUEST_STATES, type RequestedSpan, type ShiftRequest } from './shift-request.queries.ts'

export const ASKED_MAX = 50
const MESSAGE_CHARS_MAX = 1_000

const spanInput = form({ schedule: idField('payments-primary'), starts_at: instantField, ends_at: instantField })

export const requestInput = form({
  kind: oneOf(['cover', 'swap']),
  /** What you give away: you have to be on call in all of it. */
  gives: spanInput,
  /** Of a swap: what you take in return, which the one person whom you ask has to be on call in. */
  takes: spanInput.optional(),
  /** Who may take it; without it all who could. */
  asked: list(personField, ASKED_MAX).default([]),
  message: z.string().trim().max(MESSAGE_CHARS_MAX).default(''),
  /** By default when the first of the shifts begins. */
  expires_at: instantField.optional(),
})
export type RequestInput = z.output<typeof requestInput>

/** Of one who is, or would be, asked. */
export const checkSchema = z
  .object({
    user: namedSchema,
    can_accept: z.boolean(),
    problems: z.array(z.string()).describe('Why not, as things are now.'),
    is_away: z
      .boolean()
      .describe('Who would take a shift has said that they are away then; they may take it all the same.'),
    rest: z.array(judgedBreachSchema).describe('What it would do to the rest of either.'),
  })
  .meta({ id: 'ShiftRequestCheck' })

export function presentCheck({ user, problems, isAway, rest }: RequestCheck, directory: Directory) {
  return {
    user: namesOf(directory).user(user),
    can_accept: problems.length === 0,
    problems: [...new Set(problems.map(({ problem }) => problem))],
    is_away: isAway,
    rest: presentJudged(rest, directory),
  }
}

const spanSchema = z.object({ schedule: namedSchema, starts_at: instantSchema, ends_at: instantSchema })

export const requestSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['cover', 'swap']),
    requester: namedSchema,
    asked: z.array(namedSchema).describe('Who may accept.'),
    gives: spanSchema,
    takes: spanSchema.nullable(),
    message: z.string(),
    state: z.enum(REQUEST_STATES),
    declined: z.array(z.object({ user: namedSchema, at: instantSchema, reason: z.string().nullable() })),
    created_at: instantSchema,
    expires_at: instantSchema,
    decided_by: namedSchema.nullable(),
    decided_at: instantSchema.nullable(),
    overrides: z.array(z.object({ schedule: z.string(), id: z.string() })).describe('What accepting it made.'),
    checks: z
      .array(checkSchema)
      .describe(
        'Whether those who are asked could accept it, as things are: all of them for whoever made it, oneself for whoever is asked. Only of one that is open.',
      ),
    rest: letThroughSchema,
  })
  .meta({ id: 'ShiftRequest' })

export function presentRequest(
  request: ShiftRequest,
  directory: Directory,
  checks: readonly RequestCheck[],
): z.output<typeof requestSchema> {
  const names = namesOf(directory)
  const span = ({ schedule, startsAt, endsAt }: RequestedSpan) => ({
    ...{ schedule: names.schedule(schedule), starts_at: startsAt, ends_at: endsAt },
  })
  const { decided, takes } = request
  return {
    ...{ id: request.id, kind: request.kind, message: request.message, state: request.state },
    requester: names.user(request.requester),
    asked: request.asked.map((user) => names.user(user)),
    gives: span(request.gives),
    takes: takes ? span(takes) : null,
    declined: request.declined.map(({ user, at, reason }) => ({
      ...{ user: names.user(user), at, reason: reason ?? null },
    })),
    ...{ created_at: request.createdAt, expires_at: request.expiresAt, overrides: request.overrides },
    decided_by: decided ? names.user(decided.by) : null,
    decided_at: decided?.at ?? null,
    checks: checks.map((check) => presentCheck(check, directory)),
  }
}
