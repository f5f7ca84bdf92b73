/** The API of monitors on a real database, beside the rest of the configuration. Who calls is a role. */
import type { Role } from '@tocsin/core/people/directory.ts'
import type { FastifyRequest } from 'fastify'
import type { Principal } from '../../../shell/auth/principal.ts'
import { configurationRoutes } from '../../../shell/config/configuration-routes.ts'
import type { Database } from '../../../shell/database/open-database.ts'
import { guardApi, registerApiRoutes } from '../../../shell/http/api.ts'
import { createTestServer } from '../../../shell/http/testing/listening.ts'
import { createCheckNets } from '../../../shell/ports/check-net/check-net.ts'
import { systemClock } from '../../../shell/ports/clock.ts'
import { createIds } from '../../../shell/ports/ids.ts'
import { createTargetGuard } from '../../../shell/ports/target-guard.ts'
import { monitorRoutes } from '../monitor.routes.ts'
import { secrets } from './monitor-bench.ts'

export async function startMonitorServer(database: Database) {
  const { app } = createTestServer()
  const check = { clock: systemClock, secrets, openNet: createCheckNets(createTargetGuard(['all'])) }
  const deps = {
    ...{ db: database.kysely, ids: createIds(systemClock), secrets, check },
    directory: () => ({}) as never,
    configurationChanged: async () => {},
    publicUrl: () => 'https://tocsin.example.com',
    hashPassword: async () => '',
    nudgeMonitors: () => {},
  }
  guardApi(app)
  const authenticate = async (request: FastifyRequest) => {
    const role = (request.headers.authorization ?? '').replace('Bearer ', '') as Role
    return { kind: 'key', id: 'k', name: role, role, scopes: [] } as Principal
  }
  const api = { clock: systemClock, authenticate, refuseForeignOrigin: () => {} }
  registerApiRoutes(app, api, [...configurationRoutes(deps), ...monitorRoutes(deps)])
  await app.ready()
  const call = (role: Role, method: 'GET' | 'POST' | 'PUT' | 'DELETE') => async (path: string, body?: object) => {
    const answer = await app.inject({
      ...{ method, url: `/api/v1${path}`, headers: { authorization: `Bearer ${role}` } },
      ...(body && { payload: body }),
    })
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() }
  }
  const as = (role: Role) => ({
    ...{ get: call(role, 'GET'), post: call(role, 'POST'), put: call(role, 'PUT'), delete: call(role, 'DELETE') },
  })
  return { app, as }
}
