import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { z } from 'zod'
import { letThrough } from '../../people/fairness/rest-answer.ts'
import { personOf, userIdOf } from '../../people/whose.ts'
import { actorOf, type Principal } from '../../shell/auth/principal.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { Refusal } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import {
  type Asking,
  acceptRequest,
  declineRequest,
  makeRequest,
  previewRequest,
  withdrawRequest,
} from './ask-for-cover.ts'
import { checkRequest, type RequestCheck } from './check-request.ts'
import { findRequest, listRequests, REQUEST_STATES, type ShiftRequest } from './shift-request.queries.ts'
import { checkSchema, presentCheck, presentRequest, requestInput, requestSchema } from './shift-request.schema.ts'

const TAG = 'on call'
const REASON_CHARS_MAX = 500
const params = z.object({ id: textSchema(100) })

/** Requests for cover and swaps of shifts. */
export function shiftRequestRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [listRoute(deps), showRoute(deps), previewRoute(deps), makeRoute(deps), ...answerRoutes(deps)]
}

function listRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'listShiftRequests',
    tag: TAG,
    summary: 'Requests for cover and swaps',
    description: 'The newest 200. `user=me` are those of the person who asks and those to them.',
    method: 'GET',
    path: '/on-call/requests',
    permission: 'on_call.read',
    query: z.strictObject({
      user: textSchema(320).optional().describe('By or to this person; an id, or `me`.'),
      schedule: textSchema(100).optional(),
      state: z.enum(REQUEST_STATES).optional(),
    }),
    success: z.object({ items: z.array(requestSchema), next: z.null() }),
    async handle({ query, principal, at }) {
      const user = query.user === undefined ? undefined : userIdOf(principal, query.user)
      const requests = await listRequests(deps.db, { ...query, user })
      const items: Awaited<ReturnType<typeof present>>[] = []
      for (const each of requests) items.push(await present(deps, each, { principal, at }))
      return { items, next: null }
    },
  })
}

function showRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getShiftRequest',
    tag: TAG,
    summary: 'One request for cover or a swap',
    method: 'GET',
    path: '/on-call/requests/:id',
    permission: 'on_call.read',
    params,
    success: requestSchema,
    async handle({ params: { id }, principal, at }) {
      const request = await findRequest(deps.db, id)
      return request ? present(deps, request, { principal, at }) : { rejected: { code: 'not_found' } }
    },
  })
}

function previewRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'previewShiftRequest',
    tag: TAG,
    summary: 'Show who could accept a request before it is made',
    description: 'Nothing is changed, and nobody is told.',
    method: 'POST',
    path: '/on-call/requests/preview',
    permission: 'schedule.override',
    body: requestInput,
    success: z.object({ checks: z.array(checkSchema) }),
    async handle({ body, principal, at }) {
      const outcome = await previewRequest(deps, askingOf(principal, at), body)
      if ('problems' in outcome) return { rejected: { code: 'invalid_request' as const }, problems: outcome.problems }
      return { checks: outcome.checks.map((check) => presentCheck(check, deps.directory())) }
    },
  })
}

function makeRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'requestCover',
    tag: TAG,
    summary: 'Ask others to take a shift, or to swap one',
    description:
      'Nothing changes until somebody accepts. Those who are asked are told, and the first who accepts has it. Who is named and could not accept is refused with the reason; where nobody is named those are left out. It is for people: a key has no shifts.',
    method: 'POST',
    path: '/on-call/requests',
    permission: 'schedule.override',
    body: requestInput,
    success: requestSchema,
    status: 201,
    async handle({ body, principal, at }) {
      const outcome = await makeRequest(deps, askingOf(principal, at), body)
      return 'rejected' in outcome ? outcome : present(deps, outcome, { principal, at })
    },
  })
}

function answerRoutes(deps: ConfigurationDeps): ApiRoute[] {
  const common = {
    tag: TAG,
    method: 'POST' as const,
    permission: 'schedule.override' as const,
    params,
    success: requestSchema,
  }
  return [
    defineRoute({
      ...common,
      id: 'acceptShiftRequest',
      summary: 'Take a shift that somebody asked to be taken',
      description: 'Makes the overrides at once, unless the shifts are not what they were any more.',
      path: '/on-call/requests/:id/accept',
      async handle({ params: { id }, principal, at }) {
        const outcome = await acceptRequest(deps, askingOf(principal, at), id)
        if ('rejected' in outcome) return outcome
        const directory = deps.directory()
        return { ...presentRequest(outcome.request, directory, []), ...letThrough(outcome.rest, directory) }
      },
    }),
    defineRoute({
      ...common,
      id: 'declineShiftRequest',
      summary: 'Say that one cannot take a shift',
      path: '/on-call/requests/:id/decline',
      body: z.strictObject({ reason: textSchema(REASON_CHARS_MAX).optional() }),
      async handle({ params: { id }, body, principal, at }) {
        const outcome = await declineRequest(deps, askingOf(principal, at), id, body.reason)
        return 'rejected' in outcome ? outcome : present(deps, outcome, { principal, at })
      },
    }),
    defineRoute({
      ...common,
      id: 'withdrawShiftRequest',
      summary: 'Take back a request',
      path: '/on-call/requests/:id/withdraw',
      async handle({ params: { id }, principal, at }) {
        const outcome = await withdrawRequest(deps, askingOf(principal, at), id)
        return 'rejected' in outcome ? outcome : present(deps, outcome, { principal, at })
      },
    }),
  ]
}

/** With whether it could be accepted, for those whom that concerns. */
async function present(
  { db, directory }: ConfigurationDeps,
  request: ShiftRequest,
  { principal, at }: { principal: Principal; at: Instant },
) {
  const known = directory()
  const reader = principal.kind === 'user' ? principal.id : undefined
  const asked = request.asked.filter((user) => !request.declined.some((each) => each.user === user))
  const concerned = reader === request.requester ? asked : asked.filter((user) => user === reader)
  const checks: RequestCheck[] = []
  if (request.state === 'open')
    for (const user of concerned) checks.push(await checkRequest({ db, directory: known, at }, request, user))
  return presentRequest(request, known, checks)
}

function askingOf(principal: Principal, at: Instant): Asking {
  if (principal.kind !== 'user')
    throw new Refusal('forbidden', { message: 'An API key has no shifts; a person asks and answers.' })
  return { person: personOf(principal).id, actor: actorOf(principal), at }
}
