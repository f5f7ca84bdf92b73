/**
 * What proofs of senders have in common. Nothing here stops at the first byte that differs: how long a comparison takes says
 * nothing about a secret that is almost right.
 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { DoorContext, DoorReply, DoorRequest, Verdict } from './door.ts'
import { jsonReply } from './reply.ts'

export const GENUINE: Verdict = { isGenuine: true }

/** Compares hashes, so that not even the length of the secret shows. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'))
}

export type HmacAlgorithm = 'sha1' | 'sha256' | 'sha512'

/** The HMAC of the parts, one after the other. */
export function calcHmac(
  algorithm: HmacAlgorithm,
  secret: string,
  parts: readonly (string | Uint8Array)[],
  encoding: 'hex' | 'base64' = 'hex',
): string {
  const hmac = createHmac(algorithm, secret)
  for (const part of parts) hmac.update(part)
  return hmac.digest(encoding)
}

/**
 * Refuses a request whose proof is missing or wrong. 401 is what senders report as a wrong secret; none of them tries again, and
 * none should.
 */
export function refuseProof(
  problem: string,
  reply: DoorReply = jsonReply(401, { status: 'error', error: problem }),
): Verdict {
  return { refusal: reply, problem }
}

/** The header in which senders without an Authorization header of their own present the secret. */
const SECRET_HEADER = 'x-tocsin-secret'

/**
 * For systems that do not sign but can send a header: the secret of the source stands in `Authorization: Bearer <secret>`, as the
 * password of `Authorization: Basic`, or in `X-Tocsin-Secret`. A source without a secret takes everything.
 */
export function verifySharedSecret(request: DoorRequest, { secret }: DoorContext): Verdict {
  if (secret === undefined) return GENUINE
  const given = presentedSecrets(request)
  if (given.length === 0)
    return refuseProof(`the secret of the source is missing: send it in the header ${SECRET_HEADER}`)
  // Every one is compared, so that the time does not tell which was right.
  const right = given.filter((each) => isSameSecret(each, secret))
  return right.length > 0 ? GENUINE : refuseProof('the secret that was presented is not that of the source')
}

function presentedSecrets({ headers }: DoorRequest): string[] {
  const header = headers[SECRET_HEADER]
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(\S.*)$/.exec(headers.authorization ?? '') ?? []
  const presented = header === undefined ? [] : [header]
  if (credentials === '') return presented
  if (scheme.toLowerCase() !== 'basic') return [...presented, credentials.trim()]
  const userAndPassword = Buffer.from(credentials, 'base64').toString('utf8')
  return [...presented, userAndPassword.slice(userAndPassword.indexOf(':') + 1)]
}
