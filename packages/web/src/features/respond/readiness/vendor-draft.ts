/** A vendor as its form holds it, and what is sent of it. What the form does not show stays as it is. */
import type { AnswerOf, BodyOf } from '../../../api/paths.ts'
import { newKey } from '../schedules/editor/draft-fields.ts'
import { WEEKDAYS, type Weekday } from '../schedules/editor/schedule-draft.ts'

export type Vendor = AnswerOf<'get', '/vendors'>['items'][number]
export type VendorBody = BodyOf<'put', '/vendors/x'>
type Policy = Pick<AnswerOf<'get', '/policies'>['items'][number], 'id' | 'name' | 'steps'>

export interface WayDraft {
  key: number
  channel: string
  to: string
}

export interface HoursDraft {
  key: number
  days: Weekday[]
  from: string
  to: string
}

export interface VendorDraft {
  name: string
  phone: string
  mail: string
  /** Other addresses that are written to. */
  ways: WayDraft[]
  reference: string
  /** None: at all hours. */
  hours: HoursDraft[]
  zone: string
}

/** Office hours, which most contracts have. */
export function newHours(): HoursDraft {
  return { key: newKey(), days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00' }
}

export function newVendor(zone: string): VendorDraft {
  return { name: '', phone: '', mail: '', ways: [], reference: '', hours: [], zone }
}

export function vendorDraftOf(
  { name, phone, mail, contacts = [], reference, hours }: Vendor,
  zone: string,
): VendorDraft {
  return {
    ...{ name, phone: phone ?? '', mail: mail ?? '', reference: reference ?? '', zone: hours?.zone ?? zone },
    ways: contacts.map(({ channel, to }) => ({ key: newKey(), channel, to })),
    hours: (hours?.within ?? []).map(({ days, from, to }) => ({
      ...{ key: newKey(), days: WEEKDAYS.filter((day) => days.includes(day)), from, to },
    })),
  }
}

export function vendorBodyOf({ name, phone, mail, ways, reference, hours, zone }: VendorDraft): VendorBody {
  const contacts = ways.flatMap(({ channel, to }) => (to.trim() === '' ? [] : [{ channel, to: to.trim() }]))
  return {
    name: name.trim(),
    ...(phone.trim() !== '' && { phone: phone.trim() }),
    ...(mail.trim() !== '' && { mail: mail.trim() }),
    contacts,
    ...(reference.trim() !== '' && { reference: reference.trim() }),
    ...(hours.length > 0 && {
      hours: {
        zone,
        within: hours.map(({ days, from, to }) => ({ days, from, to })),
      },
    }),
  }
}

/** Whether they could be reached at all. */
export function isReachable({ phone, mail, ways }: VendorDraft): boolean {
  return [phone, mail, ...ways.map(({ to }) => to)].some((each) => each.trim() !== '')
}

/** The policies with a step that pages the vendor. */
export function usesOf(policies: readonly Policy[], vendor: string): { id: string; name: string }[] {
  return policies
    .filter(({ steps }) =>
      steps.some(({ page }) => page.some((target) => 'vendor' in target && target.vendor === vendor)),
    )
    .map(({ id, name }) => ({ id, name }))
}
