import type { FastifyRequest } from 'fastify'
import { Refusal } from '../http/refusal.ts'
import type { Secrets } from '../secrets/secrets.ts'

/**
 * Requests that change something and are made with a cookie must come from our own pages. Two proofs: the browser's own word
 * (`Origin`, `Sec-Fetch-Site`), and a header that repeats a token bound to the session, which no other site can read.
 */
export const CSRF_HEADER = 'x-csrf-token'
const PURPOSE = 'csrf token'
const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

export function csrfTokenOf(secrets: Pick<Secrets, 'mac'>, sessionId: string): string {
  return secrets.mac(PURPOSE, sessionId)
}

/** Throws `csrf_failed`. For requests without a cookie too: signing somebody in from elsewhere is an attack as well. */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  if (SAFE_METHODS.includes(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Refusal('csrf_failed')
  const { origin } = request.headers
  if (origin !== undefined && !isOwnOrigin(origin, request, publicUrl)) {
    throw new Refusal('csrf_failed', {
      details: [
        { field: 'Origin', problem: 'is another site; open the console at the address that `TOCSIN_URL` names' },
      ],
    })
  }
}

/** Throws `csrf_failed`. */
export function demandCsrfToken(request: FastifyRequest, secrets: Pick<Secrets, 'isMac'>, sessionId: string): void {
  if (SAFE_METHODS.includes(request.method)) return
  const token = request.headers[CSRF_HEADER]
  if (typeof token !== 'string' || !secrets.isMac(PURPOSE, sessionId, token)) {
    throw new Refusal('csrf_failed', {
      details: [{ field: 'X-CSRF-Token', problem: 'is not the token of this session; `GET /api/v1/session` tells it' }],
    })
  }
}

/** The host counts, not the scheme: a proxy that ends TLS and is not named as trusted makes https look like http. */
function isOwnOrigin(origin: string, request: FastifyRequest, publicUrl: string | undefined): boolean {
  if (!URL.canParse(origin)) return false
  const { host } = new URL(origin)
  const ownHosts = [request.host, publicUrl === undefined ? undefined : new URL(publicUrl).host]
  return ownHosts.includes(host)
}
