import { expect, test } from 'vitest'
import { parseIncidentSearch } from './incident-search.ts'

test('the address of an incident says which instant and which entries are shown', () => {
  expect(parseIncidentSearch({ at: '2026-01-05T18:00:00+09:00', show: 'alerts,pages', why: 'usr_1' })).toEqual({
    at: '2026-01-05T09:00:00.000Z',
    show: 'pages,alerts',
    why: 'usr_1',
  })
})

test('what an address says wrongly is as if it said nothing', () => {
  const nothing = { at: undefined, show: undefined, why: undefined }
  expect(parseIncidentSearch({})).toEqual(nothing)
  expect(parseIncidentSearch({ at: 'yesterday', show: 'weather', why: '' })).toEqual(nothing)
  expect(parseIncidentSearch({ at: 7, show: ['alerts'], why: null })).toEqual(nothing)
})
