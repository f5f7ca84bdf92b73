import { expect, test } from 'vitest'
import { isReachable, newHours, newVendor, usesOf, type Vendor, vendorBodyOf, vendorDraftOf } from './vendor-draft.ts'

const FULL: Vendor = {
  ...{ id: 'db', name: 'Database support', phone: '+81 3 1234 5678', mail: 'help@example.com', owned_by: 'app' },
  ...{ contacts: [{ channel: 'sms', to: '+4915112345678' }], reference: 'Contract 4711', version: 4 },
  hours: { zone: 'Asia/Tokyo', within: [{ days: ['Mon', 'Tue'], from: '09:00', to: '17:00' }] },
}

test('a vendor that is opened and saved stays as it was', () => {
  const { id: _, owned_by: __, version: ___, ...body } = FULL
  expect(vendorBodyOf(vendorDraftOf(FULL, 'UTC'))).toEqual(body)
})

test('what is empty is not sent, and somebody who cannot be reached is not ready', () => {
  const draft = { ...newVendor('UTC'), name: ' Power ' }
  expect(vendorBodyOf(draft)).toEqual({ name: 'Power', contacts: [] })
  expect(isReachable(draft)).toBe(false)
  expect(isReachable({ ...draft, ways: [{ key: 1, channel: 'email', to: ' a@example.com' }] })).toBe(true)
  expect(vendorBodyOf({ ...draft, hours: [newHours()] }).hours).toMatchObject({
    ...{ zone: 'UTC', within: [{ days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'], from: '09:00', to: '17:00' }] },
  })
})

test('a vendor is used where a step of a policy pages it', () => {
  const policy = (id: string, ...page: object[]) => ({ id, name: id, steps: [{ after: '0m', page }] }) as never
  const policies = [policy('one', { user: 'a' }, { vendor: 'db' }), policy('two', { user: 'db' })]
  expect(usesOf(policies, 'db')).toEqual([{ id: 'one', name: 'one' }])
})
