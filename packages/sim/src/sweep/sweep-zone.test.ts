import type { Schedule, ScheduleLayer } from '@tocsin/core/people/schedule.ts'
import { expect, inject, test } from 'vitest'
import '../testing/new-seed.global-setup.ts'
import { listChanges, listChangingZones, type Reading, sampleChanges, sweepChange } from './sweep-zone.ts'

/** Those with which others had their trouble: half an hour, midnight, a day that was left out, a month of the year, orders at short notice. */
test.each([
  'America/Chicago',
  'Australia/Lord_Howe',
  'America/Havana',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Asia/Gaza',
])('rotations in %s are what a naive expansion from the anchor says', (zone) => {
  const changes = listChanges(zone)
  const sampled = changes.filter((_, index) => index % Math.ceil(changes.length / 4) === 0)
  expect(sampled.length).toBeGreaterThan(0)
  expect(sampled.flatMap((change) => sweepChange(zone, change))).toEqual([])
})

/** The same mistakes as the simulator makes on purpose. */
test.each<[string, Reading]>([
  ['a month that begins on the 28th for ever', (schedule) => withLayer(schedule, (layer) => from28th(layer))],
  ['a night that is over at midnight', (schedule) => withLayer(schedule, (layer) => untilMidnight(layer))],
  ['a long weekend of one night', (schedule) => withLayer(schedule, (layer) => withoutLastDay(layer))],
  ['days off that use up turns', (schedule) => withLayer(schedule, (layer) => ({ ...layer, offDays: 'use_turn' }))],
])('%s is found', (_, read) => {
  const changes = listChanges('Europe/Berlin').slice(-4)
  expect(changes.flatMap((change) => sweepChange('Europe/Berlin', change, read))).not.toEqual([])
})

function withLayer(schedule: Schedule, change: (layer: ScheduleLayer) => ScheduleLayer): Schedule {
  return { ...schedule, layers: schedule.layers.map(change) }
}

function from28th(layer: ScheduleLayer): ScheduleLayer {
  return layer.every.unit === 'month' ? { ...layer, anchor: layer.anchor.replace('-31T', '-28T') } : layer
}

function untilMidnight(layer: ScheduleLayer): ScheduleLayer {
  const restrictions = layer.restrictions.map((each) =>
    each.toWeekday === undefined && each.to <= each.from ? { ...each, to: '24:00' } : each,
  )
  return { ...layer, restrictions }
}

function withoutLastDay(layer: ScheduleLayer): ScheduleLayer {
  return { ...layer, restrictions: layer.restrictions.map(({ toWeekday: _, ...each }) => each) }
}

const newSeed = inject('newSeed')
const ZONES_COUNT = 15

test(`so are rotations in zones that nobody chose; again: npm run sweep -- --seed ${newSeed}`, () => {
  const sampled = sampleChanges(newSeed, ZONES_COUNT)
  expect(new Set(sampled.map(({ zone }) => zone)).size).toBe(ZONES_COUNT)
  expect(sampled.flatMap(({ zone, change }) => sweepChange(zone, change))).toEqual([])
})

test('zones are sampled from all that have a change of clocks, the same ones for the same seed', () => {
  const all = listChangingZones()
  expect(all.length).toBeGreaterThan(250)
  expect(all).not.toContain('UTC')
  expect(sampleChanges(7, 5)).toEqual(sampleChanges(7, 5))
  const seen = new Set(Array.from({ length: 60 }, (_, seed) => sampleChanges(seed, 15).map(({ zone }) => zone)).flat())
  expect(seen.size).toBeGreaterThan(all.length * 0.9)
})
