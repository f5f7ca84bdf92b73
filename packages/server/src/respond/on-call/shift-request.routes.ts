import { z } from 'zod'
import { personOf, userIdOf } from '../../people/whose.ts'
import type { Principal } from '../../shell/auth/principal.ts'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { Refusal } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { acceptRequest, declineRequest, makeRequest, withdrawRequest } from './ask-for-cover.ts'
import { findRequest, listRequests, REQUEST_STATES, type ShiftRequest } from './shift-request.queries.ts'
import { presentRequest, requestInput, requestSchema } from './shift-request.schema.ts'

const TAG = 'on call'
const REASON_CHARS_MAX = 500
const params = z.object({ id: textSchema(100) })

/** Requests for cover and swaps of shifts. */
export function shiftRequestRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [listRoute(deps), showRoute(deps), makeRoute(deps), ...answerRoutes(deps)]
}

function listRoute({ db, directory }: ConfigurationDeps): ApiRoute {
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
    async handle({ query, principal }) {
      const user = query.user === undefined ? undefined : userIdOf(principal, query.user)
      const requests = await listRequests(db, { ...query, user })
      return { items: requests.map((each) => presentRequest(each, directory())), next: null }
    },
  })
}

function showRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'getShiftRequest',
    tag: TAG,
    summary: 'One request for cover or a swap',
    method: 'GET',
    path: '/on-call/requests/:id',
    permission: 'on_call.read',
    params,
    success: requestSchema,
    async handle({ params: { id } }) {
      const request = await findRequest(db, id)
      return request ? presentRequest(request, directory()) : { rejected: { code: 'not_found' } }
    },
  })
}

function makeRoute(deps: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'requestCover',
    tag: TAG,
    summary: 'Ask others to take a shift, or to swap one',
    description:
      'Nothing changes until somebody accepts. Those who are asked are told, and the first who accepts has it. It is for people: a key has no shifts.',
    method: 'POST',
    path: '/on-call/requests',
    permission: 'schedule.override',
    body: requestInput,
    success: requestSchema,
    status: 201,
    handle: async ({ body, principal, at }) =>
      answer(deps, await makeRequest(deps, { principal: demandPerson(principal), at }, body)),
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
      handle: async ({ params: { id }, principal, at }) =>
        answer(deps, await acceptRequest(deps, { principal: demandPerson(principal), at }, id)),
    }),
    defineRoute({
      ...common,
      id: 'declineShiftRequest',
      summary: 'Say that one cannot take a shift',
      path: '/on-call/requests/:id/decline',
      body: z.strictObject({ reason: textSchema(REASON_CHARS_MAX).optional() }),
      handle: async ({ params: { id }, body, principal, at }) =>
        answer(deps, await declineRequest(deps, { principal: demandPerson(principal), at }, id, body.reason)),
    }),
    defineRoute({
      ...common,
      id: 'withdrawShiftRequest',
      summary: 'Take back a request',
      path: '/on-call/requests/:id/withdraw',
      handle: async ({ params: { id }, principal, at }) =>
        answer(deps, await withdrawRequest(deps, { principal: demandPerson(principal), at }, id)),
    }),
  ]
}

function answer<Refused extends { rejected: unknown }>(
  { directory }: ConfigurationDeps,
  outcome: ShiftRequest | Refused,
) {
  return 'rejected' in outcome ? outcome : presentRequest(outcome, directory())
}

function demandPerson(principal: Principal) {
  if (principal.kind !== 'user')
    throw new Refusal('forbidden', { message: 'An API key has no shifts; a person asks and answers.' })
  return personOf(principal)
}
