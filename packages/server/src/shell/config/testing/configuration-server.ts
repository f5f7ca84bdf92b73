/** The API of the configuration on a real database, without doors and engine. Who calls is a role: `as('manager')`. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Role } from '@tocsin/core/people/directory.ts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type PlaceTest, placeRoutes } from '../../../people/place.routes.ts'
import { webhookRoutes } from '../../../record/webhooks/webhook.routes.ts'
import { registerRequestLinks } from '../../../respond/on-call/request-link.routes.ts'
import { onCallLifeRoutes } from '../../app/on-call-life.routes.ts'
import { hashPassword } from '../../auth/password-hash.ts'
import type { Principal } from '../../auth/principal.ts'
import type { Database } from '../../database/open-database.ts'
import { guardApi, registerApiRoutes } from '../../http/api.ts'
import { registerOpenApi } from '../../http/openapi.ts'
import { createTestServer } from '../../http/testing/listening.ts'
import { systemClock } from '../../ports/clock.ts'
import { createIds } from '../../ports/ids.ts'
import { createSecrets } from '../../secrets/sealed-box.ts'
import { loadDirectory } from '../../store/sql/directory.queries.ts'
import { configurationRoutes } from '../configuration-routes.ts'

/** The instant of the first requests; `forward` moves on from there. */
export const NOW = Date.parse('2026-01-06T00:00:00Z') as Instant

type OpenNet = Parameters<typeof onCallLifeRoutes>[0]['openNet']

/** Nothing outside answers unless a test says what. */
const NO_NET: OpenNet = () => ({ http: async () => ({ error: 'unreachable', cause: 'there is no network' }) })

export async function startConfigurationServer(database: Database, openNet = NO_NET) {
  const ids = createIds(systemClock)
  const db = database.kysely
  let directory = await loadDirectory(db)
  let changes = 0
  let now = NOW
  const tests: PlaceTest[] = []
  const { app } = createTestServer()
  const deps = {
    ...{ db, ids, secrets: createSecrets({ current: Buffer.alloc(32, 7), older: [] }, ids) },
    directory: () => directory,
    async configurationChanged() {
      directory = await loadDirectory(db)
      changes += 1
    },
    publicUrl: () => 'https://tocsin.example.com',
    hashPassword: (password: string) => hashPassword(password, ids, { ln: 4, r: 1, p: 1 }),
  }
  guardApi(app)
  await registerOpenApi(app, { version: '0.0.0' })
  const authenticate = async (request: FastifyRequest) => {
    const role = (request.headers.authorization ?? '').replace('Bearer ', '') as Role
    const person = [...directory.users.values()].find(({ email }) => email === role)
    if (person) return { kind: 'user', ...person, locale: person.locale ?? 'en', sessionId: 's' } as Principal
    return { kind: 'key', id: 'k', name: role, role, scopes: [] } as Principal
  }
  registerApiRoutes(app, { clock: { now: () => now }, authenticate, refuseForeignOrigin: () => {} }, [
    ...configurationRoutes(deps),
    ...onCallLifeRoutes({ ...deps, openNet }),
    ...webhookRoutes(deps),
    ...placeRoutes({
      ...{ db, directory: deps.directory },
      async sendTest(asked) {
        tests.push(asked)
        if (asked.address.includes('broken')) return { notSent: 'the provider refused the address' }
        return { sent: true, isDelivered: asked.channel === 'slack' }
      },
    }),
  ])
  registerRequestLinks(app, { ...deps, now: () => now })
  await app.ready()
  return {
    ...{
      app,
      secrets: deps.secrets,
      /** Test messages to places, kept instead of sent; an address with “broken” in it is refused. */
      tests,
      as: (role: Role) => callerOf(app, role),
      asPerson: (email: string) => callerOf(app, email),
      changes: () => changes,
    },
    now: () => now,
    forward(ms: number) {
      now = (now + ms) as Instant
    },
  }
}

export type Caller = ReturnType<typeof callerOf>

function callerOf(app: FastifyInstance, role: string) {
  const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE') => {
    return async (path: string, body?: object, headers: Record<string, string> = {}) => {
      const response = await app.inject({
        ...{ method, url: `/api/v1${path}`, headers: { authorization: `Bearer ${role}`, ...headers } },
        ...(body && { payload: body }),
      })
      const isJson = response.body !== ''
      const parsed = isJson ? response.json() : undefined
      return { status: response.statusCode, body: parsed, code: parsed?.error?.code, headers: response.headers }
    }
  }
  return { get: call('GET'), post: call('POST'), put: call('PUT'), patch: call('PATCH'), delete: call('DELETE') }
}
