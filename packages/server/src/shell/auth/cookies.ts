import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Two cookies: the session, which scripts cannot read, and the CSRF token, which they must. On https they carry the prefix
 * `__Host-`, with which a browser takes them from this host alone, over https alone.
 */
const SESSION = 'tocsin_session'
const CSRF = 'tocsin_csrf'

/** Whether the browser speaks https to us, perhaps through a proxy that we do not know as one. */
export function isSecureRequest(request: FastifyRequest, publicUrl: string | undefined): boolean {
  if (request.protocol === 'https') return true
  if (!publicUrl?.startsWith('https:')) return false
  return new URL(publicUrl).host === request.host
}

export function readSessionToken(request: FastifyRequest, publicUrl: string | undefined): string | undefined {
  const name = nameOf(SESSION, isSecureRequest(request, publicUrl))
  return readCookie(request.headers.cookie, name)
}

export function setSessionCookies(
  reply: FastifyReply,
  publicUrl: string | undefined,
  session: { token: string; csrfToken: string; maxAgeS: number },
): void {
  const isSecure = isSecureRequest(reply.request, publicUrl)
  const age = `Max-Age=${session.maxAgeS}`
  reply.header('set-cookie', [
    cookie(SESSION, session.token, isSecure, `${age}; HttpOnly`),
    cookie(CSRF, session.csrfToken, isSecure, age),
  ])
}

export function clearSessionCookies(reply: FastifyReply, publicUrl: string | undefined): void {
  const isSecure = isSecureRequest(reply.request, publicUrl)
  reply.header('set-cookie', [
    cookie(SESSION, '', isSecure, 'Max-Age=0; HttpOnly'),
    cookie(CSRF, '', isSecure, 'Max-Age=0'),
  ])
}

function cookie(name: string, value: string, isSecure: boolean, rest: string): string {
  return `${nameOf(name, isSecure)}=${value}; Path=/; SameSite=Lax; ${rest}${isSecure ? '; Secure' : ''}`
}

function nameOf(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name
}

/** The first cookie of the name. Our values are base64url, so nothing needs decoding. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value) return value
  }
  return undefined
}
