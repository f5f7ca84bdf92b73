/** Lets the local socket read the API: a key of this process that nobody else ever sees, with the role of a viewer. */
import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { KeyPrincipal } from '../auth/principal.ts'
import type { ApiDeps } from '../http/api.ts'
import type { Ids } from '../ports/ids.ts'

export interface LocalReader {
  headers: { authorization: string }
  /** Knows the reader, and leaves everybody else to `authenticate`. */
  admitting(authenticate: ApiDeps['authenticate']): ApiDeps['authenticate']
}

const KEY_BYTES = 32
const PRINCIPAL: KeyPrincipal = { kind: 'key', id: 'local', name: 'command line', role: 'viewer', scopes: [] }

export function createLocalReader(ids: Pick<Ids, 'token'>): LocalReader {
  const authorization = `Bearer ${ids.token(KEY_BYTES)}`
  const isReader = (request: FastifyRequest): boolean => {
    const [given, own] = [Buffer.from(request.headers.authorization ?? ''), Buffer.from(authorization)]
    return given.length === own.length && timingSafeEqual(given, own)
  }
  return {
    headers: { authorization },
    admitting: (authenticate) => async (request) => (isReader(request) ? PRINCIPAL : authenticate(request)),
  }
}
