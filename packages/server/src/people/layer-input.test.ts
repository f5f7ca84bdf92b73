import { expect, test } from 'vitest'
import type { References } from '../shell/config/references.ts'
import { checkLayer, layerInput } from './layer-input.ts'

const NOBODY: References = {
  ...{ userIds: new Map(), teams: new Set(), schedules: new Set(), policies: new Set(), vendors: new Set() },
  ...{ services: new Set(), dataSources: new Set(), policiesWithin: new Map(), schedulesWithin: new Map() },
  ...{
    eventRules: { ids: new Set(), lastPosition: 0 },
    calendars: new Map([['rota', { use: 'shifts', dates: [], shifts: [], hasAddress: true }]]),
  },
}
const LAYER = { zone: 'UTC', every: '1 week', handoff: 'Mon 09:00', start: '2026-01-05' }

test('a layer of turns needs somebody to take them', () => {
  expect(checkLayer(layerInput.parse({ ...LAYER, people: [] }), NOBODY)).toEqual([
    { path: ['people'], problem: 'expected at least one person' },
  ])
})

test('a layer of imported shifts needs no people of its own', () => {
  expect(checkLayer(layerInput.parse({ zone: 'UTC', shifts_from: 'rota' }), NOBODY)).toEqual([])
})
