import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { calcHmac, GENUINE, isSameSecret, refuseProof } from '../proof.ts'

/**
 * Sentry signs with the client secret of the integration: `Sentry-Hook-Signature` is the HMAC-SHA256 of the body in hexadecimal
 * (docs.sentry.io, "integration platform, webhooks"). The timestamp beside it is not signed, and proves nothing. The older plugin
 * does not sign, so that a source with a secret takes nothing from it.
 */
export function verifySentry(request: DoorRequest, { secret }: DoorContext): Verdict {
  if (secret === undefined) return GENUINE
  const signature = request.headers['sentry-hook-signature']?.trim().toLowerCase()
  if (!signature) return refuseProof('the header Sentry-Hook-Signature is missing')
  return isSameSecret(signature, calcHmac('sha256', secret, [request.body]))
    ? GENUINE
    : refuseProof('the signature is not made with the client secret of the source')
}
