import { expect, test } from 'vitest'
import { datesOfPeriod, instantsOf, periodOf } from './pay-period.ts'

test('months and quarters are whole, also over the turn of the year', () => {
  expect(datesOfPeriod('last_month', '2026-01-15')).toEqual({ from: '2025-12-01', to: '2025-12-31' })
  expect(datesOfPeriod('this_month', '2024-02-29')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
  expect(datesOfPeriod('last_quarter', '2026-02-01')).toEqual({ from: '2025-10-01', to: '2025-12-31' })
  expect(datesOfPeriod('this_quarter', '2026-11-22')).toEqual({ from: '2026-10-01', to: '2026-12-31' })
})

test('dates that are a period are known as one, and others are not', () => {
  expect(periodOf({ from: '2026-11-01', to: '2026-11-30' }, '2026-11-22')).toBe('this_month')
  expect(periodOf({ from: '2026-11-01', to: '2026-11-29' }, '2026-11-22')).toBeUndefined()
})

test('the last day is part of the period, to its end on the clock of the zone', () => {
  expect(instantsOf({ from: '2026-10-25', to: '2026-10-25' }, 'Europe/Berlin')).toEqual({
    from: '2026-10-24T22:00:00.000Z',
    to: '2026-10-25T23:00:00.000Z',
  })
})

test('dates that run backwards or are not there are no period', () => {
  expect(instantsOf({ from: '2026-10-25', to: '2026-10-24' }, 'UTC')).toBeUndefined()
  expect(instantsOf({ from: '', to: '2026-10-24' }, 'UTC')).toBeUndefined()
})
