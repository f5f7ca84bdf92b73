/**
 * Links that act without a login. A token names the person, the incident and the action, and ends: it is
 * `<payload>.<signature>`, both base64url, where the payload is `1|<action>|<expiry in seconds, base 36>|<incident>|<person>`.
 * Whoever holds the link may do this one thing, so it is sent to that person only and never logged.
 */
import type { IncidentId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Secrets } from './secrets.ts'

export const LINK_ACTIONS = ['acknowledge', 'escalate', 'resolve'] as const
export type LinkAction = (typeof LINK_ACTIONS)[number]

export interface ActionLink {
  person: UserId
  incident: IncidentId
  action: LinkAction
  /** Whole seconds count. */
  expiresAt: Instant
}

/** `invalid`: it was not made by this installation, or it was cut on the way. */
export type LinkReading = { link: ActionLink } | { problem: 'expired' | 'invalid' }

const PURPOSE = 'action link'
const FORM = '1'
const TOKEN_CHARS_MAX = 512
const SECOND_MS = 1000

export function signLink(secrets: Pick<Secrets, 'mac'>, { person, incident, action, expiresAt }: ActionLink): string {
  const seconds = Math.floor(expiresAt / SECOND_MS).toString(36)
  const payload = Buffer.from([FORM, action, seconds, incident, person].join('|')).toString('base64url')
  return `${payload}.${secrets.mac(PURPOSE, payload)}`
}

export function readLink(secrets: Pick<Secrets, 'isMac'>, token: string, now: Instant): LinkReading {
  const [payload = '', mac = '', ...rest] = token.length > TOKEN_CHARS_MAX ? [] : token.split('.')
  if (rest.length > 0 || !secrets.isMac(PURPOSE, payload, mac)) return { problem: 'invalid' }
  const [form, action, seconds = '', incident, ...person] = Buffer.from(payload, 'base64url')
    .toString('utf8')
    .split('|')
  const known = LINK_ACTIONS.find((each) => each === action)
  if (form !== FORM || !known || incident === undefined || person.length === 0) return { problem: 'invalid' }
  const expiresAt = (Number.parseInt(seconds, 36) * SECOND_MS) as Instant
  if (now >= expiresAt) return { problem: 'expired' }
  return { link: { person: person.join('|') as UserId, incident: incident as IncidentId, action: known, expiresAt } }
}
