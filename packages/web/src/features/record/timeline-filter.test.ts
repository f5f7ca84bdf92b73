import { expect, test } from 'vitest'
import { formatTimelineFilter, parseTimelineFilter } from './timeline-filter.ts'

test('what is shown of a timeline is read from the address as it was written there', () => {
  for (const show of ['notes', 'alerts', 'people,pages', 'people,pages,alerts,system']) {
    expect(formatTimelineFilter(parseTimelineFilter(show))).toBe(show)
  }
  expect(formatTimelineFilter({ kinds: [], isNotesOnly: false })).toBeUndefined()
})

test('an address that says nothing, or nothing that is known, shows everything', () => {
  const everything = { kinds: [], isNotesOnly: false }
  expect(parseTimelineFilter(undefined)).toEqual(everything)
  expect(parseTimelineFilter('weather')).toEqual(everything)
  expect(parseTimelineFilter(7)).toEqual(everything)
  expect(parseTimelineFilter('weather,pages')).toEqual({ kinds: ['pages'], isNotesOnly: false })
  expect(parseTimelineFilter('pages,notes')).toEqual({ kinds: [], isNotesOnly: true })
})
