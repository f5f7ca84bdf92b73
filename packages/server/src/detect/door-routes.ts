/**
 * The doors on HTTP. They stand apart from the API: bodies stay bytes, no request is logged (keys are in paths), and every
 * refusal speaks the sender's own protocol.
 */
import { alertmanagerApi } from '@tocsin/adapters/in/alertmanager-api/read.ts'
import type { DoorReply, DoorRequest, InAdapter } from '@tocsin/adapters/in/door.ts'
import { findRoutingKey, pagerdutyEvents } from '@tocsin/adapters/in/pagerduty-events/read.ts'
import { unknownRoutingKeyReply } from '@tocsin/adapters/in/pagerduty-events/reply.ts'
import { findInAdapter } from '@tocsin/adapters/in/registry.ts'
import { jsonReply } from '@tocsin/adapters/in/reply.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type DoorDeps, passDoor, refuseSize } from './door.ts'

/** Answers what Alertmanager's API is asked beside the posting of alerts; undefined for what is no such question. */
export type AlertmanagerQueries = (source: Source, request: DoorRequest) => Promise<DoorReply>

export const DOOR = { isDoor: true }
const ANY_CONTENT = 'application/octet-stream'
/** What a request says of its body; its headers no longer do. */
const contentTypes = new WeakMap<FastifyRequest, string>()
const UNKNOWN_KEY = 'No source has this key. Copy the address from the page of the source in Tocsin.'

export function registerDoors(app: FastifyInstance, deps: DoorDeps, queries: AlertmanagerQueries): void {
  registerRawDoors(
    app,
    { adapterOf, tooLarge: (request, adapter) => noteTooLarge(deps, request, adapter) },
    (doors) => {
      doors.all<{ Params: { name: string; key: string } }>('/in/:name/:key', { config: DOOR }, (request, reply) =>
        passWebhook(deps, request, reply),
      )
      doors.all<{ Params: { key: string; '*': string } }>('/am/:key/*', { config: DOOR }, (request, reply) =>
        passAlertmanager(deps, queries, request, reply),
      )
      for (const path of ['/v2/enqueue', '/v2/change/enqueue']) {
        doors.all(path, { config: DOOR, bodyLimit: LIMITS.pagerdutyBodyBytesMax }, (request, reply) =>
          passPagerduty(deps, request, reply),
        )
      }
    },
  )
}

/** A body that is larger than anything that is read at all never comes to its door: its source is known by the address alone. */
function noteTooLarge(deps: DoorDeps, { params }: FastifyRequest, adapter: InAdapter): void {
  const { key } = params as { key?: string }
  const source = key === undefined ? undefined : deps.sources(adapter.system, key)
  if (source) refuseSize(deps, source, adapter.bodyBytesMax)
}

export interface RawDoors {
  adapterOf(request: FastifyRequest): InAdapter | undefined
  /** Told of a request whose body was not read because of its size. */
  tooLarge?(request: FastifyRequest, adapter: InAdapter): void
}

/** A scope in which bodies stay bytes, and whose failures are answered by the adapter of a request. */
export function registerRawDoors(
  app: FastifyInstance,
  { adapterOf, tooLarge }: RawDoors,
  register: (doors: FastifyInstance) => void,
): void {
  app.register((doors, _, done) => {
    doors.addHook('onRequest', (request, _reply, next) => {
      const { headers } = request
      // What a sender calls its body must not keep it out: a name that is none would be refused before anybody reads it.
      contentTypes.set(request, headers['content-type'] ?? '')
      if (headers['content-type'] !== undefined) headers['content-type'] = ANY_CONTENT
      next()
    })
    doors.removeAllContentTypeParsers()
    doors.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: LIMITS.doorBodyBytesMax }, (__, body, parsed) =>
      parsed(null, body),
    )
    doors.setErrorHandler((error: FastifyError, request, reply) => {
      const adapter = adapterOf(request)
      if (error.statusCode === 413 && adapter) tooLarge?.(request, adapter)
      return replyToError(error, adapter, { request, reply })
    })
    register(doors)
    done()
  })
}

async function passWebhook(
  deps: DoorDeps,
  request: FastifyRequest<{ Params: { name: string; key: string } }>,
  reply: FastifyReply,
) {
  const { name, key } = request.params
  const adapter = findInAdapter(name)
  const source = adapter && deps.sources(adapter.system, key)
  if (!adapter || !source) return send(reply, jsonReply(404, { error: UNKNOWN_KEY }))
  return send(reply, await passDoor(deps, adapter, source, doorRequest(deps, request, '')))
}

async function passAlertmanager(
  deps: DoorDeps,
  queries: AlertmanagerQueries,
  request: FastifyRequest<{ Params: { key: string; '*': string } }>,
  reply: FastifyReply,
) {
  const source = deps.sources(alertmanagerApi.system, request.params.key)
  if (!source) return send(reply, jsonReply(404, UNKNOWN_KEY))
  const door = doorRequest(deps, request, `/${request.params['*']}`)
  if (request.method === 'POST' && door.path === '/api/v2/alerts')
    return send(reply, await passDoor(deps, alertmanagerApi, source, door))
  return send(reply, await queries(source, door))
}

/** The routing key stands in the body. A key that nobody has is refused: taking an event that will page nobody would be a lie. */
async function passPagerduty(deps: DoorDeps, request: FastifyRequest, reply: FastifyReply) {
  const door = doorRequest(deps, request, request.url.split('?')[0] ?? '')
  const key = findRoutingKey(door)
  const source = key === undefined ? undefined : deps.sources(pagerdutyEvents.system, key)
  if (source) return send(reply, await passDoor(deps, pagerdutyEvents, source, door))
  if (key !== undefined) return send(reply, unknownRoutingKeyReply())
  return send(reply, pagerdutyEvents.read(door, { defaultSeverity: 'unknown' }).reply)
}

const NO_BODY = new Uint8Array()

export function doorRequest(deps: DoorDeps, request: FastifyRequest, path: string): DoorRequest {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  const contentType = contentTypes.get(request)
  if (contentType) headers['content-type'] = contentType
  const question = request.url.indexOf('?')
  return {
    method: request.method,
    path,
    query: new URLSearchParams(question < 0 ? '' : request.url.slice(question + 1)),
    headers,
    body: Buffer.isBuffer(request.body) ? request.body : NO_BODY,
    receivedAt: deps.engine.clock.now(),
  }
}

export function send(reply: FastifyReply, { status, headers, body }: DoorReply): FastifyReply {
  return reply.code(status).headers(headers).send(body)
}

function replyToError(
  error: FastifyError,
  adapter: InAdapter | undefined,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): FastifyReply {
  if (error.statusCode === 413)
    return send(reply, adapter?.tooLarge() ?? jsonReply(413, { error: 'The body is too large.' }))
  if (error.statusCode !== undefined && error.statusCode < 500)
    return send(reply, jsonReply(error.statusCode, { error: error.message }))
  request.server.log.error({ error: String(error) }, 'a door failed')
  return send(reply, adapter?.busy() ?? jsonReply(503, { error: 'Try again.' }))
}

function adapterOf(request: FastifyRequest): InAdapter | undefined {
  if (request.url.startsWith('/am/')) return alertmanagerApi
  if (request.url.startsWith('/v2/')) return pagerdutyEvents
  return findInAdapter((request.params as { name?: string }).name ?? '')
}
