/** Who pushes, shown to the push service (RFC 8292): a token signed with the key pair that the browser was subscribed with. */
import { createPrivateKey, sign } from 'node:crypto'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { publicKeyOf } from './encryption.ts'

/** Both base64url: the public key as an uncompressed point of P-256, the private key as its 32 bytes. */
export interface VapidKeys {
  public_key: string
  private_key: string
}

/** RFC 8292 allows a day; half of one stays clear of a clock that is wrong. */
const VALID_S = 12 * 3_600

/** The pair of 32 bytes; undefined where these are no private key of the curve. */
export function vapidKeysOf(privateKey: Uint8Array): VapidKeys | undefined {
  const publicKey = publicKeyOf(privateKey)
  if (publicKey === undefined) return undefined
  return {
    public_key: publicKey.toString('base64url'),
    private_key: Buffer.from(privateKey).toString('base64url'),
  }
}

/** Whether two texts are one pair. */
export function isVapidPair(keys: VapidKeys): boolean {
  return vapidKeysOf(Buffer.from(keys.private_key, 'base64url'))?.public_key === keys.public_key
}

/**
 * The header `Authorization` of a push.
 * @param subject where the operator of the push service reaches us: `mailto:` or `https:`
 */
export function vapidAuthorization(
  endpoint: string,
  subject: string | undefined,
  keys: VapidKeys,
  at: Instant,
): string {
  const exp = Math.floor(at / 1_000) + VALID_S
  const claims = { aud: new URL(endpoint).origin, exp, ...(subject !== undefined && { sub: subject }) }
  const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key: signingKey(keys), dsaEncoding: 'ieee-p1363' })
  return `vapid t=${signed}.${signature.toString('base64url')}, k=${keys.public_key}`
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function signingKey({ public_key, private_key }: VapidKeys) {
  const point = Buffer.from(public_key, 'base64url')
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')]
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', d: private_key, x, y }, format: 'jwk' })
}
