/** Opsgenie's Alert API on HTTP: where its clients look for it when they are told another host. */
import { opsgenie } from '@tocsin/adapters/in/opsgenie/read.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { withPriority } from '../../shell/database/acquire-priority.ts'
import { DOOR, doorRequest, registerRawDoors, send } from '../door-routes.ts'
import { createOpsgenieDoor, type OpsgenieDeps } from './opsgenie-door.ts'

/** With a path of its own or without; what goes on from Opsgenie in Jira has one too. */
const PATHS = [
  ...['/v2/alerts', '/v2/alerts/*', '/v2/heartbeats', '/v2/heartbeats/*', '/opsgenie/v2/*'],
  '/jsm/ops/integration/v2/*',
]

export function registerOpsgenie(app: FastifyInstance, deps: OpsgenieDeps): void {
  const pass = createOpsgenieDoor(deps)
  registerRawDoors(app, { adapterOf: () => opsgenie }, (doors) => {
    for (const path of PATHS) {
      doors.all(path, { config: DOOR, bodyLimit: opsgenie.bodyBytesMax }, async (request, reply) =>
        send(
          reply,
          await withPriority('door', () => pass(doorRequest(deps.door, request, pathBehindVersion(request)))),
        ),
      )
    }
  })
}

/** As it came, for an identifier may hold an escaped slash. */
function pathBehindVersion({ url }: FastifyRequest): string {
  const path = url.split('?')[0] ?? ''
  return path.slice(path.indexOf('/v2/') + '/v2'.length)
}
