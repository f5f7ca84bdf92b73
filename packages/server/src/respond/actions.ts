/** What people can do to answer an incident: take it, hand it on, put it off, call others. */
import type { IncidentCommand } from '@tocsin/core/incident.ts'
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import { after, HOUR } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { LevelNeeded } from '@tocsin/core/kernel/scales.ts'
import { z } from 'zod'
import { findUser } from '../people/directory-names.ts'
import {
  type Ask,
  defineAction,
  type IncidentAction,
  optionalBody,
  personOf,
  somebodyElse,
} from '../shell/engine/incident-action.ts'
import { instantSchema } from '../shell/http/instant-schema.ts'
import { textSchema } from '../shell/http/text-schema.ts'

const userBody = z.strictObject({
  user: textSchema(320)
    .describe('A person by id or e-mail address.')
    .meta({ examples: ['ana@example.com'] }),
})

export const respondActions: readonly IncidentAction[] = [
  defineAction({
    name: 'acknowledge',
    path: 'acknowledge',
    summary: 'Take it',
    description: 'Further pages stop. A second word of anybody changes nothing and is no error.',
    permission: 'incident.respond',
    body: optionalBody({
      until_clear: z.boolean().optional().describe('It is kept until its alerts clear, and resolved then.'),
    }),
    command: ({ until_clear }, ask) => acknowledge(ask, until_clear),
    probe: (_, ask) => acknowledge(ask),
  }),
  defineAction({
    name: 'reassign',
    path: 'reassign',
    summary: 'Give it to somebody, who is paged first',
    permission: 'incident.respond',
    body: userBody,
    command: ({ user }, ask) => forUser(user, ask, (id) => ({ type: 'Reassign', user: id })),
    probe: (state, ask) => ({ type: 'Reassign', user: somebodyElse(state, ask) }),
  }),
  defineAction({
    name: 'escalate',
    path: 'escalate',
    summary: 'Go to the next step of the policy now',
    permission: 'incident.respond',
    body: optionalBody({
      step: z.int().min(0).max(LIMITS.policyStepsMax).optional().describe('From 0; without it the next one.'),
    }),
    command: ({ step }) => ({ type: 'EscalateNow', ...(step !== undefined && { toStep: step }) }),
    probe: () => ({ type: 'EscalateNow' }),
  }),
  defineAction({
    name: 'snooze',
    path: 'snooze',
    summary: 'Put it off; then it pages again',
    permission: 'incident.respond',
    body: z.strictObject({
      until: instantSchema.optional(),
      for_ms: z.int().min(1).max(LIMITS.snoozeMsMax).optional().describe('Instead of `until`.'),
      reason: textSchema(LIMITS.textCharsMax).optional(),
    }),
    command: snooze,
    probe: (_, { at }) => ({ type: 'Snooze', until: after(at, HOUR) }),
  }),
  defineAction({
    name: 'page_responder',
    path: 'responders',
    summary: 'Page one more person',
    permission: 'incident.respond',
    body: userBody,
    command: ({ user }, ask) => forUser(user, ask, (id) => ({ type: 'PageResponder', user: id })),
    probe: (state, ask) => ({ type: 'PageResponder', user: somebodyElse(state, ask) }),
  }),
  defineAction({
    name: 'report_progress',
    path: 'progress',
    summary: 'Say how it goes',
    description: 'The criteria of its policy are asked again: what is needed is called at once.',
    permission: 'incident.respond',
    body: z
      .strictObject({
        expected_at: instantSchema.optional().describe('By when it should be resolved.'),
        cause: textSchema(LIMITS.textCharsMax).optional().describe('What causes it, once that is known.'),
        needs: z.enum(['L2', 'L3', 'management', 'vendor']).optional().describe('It cannot be solved where it is.'),
        is_impact_growing: z.boolean().optional().describe('The impact on customers grows.'),
      })
      .refine((body) => Object.values(body).some((value) => value !== undefined), {
        error: 'expected at least one of expected_at, cause, needs and is_impact_growing',
      }),
    command: reportProgress,
    probe: (_, { at }) => ({ type: 'ReportProgress', expectedAt: after(at, HOUR) }),
  }),
]

interface ProgressBody {
  expected_at?: Parameters<typeof after>[0] | undefined
  cause?: string | undefined
  needs?: LevelNeeded | undefined
  is_impact_growing?: boolean | undefined
}

function reportProgress({ expected_at, cause, needs, is_impact_growing }: ProgressBody, ask: Ask): IncidentCommand {
  const by = personOf(ask)
  return {
    type: 'ReportProgress',
    ...(expected_at !== undefined && { expectedAt: expected_at }),
    ...(cause !== undefined && { cause }),
    ...(needs !== undefined && { needs }),
    ...(is_impact_growing !== undefined && { isImpactGrowing: is_impact_growing }),
    ...(by && { by }),
  }
}

function acknowledge(ask: Ask, untilClear = false): IncidentCommand {
  const by = personOf(ask)
  return { type: 'Acknowledge', ...(by && { by }), ...(untilClear && { untilClear: true as const }) }
}

function forUser(
  user: string,
  { directory }: Ask,
  commandFor: (id: UserId) => IncidentCommand,
): IncidentCommand | { rejected: Rejection } {
  const found = findUser(directory, user)
  return found ? commandFor(found.id) : { rejected: { code: 'user_not_found', facts: { field: 'user', user } } }
}

interface SnoozeBody {
  until?: Parameters<typeof after>[0] | undefined
  for_ms?: number | undefined
  reason?: string | undefined
}

function snooze({ until, for_ms, reason }: SnoozeBody, { at }: Ask): IncidentCommand | { rejected: Rejection } {
  const end = until ?? (for_ms === undefined ? undefined : after(at, for_ms as typeof HOUR))
  if (end === undefined) return { rejected: { code: 'invalid_request', facts: { field: 'until' } } }
  return { type: 'Snooze', until: end, ...(reason && { reason }) }
}
