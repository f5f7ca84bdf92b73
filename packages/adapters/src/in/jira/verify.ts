import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { calcHmac, GENUINE, isSameSecret, refuseProof, verifySharedSecret } from '../proof.ts'

/**
 * Webhooks of Jira sign with their secret: `X-Hub-Signature: sha256=<HMAC-SHA256 of the body in hexadecimal>` (WebSub's manner). Rules of
 * Jira Automation cannot sign, but send a header: there the secret itself is presented.
 */
export function verifyJira(request: DoorRequest, context: DoorContext): Verdict {
  const { secret } = context
  const signature = request.headers['x-hub-signature']?.trim().toLowerCase()
  if (secret === undefined) return GENUINE
  if (!signature) return verifySharedSecret(request, context)
  return isSameSecret(signature, `sha256=${calcHmac('sha256', secret, [request.body])}`)
    ? GENUINE
    : refuseProof('the signature is not made with the secret of the source')
}
