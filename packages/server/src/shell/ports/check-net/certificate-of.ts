import type { TLSSocket } from 'node:tls'
import type { Certificate } from '@tocsin/adapters/check/check-net.ts'

/** What the other side showed; undefined where it showed nothing. */
export function certificateOf(socket: TLSSocket): Certificate | undefined {
  const shown = socket.getPeerCertificate()
  if (!shown || Object.keys(shown).length === 0) return undefined
  const { authorizationError } = socket
  return {
    subject: nameOf(shown.subject),
    issuer: nameOf(shown.issuer),
    validFrom: Date.parse(shown.valid_from),
    validTo: Date.parse(shown.valid_to),
    ...(authorizationError && {
      distrust: String(authorizationError instanceof Error ? authorizationError.message : authorizationError),
    }),
  }
}

function nameOf(subject: { CN?: string | string[]; O?: string | string[] } | undefined): string {
  return String(subject?.CN ?? subject?.O ?? '')
}
