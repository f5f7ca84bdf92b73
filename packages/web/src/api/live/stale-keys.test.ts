import { expect, test } from 'vitest'
import { keys } from '../keys.ts'
import { staleKeys } from './stale-keys.ts'

const stale = (type: string, data: object) => staleKeys({ type, data: JSON.stringify(data), id: undefined })

test('a note on an incident leaves its alerts alone', () => {
  const found = stale('incident', { id: 'INC-2026-000001', version: 4, types: ['NoteAdded'] })
  expect(found).toContainEqual({ key: keys.incidentFacts('INC-2026-000001'), isExact: false })
  expect(found).not.toContainEqual({ key: keys.incidentAlerts('INC-2026-000001'), isExact: false })
})

test('a cleared alert makes the alerts of its incident stale', () => {
  const found = stale('incident', { id: 'INC-2026-000001', version: 4, types: ['AlertsCleared'] })
  expect(found).toContainEqual({ key: keys.incidentAlerts('INC-2026-000001'), isExact: false })
})

test('one incident makes no other one stale', () => {
  const found = stale('incident', { id: 'INC-2026-000001', version: 4, types: [] })
  expect(found.filter(({ key }) => key[0] === 'incident').map(({ key }) => key[1])).toEqual([
    'INC-2026-000001',
    'INC-2026-000001',
    'INC-2026-000001',
  ])
})

test('many alerts at once make every alert stale', () => {
  expect(stale('alert', { id: '*' })).toContainEqual({ key: keys.anyAlert, isExact: false })
})

test('an event that means nothing to this console, or that is broken, changes nothing', () => {
  expect(stale('weather', { id: 'x' })).toEqual([])
  expect(staleKeys({ type: 'incident', data: 'not json', id: undefined })).toEqual([])
})
