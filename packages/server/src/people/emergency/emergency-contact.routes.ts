/** Whom to call when everything else fails: people by the contacts that they let others see, and vendors with what they ask for. */
import type { UserId } from '@tocsin/core/kernel/brand.ts'
import type { Contact, Directory, User } from '@tocsin/core/people/directory.ts'
import type { Vendor } from '@tocsin/core/people/policy.ts'
import { calcOnCall } from '@tocsin/core/respond/on-call.ts'
import { z } from 'zod'
import type { ConfigurationDeps } from '../../shell/config/configuration-deps.ts'
import { type ApiRoute, defineRoute } from '../../shell/http/api.ts'
import { namedSchema } from '../../shell/http/named-schema.ts'
import { invalidField } from '../../shell/http/refusal.ts'
import { textSchema } from '../../shell/http/text-schema.ts'
import { namesOf } from '../directory-names.ts'
import { describeHours, hoursSchema } from '../hours-field.ts'
import { personOf } from '../whose.ts'
import { loadShown, replaceShown } from './shown-contact.queries.ts'

const TAG = 'people'
const CONTACTS_MAX = 50
/** Addresses that a person can call or write to. Those of browsers, webhooks and apps are for machines, or open something by themselves. */
const SHOWABLE: ReadonlySet<string> = new Set(['voice', 'sms', 'email'])

const wayShape = { channel: z.string(), to: z.string() }

const personSchema = z
  .object({
    user: namedSchema,
    email: z.string(),
    zone: z.string(),
    teams: z.array(namedSchema),
    on_call: z.array(namedSchema).describe('The schedules in which they are on call now.'),
    contacts: z.array(z.object(wayShape)).describe('Those that they chose to show.'),
  })
  .meta({ id: 'EmergencyContact' })

const vendorSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    phone: z.string().nullable(),
    contacts: z.array(z.object(wayShape)),
    reference: z.string().nullable().describe('What has to be named when they are called.'),
    hours: z
      .object({ zone: z.string(), within: hoursSchema })
      .nullable()
      .describe('When the contract lets them be called; null: always.'),
  })
  .meta({ id: 'EmergencyVendor' })

const ownSchema = z
  .object({ id: z.string(), ...wayShape, is_verified: z.boolean(), is_shown: z.boolean() })
  .meta({ id: 'ShownContact' })
const ownListSchema = z.object({ items: z.array(ownSchema), next: z.null() })

export function emergencyContactRoutes(deps: ConfigurationDeps): ApiRoute[] {
  return [directoryRoute(deps), ownRoute(deps), chooseRoute(deps)]
}

function directoryRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'listEmergencyContacts',
    tag: TAG,
    summary: 'Whom to call in an emergency: people and vendors',
    description:
      'Active people by name, with the contacts that they chose to show, and vendors with their phone, what they ask for, and when they may be called.',
    method: 'GET',
    path: '/emergency-contacts',
    permission: 'user.read',
    success: z.object({ items: z.array(personSchema), vendors: z.array(vendorSchema), next: z.null() }),
    async handle({ at }) {
      const known = directory()
      const shown = await loadShown(db)
      const onCall = [...known.schedules.values()].map((schedule) => ({
        id: schedule.id,
        people: new Set(calcOnCall(known, schedule, at).people.map(({ user }) => user)),
      }))
      const schedulesOf = (user: UserId) => onCall.filter(({ people }) => people.has(user)).map(({ id }) => id)
      return {
        items: [...known.users.values()]
          .filter(({ isActive }) => isActive)
          .sort(byName)
          .map((user) => presentPerson(known, user, { schedules: schedulesOf(user.id), shown: shown.get(user.id) })),
        vendors: [...(known.vendors?.values() ?? [])].sort(byName).map(presentVendor),
        next: null,
      }
    },
  })
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1
}

function isShown({ id, to }: Contact, shown: ReadonlyMap<string, string> | undefined): boolean {
  return shown?.get(id) === to
}

function presentPerson(
  directory: Directory,
  user: User,
  { schedules, shown }: { schedules: readonly string[]; shown: ReadonlyMap<string, string> | undefined },
): z.output<typeof personSchema> {
  const names = namesOf(directory)
  const teams = [...directory.teams.values()].filter(({ members }) => members.includes(user.id))
  return {
    ...{ user: { id: user.id, name: user.name }, email: user.email, zone: user.zone },
    teams: teams.map(({ id }) => names.team(id)),
    on_call: schedules.map((id) => names.schedule(id)),
    contacts: user.contacts.filter((contact) => isShown(contact, shown)).map(({ channel, to }) => ({ channel, to })),
  }
}

function presentVendor({ id, name, phone, contacts, reference, hours }: Vendor): z.output<typeof vendorSchema> {
  return {
    ...{ id, name, phone: phone ?? null, reference: reference ?? null },
    contacts: contacts.map(({ channel, to }) => ({ channel, to })),
    hours: hours ? { zone: hours.zone, within: describeHours(hours.windows) as z.output<typeof hoursSchema> } : null,
  }
}

function ownRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'listOwnShownContacts',
    tag: TAG,
    summary: 'Which of one’s own contacts others see among the emergency contacts',
    description: 'Contacts by phone, text message and mail; others are never shown.',
    method: 'GET',
    path: '/emergency-contacts/mine',
    permission: 'profile.write',
    success: ownListSchema,
    async handle({ principal }) {
      const { id } = personOf(principal)
      return listOwn(directory(), id, (await loadShown(db)).get(id))
    },
  })
}

function chooseRoute({ db, directory }: ConfigurationDeps): ApiRoute {
  return defineRoute({
    id: 'chooseShownContacts',
    tag: TAG,
    summary: 'Choose which of one’s own contacts others see among the emergency contacts',
    description: 'These and no others. A contact whose address changes is not shown until it is chosen again.',
    method: 'PUT',
    path: '/emergency-contacts/mine',
    permission: 'profile.write',
    body: z.strictObject({ contacts: z.array(textSchema(100)).max(CONTACTS_MAX).describe('By id.') }),
    success: ownListSchema,
    async handle({ principal, body }) {
      const { id } = personOf(principal)
      const able = listShowable(directory(), id)
      const chosen = [...new Set(body.contacts)].map((contactId, index) => {
        const contact = able.find((each) => each.id === contactId)
        if (!contact) throw invalidField(`contacts.${index}`, `you have no phone number or mail address "${contactId}"`)
        return { id: contact.id, address: contact.to }
      })
      await replaceShown(db, id, chosen)
      return listOwn(directory(), id, new Map(chosen.map((contact) => [contact.id, contact.address])))
    },
  })
}

function listShowable(directory: Directory, user: string): Contact[] {
  return (directory.users.get(user as UserId)?.contacts ?? []).filter(({ channel }) => SHOWABLE.has(channel))
}

function listOwn(
  directory: Directory,
  user: string,
  shown: ReadonlyMap<string, string> | undefined,
): z.output<typeof ownListSchema> {
  const items = listShowable(directory, user).map((contact) => {
    const { id, channel, to, isVerified } = contact
    return { id, channel, to, is_verified: isVerified, is_shown: isShown(contact, shown) }
  })
  return { items, next: null }
}
