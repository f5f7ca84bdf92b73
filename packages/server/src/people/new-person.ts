import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { Role } from '@tocsin/core/people/directory.ts'
import type { UserRow } from './user-kind.ts'

export interface NewPerson {
  id: string
  email: string
  name: string
  role: Role
  zone: string
  locale: string
  at: Instant
  /** Whether the person is known to read the mail of this address. */
  isAddressProven: boolean
}

/** A person who is made in the console: one contact, which is their mail address, and no rules of their own. */
export function newPerson({ id, email, name, role, zone, locale, at, isAddressProven }: NewPerson): UserRow {
  return {
    id,
    email,
    name,
    role,
    zone,
    locale,
    is_active: true,
    owned_by: 'app',
    created_at: at,
    contacts: [
      { id: 'mail', channel: 'email', address: email, secret: null, verified_at: isAddressProven ? at : null },
    ],
    rules: [],
    hours: null,
    paging: null,
    time_off_calendar: null,
  }
}

/** Whoever opened a link out of a mail reads the mail of that address. */
export function withProvenAddress(person: UserRow, at: Instant): UserRow {
  const isTheirs = (address: string) => address.toLowerCase() === person.email.toLowerCase()
  return {
    ...person,
    contacts: person.contacts.map((contact) =>
      contact.channel === 'email' && contact.verified_at === null && isTheirs(contact.address)
        ? { ...contact, verified_at: at }
        : contact,
    ),
  }
}
