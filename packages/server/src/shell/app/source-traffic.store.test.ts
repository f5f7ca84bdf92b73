import type { Signal } from '@tocsin/core/detect/signal.ts'
import { present } from '@tocsin/core/kernel/assert.ts'
import type { ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import { HOUR } from '@tocsin/core/kernel/instant.ts'
import type { Source } from '@tocsin/core/people/directory.ts'
import { aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { expect, test } from 'vitest'
import { loadServiceFigures } from '../../lake/service-figures.queries.ts'
import { listSourceHours, loadSourceFigures } from '../config/source-figures.queries.ts'
import { describeOnEachEngine } from '../database/testing/database-harness.ts'
import { openEngineBench } from '../engine/testing/engine-bench.ts'
import { createSourceTraffic } from './source-traffic.ts'

const DIRECTORY = aDirectory({
  services: [aService('api'), aService('shop')],
  sources: [aSource('monitor', { service: 'api' as ServiceId }), aSource('open', { service: undefined as never })],
})

function signal(labels: Record<string, string> = {}): Signal {
  const facts = { key: 'k', title: 'Disk full', state: 'firing', severity: 'high', isTest: false } as const
  return { ...facts, labels, annotations: {} }
}

describeOnEachEngine('what is counted of sources', (open) => {
  const begin = async () => {
    const database = await open()
    const bench = await openEngineBench(database, DIRECTORY)
    const sourceOf = (id: string): Source => present(DIRECTORY.sources.get(id as SourceId), id)
    const figures = () => loadSourceFigures(database.kysely, bench.clock.now())
    return { ...bench, database, sourceOf, figures, make: () => createSourceTraffic(database.kysely, bench.deps) }
  }

  test('nodes add up what came in, and the last day is what counts', async () => {
    const { make, sourceOf, clock, figures, database } = await begin()
    const [one, two] = [make(), make()]
    one.accepted(sourceOf('monitor'), [signal(), signal()])
    two.accepted(sourceOf('monitor'), [signal()])
    two.problems('monitor' as SourceId, 4)
    await Promise.all([one.flush(), two.flush()])
    clock.forward('2h')
    one.accepted(sourceOf('monitor'), [signal()])
    const last = clock.now()
    await one.flush()
    await one.flush()
    expect((await figures()).get('monitor')).toEqual({ last_signal_at: last, signals_24h: 4, problems_24h: 4 })
    const hours = await listSourceHours(database.kysely, 'monitor', (last - 3 * HOUR) as typeof last)
    expect(hours.map(({ signals, problems }) => [signals, problems])).toEqual([
      [3, 4],
      [1, 0],
    ])
    clock.forward('23h')
    expect((await figures()).get('monitor')).toEqual({ last_signal_at: last, signals_24h: 1, problems_24h: 0 })
    clock.forward('2h')
    expect((await figures()).get('monitor')).toEqual({ last_signal_at: last, signals_24h: 0, problems_24h: 0 })
  })

  test('a beat without signals is a sign of life', async () => {
    const { make, sourceOf, clock, figures } = await begin()
    const traffic = make()
    traffic.accepted(sourceOf('monitor'), [])
    await traffic.flush()
    expect((await figures()).get('monitor')).toMatchObject({ last_signal_at: clock.now(), signals_24h: 0 })
  })

  test('a service is heard of by its sources, and by alerts that name it', async () => {
    const { make, sourceOf, clock, database } = await begin()
    const traffic = make()
    const early = clock.now()
    traffic.accepted(sourceOf('open'), [signal({ service: 'The shop' }), signal({ service: 'nobody knows' }), signal()])
    await traffic.flush()
    clock.forward('5m')
    traffic.accepted(sourceOf('monitor'), [signal({ service: 'shop' })])
    await traffic.flush()
    const services = await loadServiceFigures(database.kysely)
    expect([...services].sort()).toEqual([
      ['api', { open_incidents: 0, worst_priority: null, last_signal_at: clock.now() }],
      ['shop', { open_incidents: 0, worst_priority: null, last_signal_at: early }],
    ])
  })

  test('what could not be written is written the next time', async () => {
    const { sourceOf, figures, database, clock, deps } = await begin()
    let isBroken = true
    const broken = {
      transaction: () => {
        if (isBroken) throw new Error('the database is away')
        return database.kysely.transaction()
      },
    } as typeof database.kysely
    const traffic = createSourceTraffic(broken, deps)
    traffic.accepted(sourceOf('monitor'), [signal()])
    await expect(traffic.flush()).rejects.toThrow('away')
    traffic.accepted(sourceOf('monitor'), [signal()])
    isBroken = false
    await traffic.flush()
    expect((await figures()).get('monitor')).toEqual({ last_signal_at: clock.now(), signals_24h: 2, problems_24h: 0 })
    await traffic.flush()
    expect((await figures()).get('monitor')?.signals_24h).toBe(2)
  })
})
