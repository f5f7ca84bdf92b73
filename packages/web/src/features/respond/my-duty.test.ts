import { expect, test } from 'vitest'
import type { OnCallSchedule } from '../../api/types.ts'
import { dutyOf } from './my-duty.ts'

const person = (id: string) => ({ user: { id, name: id }, layer: 0 })
const schedule = (now: string[], until: string | null, next: string[]): OnCallSchedule => ({
  schedule: { id: 's', name: 'S' },
  people: now.map(person),
  until,
  next: until === null ? null : { starts_at: until, ends_at: '2026-04-01T00:00:00.000Z', people: next.map(person) },
})

test('somebody in two schedules is on call until the first of them ends', () => {
  const schedules = [
    schedule(['ana'], '2026-03-09T00:00:00.000Z', ['bo']),
    schedule(['ana', 'bo'], '2026-03-08T12:00:00.000Z', []),
  ]
  expect(dutyOf('ana', schedules)).toEqual({ isOnCall: true, until: '2026-03-08T12:00:00.000Z', next: null })
})

test('somebody off duty is told when the next shift begins', () => {
  const schedules = [schedule(['ana'], '2026-03-09T00:00:00.000Z', ['bo'])]
  expect(dutyOf('bo', schedules)).toEqual({ isOnCall: false, until: null, next: '2026-03-09T00:00:00.000Z' })
})

test('a shift without an end has none', () => {
  expect(dutyOf('ana', [schedule(['ana'], null, [])])).toEqual({ isOnCall: true, until: null, next: null })
})
