/** OTLP/HTTP for logs, where exporters look for it: the key of the source is in a header, or in the path. */
import type { DoorReply } from '@tocsin/adapters/in/door.ts'
import { otlp } from '@tocsin/adapters/in/otlp/read.ts'
import { isBinary, statusReply, typeOf } from '@tocsin/adapters/in/otlp/reply.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type DoorDeps, passDoor } from '../door.ts'
import { DOOR, doorRequest, registerRawDoors, send } from '../door-routes.ts'

const UNKNOWN_KEY =
  'No source of the system otlp has this key. Send "Authorization: Bearer <key of the source>", or the address with the key in it.'
const LOGS_ALONE = 'Tocsin takes logs alone: switch the exporter of this signal off, or send it elsewhere.'
const CODES = { notFound: 5, unauthenticated: 16 }

export function registerOtlp(app: FastifyInstance, deps: DoorDeps): void {
  registerRawDoors(app, { adapterOf: () => otlp }, (doors) => {
    doors.all('/v1/logs', { config: DOOR }, (request, reply) => passLogs(deps, keyIn(request), request, reply))
    doors.all<{ Params: { key: string } }>('/in/otlp/:key/v1/logs', { config: DOOR }, (request, reply) =>
      passLogs(deps, request.params.key, request, reply),
    )
    for (const path of ['/v1/traces', '/v1/metrics', '/in/otlp/:key/v1/traces', '/in/otlp/:key/v1/metrics']) {
      doors.all(path, { config: DOOR }, async (request, reply) => {
        const type = typeOf(doorRequest(deps, request, '').headers['content-type']) ?? 'json'
        return sendBinary(reply, statusReply(type, 404, CODES.notFound, LOGS_ALONE))
      })
    }
  })
}

function keyIn({ headers }: FastifyRequest): string | undefined {
  const [, bearer] = /^Bearer\s+(\S+)\s*$/i.exec(headers.authorization ?? '') ?? []
  const named = headers['x-tocsin-key'] ?? headers['api-key']
  return bearer ?? (typeof named === 'string' ? named : undefined)
}

async function passLogs(deps: DoorDeps, key: string | undefined, request: FastifyRequest, reply: FastifyReply) {
  const source = key === undefined ? undefined : deps.sources(otlp.system, key)
  const door = doorRequest(deps, request, '/v1/logs')
  if (source) return sendBinary(reply, await passDoor(deps, otlp, source, door))
  const type = typeOf(door.headers['content-type']) ?? 'json'
  return sendBinary(reply, statusReply(type, 401, CODES.unauthenticated, UNKNOWN_KEY))
}

function sendBinary(reply: FastifyReply, answer: DoorReply): FastifyReply {
  if (!isBinary(answer)) return send(reply, answer)
  return reply.code(answer.status).headers(answer.headers).send(Buffer.from(answer.body, 'latin1'))
}
