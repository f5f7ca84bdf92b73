import { expect, test } from 'vitest'
import { parseIncidentFilters, queryOfFilters } from './incident-filters.ts'

test('an address without filters asks for what somebody still has to do, newest first', () => {
  expect(queryOfFilters(parseIncidentFilters({}))).toEqual({
    status: 'open,acknowledged,mitigated,verifying',
    priority: undefined,
    q: undefined,
    service: undefined,
    order: '-recorded_at',
  })
})

test('filters of an address reach the request', () => {
  const filters = parseIncidentFilters({ view: 'closed', priority: ['P2', 'P1'], q: 'disk', order: 'priority' })
  expect(queryOfFilters(filters)).toMatchObject({
    status: 'closed,declined,merged',
    priority: 'P1,P2',
    q: 'disk',
    order: 'priority',
  })
})

test('an address with words that mean nothing still opens', () => {
  expect(parseIncidentFilters({ view: 'nope', priority: 'P9,P3', order: 7, q: ' ' })).toEqual({
    view: undefined,
    priority: ['P3'],
    q: undefined,
    service: undefined,
    order: undefined,
  })
})
