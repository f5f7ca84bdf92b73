import { expect, test } from 'vitest'
import type { Instant } from '../kernel/brand.ts'
import { HOUR } from '../kernel/instant.ts'
import { calcLayerLanes } from './layer-lanes.ts'
import { calcShifts } from './on-call.ts'
import { beginVersion } from './schedule-version.ts'
import { ALONE, aLayer, anOverride, aSchedule, at, names, shown, users } from './testing/schedules.ts'

const [FROM, TO] = [at('2026-01-05T09:00-06:00'), at('2026-01-26T09:00-06:00')]

test('each layer has a lane of its own, as if the others were not there', () => {
  const nights = aLayer({
    name: 'Nights',
    turns: [users('x')],
    restrictions: [{ weekday: 1, from: '22:00', to: '06:00' }],
  })
  const [low, high, ...others] = calcLayerLanes(
    ALONE,
    aSchedule([aLayer(), nights]),
    FROM,
    at('2026-01-12T09:00-06:00'),
  )
  expect(others).toEqual([])
  expect(low).toMatchObject({ position: 0, zone: 'America/Chicago' })
  expect(low).not.toHaveProperty('name')
  expect(shown(low?.shifts ?? [])).toEqual(['01-05 09:00 -06:00 a'])
  expect(high).toMatchObject({ position: 1, name: 'Nights' })
  expect(shown(high?.shifts ?? [])).toEqual(['01-05 09:00 -06:00 -', '01-05 22:00 -06:00 x', '01-06 06:00 -06:00 -'])
  expect(high?.shifts[1]?.people[0]?.because).toEqual({ layer: 1, layerName: 'Nights' })
})

test('overrides do not reach the lanes', () => {
  const schedule = aSchedule([aLayer()], [anOverride('replace', ['08:00', '20:00'], { add: 'z' })])
  expect(calcShifts(ALONE, schedule, FROM, TO).some(({ people }) => names(people) === 'z')).toBe(true)
  const [lane] = calcLayerLanes(ALONE, schedule, FROM, TO)
  expect(lane?.shifts.map(({ people }) => names(people))).toEqual(['a', 'b', 'c'])
})

test('an edit changes its lane at its instant, and one that is added begins there', () => {
  const schedule = aSchedule([aLayer()])
  const edit = at('2026-01-12T09:00-06:00')
  const layers = [aLayer({ turns: [users('x')] }), aLayer({ name: 'New', turns: [users('y')] })]
  const edited = { ...schedule, ...beginVersion(schedule, { layers, startsAt: edit, keepsCurrent: true }) }
  const lanes = calcLayerLanes(ALONE, edited, FROM, TO)
  expect(lanes.map(({ shifts }) => shown(shifts))).toEqual([
    ['01-05 09:00 -06:00 a', '01-12 09:00 -06:00 x'],
    ['01-05 09:00 -06:00 -', '01-12 09:00 -06:00 y'],
  ])
  expect(calcLayerLanes(ALONE, edited, FROM, (edit - HOUR) as Instant)).toHaveLength(1)
})
