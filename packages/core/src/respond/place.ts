/**
 * Places: recipients of pages that are no people of the organisation, a vendor's support or a channel of a chat. A place stands where a
 * person's id does, under a name with a colon, which no person's id has: retries, receipts and what is told later are the same for both.
 */
import { unreachable } from '../kernel/assert.ts'
import type { ContactId, Instant, UserId, VendorId } from '../kernel/brand.ts'
import type { PagedPerson, PlannedContact } from '../kernel/fact.ts'
import type { Urgency } from '../kernel/scales.ts'
import type { Directory } from '../people/directory.ts'
import type { PageTarget, Vendor } from '../people/policy.ts'
import { isWithinHours } from './working-hours.ts'

const VENDOR = 'vendor:'
const CHANNEL = 'channel:'
const PLACE_CONTACT = 'place' as ContactId

export type PlaceName = { kind: 'vendor'; id: VendorId } | { kind: 'channel'; channel: string; to: string }

export function vendorPlace(id: VendorId): UserId {
  return `${VENDOR}${id}` as UserId
}

export function channelPlace(channel: string, to: string): UserId {
  return `${CHANNEL}${channel}/${to}` as UserId
}

/** What a recipient's id stands for; undefined when it is a person's. */
export function parsePlace(id: string): PlaceName | undefined {
  if (id.startsWith(VENDOR)) return { kind: 'vendor', id: id.slice(VENDOR.length) as VendorId }
  if (!id.startsWith(CHANNEL)) return undefined
  const [channel = '', ...rest] = id.slice(CHANNEL.length).split('/')
  return { kind: 'channel', channel, to: rest.join('/') }
}

export function isPlace(id: string): boolean {
  return parsePlace(id) !== undefined
}

/** A place of a step, with what is sent to it at once; no contacts when it may not be called then. */
export interface Place {
  place: UserId
  why: PagedPerson['why']
  contacts: PlannedContact[]
  isClosed: boolean
}

/** The places among a step's targets, each once. A vendor without an address is called by hand, and stands there all the same. */
export function calcPlaces(directory: Directory, targets: readonly PageTarget[], at: Instant): Place[] {
  const places = new Map<UserId, Place>()
  for (const place of targets.flatMap((target) => placeOf(directory, target, at)))
    if (!places.has(place.place)) places.set(place.place, place)
  return [...places.values()]
}

function placeOf(directory: Directory, target: PageTarget, at: Instant): Place[] {
  switch (target.kind) {
    case 'vendor': {
      const vendor = directory.vendors?.get(target.id)
      return vendor ? [vendorAt(vendor, at)] : []
    }
    case 'channel': {
      const { id: channel, to } = target
      const contacts = [{ contact: PLACE_CONTACT, channel, to }]
      return [{ place: channelPlace(channel, to), why: { kind: 'channel', id: channel }, contacts, isClosed: false }]
    }
    case 'user':
    case 'schedule':
    case 'team':
    case 'policy':
      return []
    default:
      return unreachable(target)
  }
}

function vendorAt({ id, contacts, hours }: Vendor, at: Instant): Place {
  const isClosed = hours !== undefined && !isWithinHours(hours, at)
  return {
    place: vendorPlace(id),
    why: { kind: 'vendor', id },
    contacts: isClosed
      ? []
      : contacts.map(({ channel, to }, index) => ({ contact: `place-${index + 1}` as ContactId, channel, to })),
    isClosed,
  }
}

/** A place as a step pages it: all of its addresses at once. */
export function pagedPlace({ place, why, contacts }: Place, urgency: Urgency, at: Instant): PagedPerson {
  return {
    user: place,
    why,
    urgency,
    plan: contacts.map((contact) => ({ ...contact, dueAt: at, because: 'rule_immediate' })),
  }
}
