import { expect, test } from 'vitest'
import { listingOf, parseIncidentFilters } from './incident-filters.ts'

test('an address says a view, and what is asked for instead', () => {
  expect(parseIncidentFilters({ view: 'mine', query: 'disk', order: '-updated_at', group: 'none' })).toEqual({
    ...{ view: 'mine', query: 'disk', order: '-updated_at', group: 'none' },
  })
  expect(parseIncidentFilters({ query: 123 })).toMatchObject({ query: '123' })
  expect(parseIncidentFilters({ order: 'colour', group: 'moon', view: 7 })).toEqual({
    ...{ view: undefined, query: undefined, order: undefined, group: undefined },
  })
})

test('links with a parameter for each filter still open', () => {
  const queryOf = (search: Record<string, unknown>) => parseIncidentFilters(search).query
  expect(queryOf({ service: 'payment-api' })).toBe('is:active service:payment-api')
  expect(queryOf({ view: 'all', priority: ['P2', 'P1'], q: 'disk full' })).toBe('priority:P1,P2 "disk full"')
  expect(queryOf({ view: 'resolved', priority: 'P1' })).toBe('status:resolved priority:P1')
  expect(queryOf({ view: 'closed' })).toBe('is:over')
  expect(queryOf({ view: 'all' })).toBeUndefined()
})

test('what is listed is the view, with what the address says instead', () => {
  expect(listingOf({}, undefined)).toEqual({ query: 'is:active', order: 'status', group: 'status', isChanged: false })
  expect(listingOf({ view: 'mine' }, undefined)).toMatchObject({ query: 'owner:me is:active', isChanged: false })
  expect(listingOf({ query: '' }, undefined)).toMatchObject({ query: '', isChanged: true })
  expect(listingOf({ group: 'priority' }, undefined)).toMatchObject({ order: 'priority', isChanged: true })
  expect(listingOf({ group: 'none' }, undefined)).toMatchObject({ order: '-recorded_at', group: null })
  expect(listingOf({ group: 'none', order: 'priority' }, undefined)).toMatchObject({ order: 'priority', group: null })
  const kept = { query: 'team:payments', order: '-updated_at', group: null } as const
  expect(listingOf({ view: 'x' }, kept)).toEqual({ ...kept, isChanged: false })
  expect(listingOf({ view: 'x', query: 'team:payments' }, kept)).toMatchObject({ isChanged: false })
})
