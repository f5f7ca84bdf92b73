import { MINUTE } from '@tocsin/core/kernel/instant.ts'
import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { calcHmac, GENUINE, isSameSecret, refuseProof } from '../proof.ts'
import { anyInstant } from '../source-time.ts'

/** Zendesk tries for some minutes. */
const CLOCKS_APART_MAX = 15 * MINUTE

/**
 * `X-Zendesk-Webhook-Signature` is the HMAC-SHA256 of the time and the body, one after the other, in base64; the time stands beside it as
 * it was signed (developer.zendesk.com, "verifying webhooks"). So a request that somebody copied is good for minutes only.
 */
export function verifyZendesk(request: DoorRequest, { secret }: DoorContext): Verdict {
  if (secret === undefined) return GENUINE
  const signature = request.headers['x-zendesk-webhook-signature']?.trim()
  const time = request.headers['x-zendesk-webhook-signature-timestamp']
  if (!signature || !time) return refuseProof('the header X-Zendesk-Webhook-Signature or its timestamp is missing')
  if (!isSameSecret(signature, calcHmac('sha256', secret, [time, request.body], 'base64'))) {
    return refuseProof('the signature is not made with the signing secret of the source')
  }
  const at = anyInstant(time)
  return at !== undefined && Math.abs(at - request.receivedAt) <= CLOCKS_APART_MAX
    ? GENUINE
    : refuseProof('the signature is of another time: compare the clock of this machine')
}
