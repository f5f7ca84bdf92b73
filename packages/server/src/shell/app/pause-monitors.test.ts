import type { Instant, ServiceId } from '@tocsin/core/kernel/brand.ts'
import { parseInstant } from '@tocsin/core/kernel/instant.ts'
import type { MaintenanceId, MaintenanceWindow } from '@tocsin/core/people/quiet.ts'
import { aDirectory } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { createPauseLookup } from './pause-monitors.ts'

const MONITORS = [
  { id: 'shop', kind: 'http', layer: 'business', service_id: 'api' },
  { id: 'cache', kind: 'redis', layer: 'infrastructure', service_id: null },
]
const AT = parseInstant('2026-01-05T01:30:00Z') as Instant
const END = parseInstant('2026-01-05T03:00:00Z') as Instant

/** From two to four in the night of Berlin. */
const window: MaintenanceWindow = {
  ...{ id: 'upgrade' as MaintenanceId, name: 'Upgrade', isActive: true, mode: 'mute', pausesMonitors: true },
  ...{ zone: 'Europe/Berlin', startsAt: '2026-01-05T02:00', lastsMs: ms('2h'), changes: [] },
  ...{ services: ['api' as ServiceId], sources: [], matchers: [] },
}

async function paused(changes: Partial<MaintenanceWindow> = {}, at = AT) {
  const lookup = createPauseLookup(() => ({ ...aDirectory(), maintenance: [{ ...window, ...changes }] }))
  return [...(await lookup(MONITORS, at))]
}

test('monitors of a service that is worked on are paused until the work ends, and no others', async () => {
  expect(await paused()).toEqual([['shop', END]])
  expect(await paused({}, END)).toEqual([])
})

test('without a service, monitors are found by their labels', async () => {
  const matchers = [{ name: 'layer', value: 'infrastructure', isRegex: false, isEqual: true }]
  expect(await paused({ services: [], matchers })).toEqual([['cache', END]])
})

test('work that mutes only leaves monitors checking', async () => {
  expect(await paused({ pausesMonitors: false })).toEqual([])
})
