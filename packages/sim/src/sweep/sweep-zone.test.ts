import { expect, test } from 'vitest'
import { listChanges, sweepChange } from './sweep-zone.ts'

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
