/** Pieces of which guides are made. */
import type { GuideDoor } from './door.ts'

/** The usual address of a source. */
export function addressOf({ addresses: [address = ''] }: GuideDoor): string {
  return address
}

/** A command that posts a body. Secrets are never shown again, so that one stands there as a variable of the shell. */
export function curlText(address: string, body: unknown, { hasSecret }: Pick<GuideDoor, 'hasSecret'>): string {
  const secret = hasSecret ? ` \\\n  -H "x-tocsin-secret: $TOCSIN_SECRET"` : ''
  return `curl -fsS ${address} \\
  -H 'content-type: application/json'${secret} \\
  -d '${JSON.stringify(body)}'`
}
