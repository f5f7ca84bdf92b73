import type { NetError } from '@tocsin/adapters/out/net.ts'
import { AddressRefusedError } from './address-guard.ts'

const CAUSE_CHARS_MAX = 300

/** OpenSSL's verification results as Node names them, besides those that begin with ERR_TLS, ERR_SSL or CERT_. */
const TLS_CODES = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'HOSTNAME_MISMATCH',
  'EPROTO',
  'ETLS',
  'EREQUIRETLS',
])

/** Sorts what Node and nodemailer throw when the world does not answer. Causes never hold a URL: those can be secret. */
export function netErrorOf(error: Error & { code?: string }, deadline: AbortSignal): NetError {
  const code = error.code ?? ''
  if (deadline.aborted || code === 'ETIMEDOUT') return { error: 'timeout', cause: 'no answer in time' }
  const cause = (error.message || code || 'the connection failed').slice(0, CAUSE_CHARS_MAX)
  if (error instanceof AddressRefusedError) return { error: 'forbidden', cause }
  return { error: isTls(code, error.message) ? 'tls' : 'unreachable', cause }
}

/** nodemailer keeps the message of a failed handshake but replaces its code. */
function isTls(code: string, message: string): boolean {
  return TLS_CODES.has(code) || /^(ERR_TLS|ERR_SSL|CERT_)/.test(code) || /certificate/i.test(message)
}
