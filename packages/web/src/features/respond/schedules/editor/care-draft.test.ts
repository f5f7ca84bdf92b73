import { expect, test } from 'vitest'
import { careBodyOf, careDraftOf, newCare, newShadow } from './care-draft.ts'

const CARE = {
  team: 'payments',
  when_empty: { policy: 'management' },
  shadows: [{ person: 'u1', of: 'u2', starts_at: '2026-01-05T08:00:30Z' }, { person: 'u3' }],
}

test('team, cover of gaps and trainees that are not touched are sent as they were loaded', () => {
  expect(careBodyOf(careDraftOf(CARE, 'Europe/Berlin'), 'Europe/Berlin')).toEqual(CARE)
})

test.each([
  ['nobody', 'nobody'],
  ['user u1', { user: 'u1' }],
  ['team payments', { team: 'payments' }],
  ['policy management', { policy: 'management' }],
] as const)(
  'the choice %s is sent in the form of the API, and read back as the same choice',
  (whenEmpty, when_empty) => {
    expect(careBodyOf({ ...newCare(), whenEmpty }, 'UTC')).toEqual({ when_empty })
    expect(careDraftOf({ when_empty }, 'UTC').whenEmpty).toBe(whenEmpty)
  },
)

test('a schedule that says nothing of its care sends nothing of it', () => {
  expect(careBodyOf(careDraftOf({}, 'UTC'), 'UTC')).toEqual({})
})

test('a trainee learns by the clock of the schedule, and one who is not chosen yet is sent without a name', () => {
  const shadows = [{ ...newShadow(), startsAt: '2026-12-01T09:00', endsAt: '2026-12-08T09:00' }]
  expect(careBodyOf({ ...newCare(), shadows }, 'Asia/Tokyo')).toEqual({
    shadows: [{ person: '', starts_at: '2026-12-01T00:00:00.000Z', ends_at: '2026-12-08T00:00:00.000Z' }],
  })
})
