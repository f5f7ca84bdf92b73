import { createHash } from 'node:crypto'

/**
 * SHA-256 in hex, for secrets that are random themselves (keys, session and link tokens): they need no salt and no cost, and can be
 * looked up by it. Never for passwords or short codes.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
