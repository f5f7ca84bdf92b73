import type { DurationMs, Instant } from '@tocsin/core/kernel/brand.ts'
import { MINUTE, SECOND } from '@tocsin/core/kernel/instant.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { z } from 'zod'
import { countCodeAttempt, deleteContactCode, replaceAccountToken } from '../shell/auth/account-token.queries.ts'
import type { Editor } from '../shell/config/change-configuration.ts'
import { formatDuration } from '../shell/config/duration.ts'
import { Refusal } from '../shell/http/refusal.ts'
import type { ContactBody, contactSchema } from './account.schema.ts'
import type { Accounts } from './accounts.ts'
import { type AddressState, clearFailure, endOptOut } from './address-states.ts'
import { BROWSER_CHANNEL, type EndedBrowser, forgetBrowser } from './browsers.ts'
import { freeContactId } from './free-contact-id.ts'
import { checkContact } from './user-configuration.ts'
import { type ContactRow, type UserRow, userKind } from './user-kind.ts'

/** Contacts of a person: how they are reached. A contact is paged only after its owner has shown that it reaches them. */
const CODE_DIGITS = 6
const CODE_MS = (15 * MINUTE) as DurationMs
const CODE_ATTEMPTS_MAX = 5
const CODE_PURPOSE = 'contact code'

export function contactAnswer(
  { id, channel, address, secret, verified_at }: ContactRow,
  { ended, state }: { ended?: EndedBrowser | undefined; state?: AddressState | undefined } = {},
): z.output<typeof contactSchema> {
  return {
    id,
    channel,
    to: address,
    has_secret: secret !== null,
    is_verified: verified_at !== null,
    verified_at: verified_at as Instant | null,
    ended: ended ?? null,
    failed: state?.failed ?? null,
    opted_out_at: state?.optedOutAt ?? null,
  }
}

/** The person with one more contact, not verified yet. */
export function addContact(editor: Editor, person: UserRow, body: ContactBody, accounts: Accounts): UserRow {
  const contactId = body.id ?? freeContactId(person, body.channel)
  if (person.contacts.some(({ id }) => id === contactId)) editor.reject('already_exists', { field: 'id' })
  if (person.contacts.length >= LIMITS.contactsPerUserMax) {
    editor.reject('invalid_request', { field: 'contacts', max: LIMITS.contactsPerUserMax })
  }
  const problems = checkContact({ ...body, id: contactId }, [])
  if (problems.length > 0) editor.reject('invalid_request', undefined, problems)
  const contact: ContactRow = {
    id: contactId,
    channel: body.channel,
    address: body.to,
    secret: body.secret === undefined ? null : accounts.secrets.seal(body.secret),
    verified_at: null,
  }
  return { ...person, contacts: [...person.contacts, contact] }
}

/** The person without the contact, which no rule of theirs may use. */
export async function dropContact(editor: Editor, person: UserRow, contactId: string): Promise<UserRow> {
  getContact(person, contactId)
  const rule = person.rules.find(({ contact_id }) => contact_id === contactId)
  if (rule) editor.reject('still_used', { rule: `${rule.urgency} after ${formatDuration(rule.after_ms)}` })
  await forgetBrowser(editor.db, person.id, contactId)
  return { ...person, contacts: person.contacts.filter(({ id }) => id !== contactId) }
}

/** Throws `not_found`. */
export function getContact({ contacts }: Pick<UserRow, 'contacts'>, contactId: string): ContactRow {
  const contact = contacts.find(({ id }) => id === contactId)
  if (!contact) throw new Refusal('not_found')
  return contact
}

/** Throws `not_found`. */
export async function getPerson(accounts: Accounts, userId: string): Promise<UserRow> {
  const person = await userKind.find(accounts.db, userId)
  if (!person) throw new Refusal('not_found')
  return person
}

/** Sends a fresh code to a contact. Throws `rate_limited` and `message_not_sent`. */
export async function sendCode(accounts: Accounts, person: UserRow, contact: ContactRow, at: Instant): Promise<void> {
  const waitMs = accounts.limits.codesByPerson.take(person.id, at)
  if (waitMs > 0) throw new Refusal('rate_limited', { retryAfterS: Math.ceil(waitMs / SECOND) })
  const code = newCode(accounts)
  const result = await accounts.sendContactCode({
    channel: contact.channel,
    to: contact.address,
    sealedSecret: contact.secret,
    recipientName: person.name,
    locale: person.locale,
    code,
    // A browser confirms by itself, and has to know which contact it is.
    ...(isBrowser(contact) && { url: new URL(`/account?verify=${contact.id}`, accounts.linkUrl()).href }),
  })
  if ('notSent' in result) {
    throw new Refusal('message_not_sent', { details: [{ field: 'to', problem: result.notSent }] })
  }
  await replaceAccountToken(accounts.db, {
    userId: person.id,
    purpose: 'contact_code',
    subject: contact.id,
    secretHash: accounts.secrets.mac(CODE_PURPOSE, codeText(person, contact, code)),
    at,
    validMs: CODE_MS,
  })
}

/** Throws `contact_code_wrong`. Every try counts, also those at once, and after a few the code is worth nothing. */
export async function checkCode(
  accounts: Accounts,
  person: UserRow,
  contact: ContactRow,
  { code, at }: { code: string; at: Instant },
): Promise<void> {
  const key = { userId: person.id, subject: contact.id }
  const expected = await countCodeAttempt(accounts.db, key, { at, attemptsMax: CODE_ATTEMPTS_MAX })
  const text = codeText(person, contact, code.replace(/\s/g, ''))
  if (expected === undefined || !accounts.secrets.isMac(CODE_PURPOSE, text, expected)) {
    throw new Refusal('contact_code_wrong')
  }
}

/** The person with the contact verified, unless its address changed after the code was checked. */
export async function withVerified(editor: Editor, person: UserRow, checked: ContactRow): Promise<UserRow> {
  const contact = getContact(person, checked.id)
  if (contact.address !== checked.address || contact.channel !== checked.channel) editor.reject('contact_code_wrong')
  await deleteContactCode(editor.db, person.id, contact.id)
  await clearFailure(editor.db, contact)
  await endOptOut(editor.db, contact)
  const verified = { ...contact, verified_at: contact.verified_at ?? editor.at }
  return { ...person, contacts: person.contacts.map((each) => (each.id === contact.id ? verified : each)) }
}

function isBrowser({ channel }: ContactRow): boolean {
  return channel === BROWSER_CHANNEL
}

function newCode({ ids }: Accounts): string {
  const number = Buffer.from(ids.token(8), 'base64url').readBigUInt64BE() % 10n ** BigInt(CODE_DIGITS)
  return String(number).padStart(CODE_DIGITS, '0')
}

function codeText({ id }: UserRow, contact: ContactRow, code: string): string {
  return [id, contact.id, contact.channel, contact.address, code].join('\n')
}
