import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { expect, test } from 'vitest'
import { userInput, userRow } from './user-configuration.ts'
import { userKind } from './user-kind.ts'

const ana = { email: 'ana@example.com' }
const context = { secrets: {} as never, at: 0 as Instant }
const QUIET = [{ days: ['Mon', 'Tue'], from: '22:00', to: '08:00' }]
const rowOf = (input: object, before?: ReturnType<typeof userRow>) =>
  userRow(userInput.parse(input), before, context, 'ana')

test('the file says how somebody is paged, in the form in which it is shown', () => {
  const row = rowOf({ ...ana, quiet_hours: QUIET, low_digest_at: '09:00' })
  expect(row.paging).toEqual({
    quietHours: [
      { weekday: 1, from: '22:00', to: '08:00' },
      { weekday: 2, from: '22:00', to: '08:00' },
    ],
    lowDigestAt: '09:00',
  })
  expect(userKind.describe(row, (user) => user)).toMatchObject({ quiet_hours: QUIET, low_digest_at: '09:00' })
})

test('what the file leaves out stays, and an empty list or none takes it away', () => {
  const row = rowOf({ ...ana, quiet_hours: QUIET, low_digest_at: '09:00' })
  expect(rowOf(ana, row).paging).toEqual(row.paging)
  expect(rowOf({ ...ana, quiet_hours: [] }, row).paging).toEqual({ lowDigestAt: '09:00' })
  expect(rowOf({ ...ana, quiet_hours: [], low_digest_at: 'none' }, row).paging).toBeNull()
})

test('what is no time of day is refused with an example of one', () => {
  const { error } = userInput.safeParse({ ...ana, low_digest_at: 'noon' })
  expect(JSON.stringify(error?.issues)).toContain('00:00 to 23:59')
})
