import { describe, expect, test } from 'vitest'
import { localTimeOf } from '../../../../ui/time/zone-time.ts'
import { isDate } from '../schedule-view.ts'
import { clockChanges, snapSpan, stepDate, ticksOf, windowOf } from './timeline-window.ts'

const BERLIN = 'Europe/Berlin'
const hourMs = 3_600_000
const at = (text: string) => Date.parse(text)

describe('a window', () => {
  test('of two weeks has fourteen days, of which one is short when clocks go forward', () => {
    const { startMs, endMs, days } = windowOf('two_weeks', '2026-03-23', BERLIN)
    expect(days).toHaveLength(14)
    expect(new Date(startMs).toISOString()).toBe('2026-03-22T23:00:00.000Z')
    expect((endMs - startMs) / hourMs).toBe(14 * 24 - 1)
  })

  test('of a month or a quarter is that of the calendar', () => {
    const month = windowOf('month', '2026-02-17', 'UTC')
    expect([new Date(month.startMs).toISOString().slice(0, 10), month.days.length]).toEqual(['2026-02-01', 28])
    const quarter = windowOf('quarter', '2026-11-22', 'UTC')
    expect([new Date(quarter.startMs).toISOString().slice(0, 10), quarter.days.length]).toEqual(['2026-10-01', 92])
  })

  test('is followed by the next one', () => {
    expect(stepDate('day', '2026-12-31', 1)).toBe('2027-01-01')
    expect(stepDate('two_weeks', '2026-11-22', -1)).toBe('2026-11-15')
    expect(stepDate('month', '2026-01-31', 1)).toBe('2026-02-01')
    expect(stepDate('quarter', '2026-02-10', -1)).toBe('2025-10-01')
  })

  test('begins with a date that there is', () => {
    expect([isDate('2026-02-28'), isDate('2026-02-30'), isDate('tomorrow'), isDate(20260228)]).toEqual([
      true,
      false,
      false,
      false,
    ])
  })
})

describe('ticks', () => {
  const hoursOf = (date: string, zone: string) =>
    ticksOf('day', windowOf('day', date, zone), zone).map(({ atMs }) => localTimeOf(atMs, zone).slice(11))

  test('of a day on which clocks go forward leave the hour out that there is not', () => {
    const hours = hoursOf('2026-03-29', BERLIN)
    expect(hours).toHaveLength(23)
    expect(hours.slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00'])
  })

  test('of a day on which clocks go back have the hour twice that there is twice', () => {
    const hours = hoursOf('2026-10-25', BERLIN)
    expect(hours).toHaveLength(25)
    expect(hours.slice(1, 5)).toEqual(['01:00', '02:00', '02:00', '03:00'])
  })

  test('stand at full hours also where clocks change by half an hour', () => {
    const hours = hoursOf('2021-04-04', 'Australia/Lord_Howe')
    expect(hours.slice(0, 4)).toEqual(['00:00', '01:00', '02:00', '03:00'])
    expect(hours).toHaveLength(24)
  })

  test('of a quarter are its Mondays, and the first of each month', () => {
    const window = windowOf('quarter', '2026-11-22', BERLIN)
    const ticks = ticksOf('quarter', window, BERLIN)
    expect(ticks.filter(({ isStrong }) => isStrong)).toHaveLength(3)
    expect(ticks.filter(({ label }) => label === 'week')).toHaveLength(13)
  })
})

describe('changes of clocks', () => {
  test('are found to the minute, forward and back', () => {
    expect(clockChanges([BERLIN], at('2026-03-23T00:00Z'), at('2026-11-01T00:00Z'))).toEqual([
      { atMs: at('2026-03-29T01:00Z'), byMs: hourMs, zone: BERLIN },
      { atMs: at('2026-10-25T01:00Z'), byMs: -hourMs, zone: BERLIN },
    ])
    expect(clockChanges(['Asia/Tokyo', 'UTC'], at('2026-01-01T00:00Z'), at('2026-12-31T00:00Z'))).toEqual([])
  })

  test('that several zones make together are told once', () => {
    const changes = clockChanges([BERLIN, 'Europe/Paris', 'America/Chicago'], at('2026-03-01Z'), at('2026-04-01Z'))
    expect(changes.map(({ zone }) => zone)).toEqual(['America/Chicago', BERLIN])
  })
})

describe('a span that was dragged', () => {
  const shown = (view: 'day' | 'two_weeks' | 'month' | 'quarter', from: string, to: string) => {
    const { startMs, endMs } = snapSpan(view, { startMs: at(from), endMs: at(to) }, BERLIN)
    return [localTimeOf(startMs, BERLIN), localTimeOf(endMs, BERLIN)]
  }

  test('reaches out to full hours of the clock', () => {
    expect(shown('two_weeks', '2026-11-22T08:20Z', '2026-11-22T09:40Z')).toEqual([
      '2026-11-22T09:00',
      '2026-11-22T11:00',
    ])
    expect(shown('day', '2026-11-22T08:20Z', '2026-11-22T08:31Z')).toEqual(['2026-11-22T09:15', '2026-11-22T09:45'])
  })

  test('reaches out to full days in a quarter, also when one has 23 hours', () => {
    expect(shown('quarter', '2026-03-29T08:20Z', '2026-03-29T09:40Z')).toEqual(['2026-03-29T00:00', '2026-03-30T00:00'])
  })

  test('is never empty', () => {
    expect(shown('two_weeks', '2026-11-22T08:00Z', '2026-11-22T08:00Z')).toEqual([
      '2026-11-22T09:00',
      '2026-11-22T10:00',
    ])
  })
})
