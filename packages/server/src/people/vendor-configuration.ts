/** Vendors as the file and the API write them: who can be called from outside, how, when, and what has to be named. */
import { outChannels } from '@tocsin/adapters/out/registry.ts'
import type { VendorId } from '@tocsin/core/kernel/brand.ts'
import type { Vendor } from '@tocsin/core/people/policy.ts'
import type { Selectable } from 'kysely'
import type { z } from 'zod'
import { unknownChannel } from '../shell/config/channel-configuration.ts'
import { kindOfTable } from '../shell/config/config-kind.ts'
import { emailField, form, idField, list, text, zoneField } from '../shell/config/fields.ts'
import type { FieldProblem } from '../shell/config/references.ts'
import type { Schema } from '../shell/database/schema.ts'
import { describeHours, hoursField, windowsOf } from './hours-field.ts'

export type VendorRow = Omit<Selectable<Schema['vendors']>, 'contacts' | 'hours'> & {
  contacts: Vendor['contacts']
  hours: NonNullable<Vendor['hours']> | null
}

const CONTACTS_MAX = 10

export const vendorInput = form({
  id: idField('database-support'),
  name: text('a name', 'Support of the database').optional(),
  /** Shown to those who are paged, and called by them. */
  phone: text('a phone number', '+81 3 1234 5678', 50).optional(),
  /** Is written to when a step pages the vendor. */
  mail: emailField.optional(),
  /** Other addresses that are written to, e.g. a number for text messages. */
  contacts: list(
    form({ channel: text('a channel', 'email', 50), to: text('an address', 'help@example.com', 2048) }),
    CONTACTS_MAX,
  ).default([]),
  /** What has to be named when they are called. */
  reference: text('a contract or customer number', 'Contract 4711', 500).optional(),
  /** When the contract lets them be called; without it always. */
  hours: form({ zone: zoneField, within: hoursField }).optional(),
})
export type VendorInput = z.output<typeof vendorInput>

export const vendorKind = kindOfTable<VendorRow>({
  name: 'vendor',
  table: 'vendors',
  key: 'id',
  describe({ id, name, phone, contacts, reference, hours }) {
    const [first, ...rest] = contacts
    const hasMail = first?.channel === 'email'
    const others = hasMail ? rest : contacts
    return {
      id,
      name,
      ...(phone !== null && { phone }),
      ...(hasMail && { mail: first.to }),
      ...(others.length > 0 && { contacts: others.map(({ channel, to }) => ({ channel, to })) }),
      ...(reference !== null && { reference }),
      ...(hours !== null && { hours: { zone: hours.zone, within: describeHours(hours.windows) } }),
    }
  },
})

export function checkVendor({ phone, mail, contacts }: VendorInput): FieldProblem[] {
  const hasWay = phone !== undefined || mail !== undefined || contacts.length > 0
  return [
    ...(hasWay
      ? []
      : [{ path: ['phone'], problem: 'is missing, and so are mail and contacts: give a way to reach them.' }]),
    ...contacts.flatMap(({ channel, to }, index) => {
      const known = outChannels.get(channel)
      if (!known) return [{ path: ['contacts', index, 'channel'], problem: unknownChannel(channel) }]
      const problem = known.checkAddress(to)
      return problem === undefined ? [] : [{ path: ['contacts', index, 'to'], problem }]
    }),
  ]
}

export function vendorRow({ id, name, phone, mail, contacts, reference, hours }: VendorInput): VendorRow {
  return {
    id,
    name: name ?? id,
    phone: phone ?? null,
    contacts: [...(mail === undefined ? [] : [{ channel: 'email', to: mail }]), ...contacts],
    reference: reference ?? null,
    hours: hours ? { zone: hours.zone, windows: windowsOf(hours.within) } : null,
    owned_by: 'app',
  }
}

export function vendorOf({ id, name, phone, contacts, reference, hours }: VendorRow): Vendor {
  return {
    id: id as VendorId,
    name,
    contacts,
    ...(phone !== null && { phone }),
    ...(reference !== null && { reference }),
    ...(hours !== null && { hours }),
  }
}
