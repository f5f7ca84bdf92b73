import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import { z } from 'zod'
import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { optionText } from '../options.ts'
import { calcHmac, GENUINE, isSameSecret, refuseProof, verifySharedSecret } from '../proof.ts'

const SIGNATURE = 'X-Grafana-Alerting-Signature'
const TIMESTAMP = 'X-Grafana-Alerting-Timestamp'
/** Grafana signs each attempt anew. */
const CLOCKS_APART_MAX = 5 * MINUTE

const header = z
  .string({ error: 'expected the name of a header' })
  .regex(/^[A-Za-z0-9-]{1,100}$/, 'expected the name of a header, of letters, digits and "-"')

/** The contact point lets one name both headers. */
export const options = {
  signature_header: header.meta({ examples: [SIGNATURE] }).optional(),
  timestamp_header: header.meta({ examples: [TIMESTAMP] }).optional(),
}

/**
 * "HMAC signature" of the contact point (grafana/alerting `http/hmac.go`): hexadecimal HMAC-SHA256 of the body, or of
 * `<seconds>:<body>` where a header for the time is set. Without a signature the secret may come as the credentials of the contact
 * point ("Authorization Header", basic authentication).
 */
export function verify(request: DoorRequest, context: DoorContext): Verdict {
  const { secret } = context
  if (secret === undefined) return GENUINE
  const given = headerOf(request, optionText(context.options, 'signature_header') ?? SIGNATURE)
  if (given === undefined) return verifySharedSecret(request, context)
  const time = headerOf(request, optionText(context.options, 'timestamp_header') ?? TIMESTAMP)
  const signed = time === undefined ? [request.body] : [`${time}:`, request.body]
  if (!isSameSecret(given.trim().toLowerCase(), calcHmac('sha256', secret, signed))) {
    return refuseProof('the signature is not that of the secret of the source')
  }
  return time === undefined || isTimely(time, request.receivedAt)
    ? GENUINE
    : refuseProof('the signature is of another time: compare the clocks of Grafana and Tocsin')
}

function headerOf({ headers }: DoorRequest, name: string): string | undefined {
  const value = Object.hasOwn(headers, name.toLowerCase()) ? headers[name.toLowerCase()] : undefined
  return value === '' ? undefined : value
}

function isTimely(seconds: string, receivedAt: Instant): boolean {
  return /^\d{1,12}$/.test(seconds) && Math.abs(Number(seconds) * 1000 - receivedAt) <= CLOCKS_APART_MAX
}
