import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { calcHmac, GENUINE, isSameSecret, refuseProof } from '../proof.ts'

/**
 * GitHub signs with the secret of the webhook: `X-Hub-Signature-256: sha256=<HMAC-SHA256 of the body in hexadecimal>` (docs.github.com,
 * "validating webhook deliveries"). The older header with SHA-1 is not taken.
 */
export function verifyGithub(request: DoorRequest, { secret }: DoorContext): Verdict {
  if (secret === undefined) return GENUINE
  const signature = request.headers['x-hub-signature-256']?.trim().toLowerCase()
  if (!signature)
    return refuseProof('the header X-Hub-Signature-256 is missing: set the secret in the webhook of GitHub')
  return isSameSecret(signature, `sha256=${calcHmac('sha256', secret, [request.body])}`)
    ? GENUINE
    : refuseProof('the signature is not made with the secret of the source')
}
