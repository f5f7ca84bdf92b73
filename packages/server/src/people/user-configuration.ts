import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { DurationMs } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { URGENCIES } from '@tocsin/core/kernel/scales.ts'
import { ROLES } from '@tocsin/core/people/permissions.ts'
import { BUNDLE_SECONDS_MAX } from '@tocsin/core/respond/bundling.ts'
import { z } from 'zod'
import { unknownChannel } from '../shell/config/channel-configuration.ts'
import {
  duration,
  emailField,
  expectingText,
  form,
  idField,
  list,
  localeField,
  oneOf,
  switchField,
  text,
  wholeNumber,
  zoneField,
} from '../shell/config/fields.ts'
import { didYouMean } from '../shell/config/nearest.ts'
import type { FieldProblem } from '../shell/config/references.ts'
import { type RowContext, sealAgain } from '../shell/config/row-context.ts'
import { timeOffCalendarField, timeOffCalendarRow } from './calendars/time-off-calendar.ts'
import { hoursField, quietHoursField, timeField, windowsOf } from './hours-field.ts'
import { changedPaging } from './personal-paging.ts'
import type { ContactRow, RuleRow, UserRow } from './user-kind.ts'

export const contactInput = form({
  id: idField('mail'),
  channel: text('a channel', 'email', 50),
  to: text('an address', 'ana@example.com', 2048),
  /** Of a webhook: signs its requests. Of ntfy: an access token. */
  secret: text('a secret', 's3cret', 1024).optional(),
})
export type ContactInput = z.output<typeof contactInput>

export const ruleInput = form({
  urgency: oneOf(URGENCIES),
  /** Since the step that paged the person. */
  after: duration('5m').default(0 as DurationMs),
  /** One of the person's contacts. */
  contact: idField('mail'),
  /** On the clock of the person's zone: it counts for whoever is paged within them. An empty list is always. */
  hours: hoursField.nullable().optional(),
})
export type RuleInput = z.output<typeof ruleInput>

/**
 * What the file leaves out of a person stays as it is, because people look after themselves in the console; only a new person
 * takes the defaults: the mail address up to the `@` as the name, responder, UTC, English, one contact for the mail address.
 */
export const userInput = form({
  email: emailField,
  name: text('a name', 'Ana').optional(),
  role: oneOf(ROLES).optional(),
  /** Set when the person is created, and never again. */
  password: z.string(expectingText('a password')).min(1, 'expected a password, not an empty text').max(512).optional(),
  zone: zoneField.optional(),
  locale: localeField.optional(),
  active: switchField.optional(),
  contacts: list(contactInput, LIMITS.contactsPerUserMax).optional(),
  rules: list(ruleInput, LIMITS.rulesPerUserMax).optional(),
  /** Working hours on the clock of `zone`; an empty list is always. Monday to Friday, 9 to 17 o'clock, for whoever has none. */
  hours: hoursField.optional(),
  /** On the clock of `zone`: what is not urgent waits until they are over. An empty list is none. */
  quiet_hours: quietHoursField.optional(),
  /** On the clock of `zone`: what is not urgent comes together, once a day at this time; `none`: as it happens. */
  low_digest_at: timeField.or(z.literal('none').transform(() => null)).optional(),
  /** How long pages that follow another in a burst wait to go together; 0: never; `usual`: as the organisation has it. */
  bundle_seconds: wholeNumber(0, BUNDLE_SECONDS_MAX, 60)
    .or(z.literal('usual').transform(() => null))
    .optional(),
  /** The person's own calendar, from which time off is read; `none`: no longer. */
  time_off_calendar: timeOffCalendarField.optional(),
})
export type UserInput = z.output<typeof userInput>

/** `existing` are the contacts that the person has: rules that come without contacts mean those, and all may mean browsers. */
export function checkUser(
  { contacts, rules = [] }: UserInput,
  existing: readonly Pick<ContactRow, 'id' | 'channel'>[],
): FieldProblem[] {
  const kept = contacts === undefined ? existing : existing.filter(isMade)
  const known = [...(contacts ?? []), ...kept].map(({ id }) => id)
  if (known.length === 0 && contacts === undefined) known.push(MAIL)
  return [
    ...(contacts ?? []).flatMap((contact, index) => checkContact(contact, ['contacts', index])),
    ...(contacts ?? []).flatMap(({ id }, index) =>
      known.indexOf(id) < index ? [{ path: ['contacts', index, 'id'], problem: `"${id}" is there twice` }] : [],
    ),
    ...rules.flatMap(({ contact }, index) => {
      if (known.includes(contact)) return []
      const problem = `this person has no contact "${contact}".${didYouMean(contact, known)}`
      return [{ path: ['rules', index, 'contact'], problem }]
    }),
  ]
}

export function checkContact({ channel, to }: ContactInput, path: FieldProblem['path']): FieldProblem[] {
  const out = outChannels.get(channel)
  if (!out) return [{ path: [...path, 'channel'], problem: unknownChannel(channel) }]
  if (out.madeBy !== undefined) return [{ path: [...path, 'channel'], problem: out.madeBy }]
  const problem = out.checkAddress(to)
  return problem === undefined ? [] : [{ path: [...path, 'to'], problem }]
}

const MAIL = 'mail'

type UserContext = Pick<RowContext, 'secrets' | 'at'>

/** A person's row; `id` is used when there is none yet. */
export function userRow(input: UserInput, existing: UserRow | undefined, context: UserContext, id: string): UserRow {
  const before = existing ?? newUser(input, context, id)
  return {
    ...before,
    // The address as it was first written stays: `Ana@…` and `ana@…` are one person.
    email: before.email.toLowerCase() === input.email.toLowerCase() ? before.email : input.email,
    name: input.name ?? before.name,
    role: input.role ?? before.role,
    zone: input.zone ?? before.zone,
    locale: input.locale ?? before.locale,
    is_active: input.active ?? true,
    contacts: input.contacts
      ? keepMade(
          input.contacts.map((contact) => contactRow(contact, before, context)),
          before.contacts,
        )
      : before.contacts,
    rules: input.rules?.map(ruleRow) ?? before.rules,
    hours: input.hours ? windowsOf(input.hours) : before.hours,
    paging: changedPaging(before.paging, input),
    time_off_calendar:
      input.time_off_calendar === undefined
        ? before.time_off_calendar
        : input.time_off_calendar &&
          (timeOffCalendarRow(input.time_off_calendar, before.time_off_calendar, context) ?? null),
  }
}

/** What no file can name is not the file's to take away: browsers stay. */
function keepMade(named: ContactRow[], before: readonly ContactRow[]): ContactRow[] {
  const isTaken = new Set(named.map(({ id }) => id))
  return [...named, ...before.filter((contact) => isMade(contact) && !isTaken.has(contact.id))]
}

function isMade({ channel }: Pick<ContactRow, 'channel'>): boolean {
  return outChannels.get(channel)?.madeBy !== undefined
}

function newUser({ email }: UserInput, { at }: UserContext, id: string): UserRow {
  return {
    id,
    email,
    name: email.slice(0, email.indexOf('@')),
    role: 'responder',
    zone: 'UTC',
    locale: 'en',
    is_active: true,
    owned_by: 'app',
    created_at: at,
    contacts: [{ id: MAIL, channel: 'email', address: email, secret: null, verified_at: at }],
    rules: [],
    hours: null,
    paging: null,
    time_off_calendar: null,
  }
}

/** Whoever writes the file answers for its addresses, so its contacts count as verified. */
function contactRow(
  { id, channel, to, secret }: ContactInput,
  user: UserRow,
  { secrets, at }: UserContext,
): ContactRow {
  const before = user.contacts.find((contact) => contact.id === id)
  const isSameAddress = before?.channel === channel && before.address === to
  return {
    id,
    channel,
    address: to,
    secret: secret === undefined ? null : sealAgain(secrets, before?.secret, secret),
    verified_at: (isSameAddress ? before.verified_at : null) ?? at,
  }
}

export function ruleRow({ urgency, after, contact, hours }: RuleInput): RuleRow {
  return { urgency, after_ms: after, contact_id: contact, hours: hours?.length ? windowsOf(hours) : null }
}
