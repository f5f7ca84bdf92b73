import { expect, test } from 'vitest'
import { calcFieldChanges, parseAuditFilters } from './audit-words.ts'

test('only what differs is told, in the order of the fields', () => {
  expect(
    calcFieldChanges(
      { id: 'a', name: 'Shop', team: 'web', map: { x: 1 } },
      { id: 'a', name: 'The shop', map: { x: 1 }, active: true },
    ),
  ).toEqual([
    { field: 'active', before: undefined, after: 'true' },
    { field: 'name', before: 'Shop', after: 'The shop' },
    { field: 'team', before: 'web', after: undefined },
  ])
})

test('of what was made or deleted every field is told', () => {
  expect(calcFieldChanges(null, { id: 'a' })).toEqual([{ field: 'id', before: undefined, after: 'a' }])
  expect(calcFieldChanges({ id: 'a' }, null)).toEqual([{ field: 'id', before: 'a', after: undefined }])
  expect(calcFieldChanges(null, null)).toEqual([])
})

test('an address keeps the filters that there are', () => {
  expect(parseAuditFilters({ kind: 'service', user: 'u', id: 'shop', days: '7' })).toEqual({
    ...{ kind: 'service', user: 'u', id: 'shop', days: 7 },
  })
  expect(parseAuditFilters({ kind: 'weather', days: -1, user: '' })).toEqual({
    ...{ kind: undefined, user: undefined, id: undefined, days: undefined },
  })
})
