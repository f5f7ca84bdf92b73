import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { calcHmac, GENUINE, isSameSecret, refuseProof } from '../proof.ts'

const SIGNATURES_MAX = 10

/**
 * `X-PagerDuty-Signature: v1=<hex>,v1=<hex>`: the HMAC-SHA256 of the body, by each secret that is valid while one is exchanged for another
 * (PagerDuty/developer-docs `docs/webhooks/04-Verifying-Signatures.md`). One of them has to be ours.
 */
export function verifyPagerduty(request: DoorRequest, { secret }: DoorContext): Verdict {
  if (secret === undefined) return GENUINE
  const given = request.headers['x-pagerduty-signature']?.split(',', SIGNATURES_MAX) ?? []
  if (given.length === 0) return refuseProof('the header X-PagerDuty-Signature is missing')
  const expected = `v1=${calcHmac('sha256', secret, [request.body])}`
  // Every one is compared, so that the time does not tell which was right.
  const right = given.filter((each) => isSameSecret(each.trim().toLowerCase(), expected))
  return right.length > 0 ? GENUINE : refuseProof('no signature is made with the secret of the source')
}
