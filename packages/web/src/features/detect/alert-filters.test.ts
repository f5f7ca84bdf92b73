import { expect, test } from 'vitest'
import { isNarrowed, parseAlertFilters, queryOfAlertFilters } from './alert-filters.ts'

test('an address without filters shows what fires', () => {
  expect(queryOfAlertFilters(parseAlertFilters({}))).toMatchObject({ state: 'firing' })
  expect(queryOfAlertFilters(parseAlertFilters({ state: 'all' })).state).toBeUndefined()
  expect(isNarrowed(parseAlertFilters({ state: 'all' }))).toBe(false)
})

test('every filter of an address reaches the server', () => {
  const filters = parseAlertFilters({
    ...{ state: 'resolved', q: 'disk', severity: ['low', 'critical'], source: 'am', service: 'api', muted: true },
    label: ['host=db-1', 'path=/a?b=c,d'],
    silence: '01',
    incident: 'INC-1',
  })
  expect(queryOfAlertFilters(filters)).toEqual({
    ...{ state: 'resolved', q: 'disk', severity: 'critical,low', source: 'am', service: 'api', muted: true },
    label: ['host=db-1', 'path=/a?b=c,d'],
    silence: '01',
    incident: 'INC-1',
  })
  expect(isNarrowed(filters)).toBe(true)
})

test('what is no filter is ignored', () => {
  expect(
    parseAlertFilters({ state: 'loud', severity: ['huge'], label: ['host', '=x', 7], muted: 'perhaps', q: ' ' }),
  ).toEqual(parseAlertFilters({}))
})

test('one label may stand alone', () => {
  expect(parseAlertFilters({ label: 'host=db-1' }).label).toEqual(['host=db-1'])
})

test('how they are gathered stands in the address, and narrows nothing', () => {
  expect(parseAlertFilters({ by: 'service' }).by).toBe('service')
  expect(parseAlertFilters({ by: 'label:host' }).by).toBe('label:host')
  for (const by of ['colour', 'label:', 'label:a=b', 7]) expect(parseAlertFilters({ by }).by).toBeUndefined()
  expect(isNarrowed(parseAlertFilters({ by: 'source' }))).toBe(false)
  expect(queryOfAlertFilters(parseAlertFilters({ by: 'source' }))).not.toHaveProperty('by')
})
