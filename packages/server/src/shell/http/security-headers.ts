import type { FastifyInstance } from 'fastify'

/**
 * Scripts come from our own files alone. Styles may stand in the page, because the console's components set sizes and colours
 * as inline styles. `same-origin` keeps addresses with tokens from other sites, while forms still tell our own origin.
 */
const HEADERS: readonly (readonly [string, string])[] = [
  [
    'content-security-policy',
    [
      "default-src 'self'",
      "script-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data: blob:",
      "font-src 'self' data:",
      "connect-src 'self'",
      "worker-src 'self'",
      "manifest-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
  ],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=()'],
]
const HSTS = 'max-age=31536000'

/** Doors are left out: machines call them, and each header costs time on the hottest path. */
export function addSecurityHeaders(app: FastifyInstance, options: { isPublicUrlSecure: boolean }): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.config.isDoor) return done()
    for (const [name, value] of HEADERS) reply.header(name, value)
    if (options.isPublicUrlSecure || request.protocol === 'https') reply.header('strict-transport-security', HSTS)
    done()
  })
}
