/**
 * How a route of the API is declared: what it is called, what it takes and gives, and which permission it asks for. The same
 * declaration checks requests, shapes answers and is the public description. A route without a permission does not compile, and
 * one that comes around this file does not start.
 */
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Rejection } from '@tocsin/core/kernel/codes.ts'
import { can, type Permission } from '@tocsin/core/people/permissions.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifySchema } from 'fastify'
import type { z } from 'zod'
import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../ports/clock.ts'
import { answerRejection, errorSchema } from './error-answer.ts'
import { Refusal } from './refusal.ts'
import { sendError } from './server.ts'

export const API_PREFIX = '/api/v1'

/** A permission; `signed_in`: whoever proves who they are; `anyone`: also who does not. */
export type RouteAccess = Permission | 'signed_in' | 'anyone'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: RouteAccess
  }
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined

/** One request as its handler sees it: parsed, and made by somebody who may. */
export interface Call<Access, Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  principal: Access extends 'anyone' ? undefined : Principal
  /** The instant at which the request is handled. */
  at: Instant
  request: FastifyRequest
  reply: FastifyReply
}

/** `problems` are what a change of the configuration found wrong, by field. */
type Refused = { rejected: Rejection; problems?: readonly { path: readonly (string | number)[]; problem: string }[] }
type Answer<S> = OutputOf<S> | Refused

export interface RouteDefinition<Access extends RouteAccess, Params, Query, Body, Success> {
  /** The operation's name in the description, verb first: `acknowledgeIncident`. */
  id: string
  tag: string
  summary: string
  description?: string
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, with `:name` for parameters. */
  path: `/${string}`
  permission: Access
  params?: Params
  query?: Query
  body?: Body
  /** What a success looks like; without it the answer is 204. */
  success?: Success
  /** Of a success; by default 200, or 204 without a schema. */
  status?: 200 | 201 | 202
  handle(call: Call<Access, OutputOf<Params>, OutputOf<Query>, OutputOf<Body>>): Promise<Answer<Success>>
}

/** A route whose types have been checked where it was declared. */
export type ApiRoute = Omit<RouteDefinition<RouteAccess, unknown, unknown, unknown, unknown>, 'handle'> & {
  handle(call: Call<RouteAccess, unknown, unknown, unknown>): Promise<unknown>
}

export function defineRoute<
  const Access extends RouteAccess,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Success extends z.ZodType | undefined = undefined,
>(definition: RouteDefinition<Access, Params, Query, Body, Success>): ApiRoute {
  return definition as unknown as ApiRoute
}

export interface ApiDeps {
  clock: Pick<Clock, 'now'>
  /** Who makes the request; throws a {@link Refusal} when nobody proves to be anyone. */
  authenticate(request: FastifyRequest): Promise<Principal>
  /** Throws a {@link Refusal} when a page of another site makes a request that changes something. */
  refuseForeignOrigin(request: FastifyRequest): void
}

/** Every route below `/api/v1` that is registered after this must say who may use it. */
export function guardApi(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    const isApi = route.url === API_PREFIX || route.url.startsWith(`${API_PREFIX}/`)
    assert(!isApi || route.config?.access, `${String(route.method)} ${route.url} declares no permission`)
  })
}

export function registerApiRoutes(app: FastifyInstance, deps: ApiDeps, routes: readonly ApiRoute[]): void {
  for (const route of routes) registerApiRoute(app, deps, route)
}

function registerApiRoute(app: FastifyInstance, deps: ApiDeps, route: ApiRoute): void {
  const principals = new WeakMap<FastifyRequest, Principal>()
  app.route({
    method: route.method,
    url: `${API_PREFIX}${route.path}`,
    config: { access: route.permission },
    schema: schemaOf(route),
    // Before the body is read: strangers cannot make the server parse anything.
    onRequest: async (request) => {
      const principal = await admit(deps, route.permission, request)
      if (principal) principals.set(request, principal)
    },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const result = await route.handle({
        params: request.params,
        query: request.query,
        body: request.body,
        principal: principals.get(request) as never,
        at: deps.clock.now(),
        request,
        reply,
      })
      if (isRefused(result)) {
        const details = result.problems?.map(({ path, problem }) => ({ field: path.join('.'), problem }))
        return sendError(answerRejection(result.rejected, request.id, details), reply)
      }
      if (!route.success) return reply.code(204).send()
      return reply.code(route.status ?? 200).send(result)
    },
  })
}

/** Also for what is no plain route of the API, e.g. a stream: the principal, who has the permission. */
export async function admit(
  deps: Pick<ApiDeps, 'authenticate' | 'refuseForeignOrigin'>,
  access: RouteAccess,
  request: FastifyRequest,
): Promise<Principal | undefined> {
  if (access === 'anyone') {
    deps.refuseForeignOrigin(request)
    return undefined
  }
  const principal = await deps.authenticate(request)
  if (access !== 'signed_in') demand(principal, access)
  return principal
}

/** Throws a {@link Refusal} that names who could do it. */
export function demand(principal: Principal, permission: Permission): void {
  const access = can(principal, permission)
  if (access.allowed) return
  const field = access.because === 'scope_lacks_permission' ? 'scopes' : 'role'
  const [example] = access.needs
  const problem =
    example === undefined
      ? PROBLEMS[access.because]
      : `${PROBLEMS[access.because]} (one of: ${access.needs.join(', ')})`
  const details = [example === undefined ? { field, problem } : { field, problem, example }]
  throw new Refusal('forbidden', { message: `\`${permission}\` is not allowed.`, details })
}

const PROBLEMS = {
  user_inactive: 'the person is deactivated',
  needs_a_person: 'this is about oneself, and a key is nobody; sign in as a person',
  role_lacks_permission: 'another role is needed',
  scope_lacks_permission: 'the key needs another scope',
}

function isRefused(result: unknown): result is Refused {
  return typeof result === 'object' && result !== null && 'rejected' in result
}

const SIGNED_IN: readonly Record<string, readonly string[]>[] = [{ session: [] }, { key: [] }]

function schemaOf(route: ApiRoute): FastifySchema {
  const { id, tag, summary, permission, params, query, body, success, status = 200 } = route
  const needs =
    permission === 'anyone'
      ? 'Open to anyone.'
      : permission === 'signed_in'
        ? 'For everybody who is signed in.'
        : `Needs the permission \`${permission}\`.`
  const schema = {
    operationId: id,
    tags: [tag],
    summary,
    description: [route.description, needs].filter(Boolean).join('\n\n'),
    security: permission === 'anyone' ? [] : SIGNED_IN,
    ...(params !== undefined && { params }),
    ...(query !== undefined && { querystring: query }),
    ...(body !== undefined && { body }),
    response: {
      ...(success ? { [status]: success } : {}),
      '4xx': errorSchema,
      '5xx': errorSchema,
    },
  }
  return schema
}
