/**
 * Addresses at which a provider tells what became of one page, and what the person answered. A token is `<payload>.<signature>`,
 * both base64url, where the payload is `1|<expiry in seconds, base 36>|<incident>|<page>|<person>`. Whoever holds it may speak for the
 * provider about this page, beside what the provider proves by itself.
 */
import type { IncidentId, Instant, PageId, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Secrets } from './secrets.ts'

export interface CallbackLink {
  incident: IncidentId
  page: PageId
  person: UserId
}

const PURPOSE = 'callback link'
const FORM = '1'
const TOKEN_CHARS_MAX = 512
const SECOND_MS = 1_000
/** Receipts of text messages come within two days, or never. */
const LIFE_MS = 2 * 86_400_000

export function signCallback(
  secrets: Pick<Secrets, 'mac'>,
  { incident, page, person }: CallbackLink,
  now: Instant,
): string {
  const seconds = Math.floor((now + LIFE_MS) / SECOND_MS).toString(36)
  const payload = Buffer.from([FORM, seconds, incident, page, person].join('|')).toString('base64url')
  return `${payload}.${secrets.mac(PURPOSE, payload)}`
}

/** Undefined for what this installation did not make, and for what has ended. */
export function readCallback(secrets: Pick<Secrets, 'isMac'>, token: string, now: Instant): CallbackLink | undefined {
  const [payload = '', mac = '', ...rest] = token.length > TOKEN_CHARS_MAX ? [] : token.split('.')
  if (rest.length > 0 || !secrets.isMac(PURPOSE, payload, mac)) return undefined
  const [form, seconds = '', incident, page, ...person] = Buffer.from(payload, 'base64url').toString('utf8').split('|')
  if (form !== FORM || incident === undefined || page === undefined || person.length === 0) return undefined
  if (now >= Number.parseInt(seconds, 36) * SECOND_MS) return undefined
  return { incident: incident as IncidentId, page: page as PageId, person: person.join('|') as UserId }
}
