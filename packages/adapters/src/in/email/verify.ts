import type { DoorContext, DoorRequest, Verdict } from '../door.ts'
import { textAt } from '../field-path.ts'
import { parseFormOrJson } from '../form-body.ts'
import { calcHmac, GENUINE, isSameSecret, refuseProof, verifySharedSecret } from '../proof.ts'

/**
 * Mailgun signs what it posts: `signature` is the HMAC-SHA256 of `timestamp` and `token` in hexadecimal (documentation.mailgun.com,
 * "Securing Webhooks"). Other providers present the secret as the password of the address or in a header. Over SMTP nothing can be presented: there
 * the key in the address is the proof, and the senders that the source names.
 */
export function verify(request: DoorRequest, context: DoorContext): Verdict {
  const { secret } = context
  if (secret === undefined || request.method === 'SMTP') return GENUINE
  const type = request.headers['content-type'] ?? ''
  if (!/form-data|form-urlencoded/i.test(type)) return verifySharedSecret(request, context)
  const form = parseFormOrJson(request)
  const value = 'value' in form ? form.value : undefined
  const signature = textAt(value, 'signature')
  if (signature === undefined) return verifySharedSecret(request, context)
  const expected = calcHmac('sha256', secret, [textAt(value, 'timestamp') ?? '', textAt(value, 'token') ?? ''])
  return isSameSecret(signature.toLowerCase(), expected)
    ? GENUINE
    : refuseProof('the signature is not that of the HTTP webhook signing key: enter that as the secret of the source')
}
