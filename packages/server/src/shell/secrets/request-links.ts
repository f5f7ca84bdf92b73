/**
 * Links in the letters about requests for cover and swaps, which answer without a login. A token names the person and the request, and
 * ends with the request: it is `<payload>.<signature>`, both base64url, where the payload is `1|<expiry in seconds, base 36>|<request>|<person>`.
 * Whoever holds it may accept or decline this one request in that person's name, so it is sent to them only and never logged.
 */
import type { Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Secrets } from './secrets.ts'

export interface RequestLink {
  person: UserId
  request: string
  /** Whole seconds count. */
  expiresAt: Instant
}

const PURPOSE = 'shift request link'
const FORM = '1'
const TOKEN_CHARS_MAX = 512
const SECOND_MS = 1000

export function signRequestLink(secrets: Pick<Secrets, 'mac'>, { person, request, expiresAt }: RequestLink): string {
  const seconds = Math.floor(expiresAt / SECOND_MS).toString(36)
  const payload = Buffer.from([FORM, seconds, request, person].join('|')).toString('base64url')
  return `${payload}.${secrets.mac(PURPOSE, payload)}`
}

/** `invalid`: it was not made by this installation, or it was cut on the way. */
export function readRequestLink(
  secrets: Pick<Secrets, 'isMac'>,
  token: string,
  now: Instant,
): { link: RequestLink } | { problem: 'expired' | 'invalid' } {
  const [payload = '', mac = '', ...rest] = token.length > TOKEN_CHARS_MAX ? [] : token.split('.')
  if (rest.length > 0 || !secrets.isMac(PURPOSE, payload, mac)) return { problem: 'invalid' }
  const [form, seconds = '', request, ...person] = Buffer.from(payload, 'base64url').toString('utf8').split('|')
  if (form !== FORM || request === undefined || person.length === 0) return { problem: 'invalid' }
  const expiresAt = (Number.parseInt(seconds, 36) * SECOND_MS) as Instant
  if (!(now < expiresAt)) return { problem: 'expired' }
  return { link: { person: person.join('|') as UserId, request, expiresAt } }
}
