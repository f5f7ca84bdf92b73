import { ms } from '@tocsin/core/testing/time.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeOnEachEngine } from '../../shell/database/testing/database-harness.ts'
import { loadMonitorFigures } from './monitor-figures.queries.ts'
import { aMonitor, openMonitorBench, pass, startTarget, type Target } from './testing/monitor-bench.ts'

let target: Target
beforeEach(async () => {
  target = await startTarget()
})
afterEach(() => target.close())

describeOnEachEngine('monitors', (open) => {
  const begin = async (changes = {}) => {
    const bench = await openMonitorBench(await open())
    await bench.save(aMonitor('shop', { url: target.url }, changes))
    const node = await bench.startNode('a')
    return { bench, node }
  }

  test('a new monitor is checked at once, and then once an interval', async () => {
    const { bench, node } = await begin()
    await node.turn()
    expect(target.requests()).toBe(1)
    expect(await bench.state('shop')).toMatchObject({ level: 'ok', message: 'status 200', leased_by: null })
    await pass(bench, [node], 60)
    expect(target.requests()).toBeGreaterThanOrEqual(10)
    expect(target.requests()).toBeLessThanOrEqual(12)
    expect(await bench.incidents()).toEqual([])
  })

  test('an outage is confirmed, told once however long it lasts, and over when its end is confirmed', async () => {
    const { bench, node } = await begin({ service_id: 'api' })
    await node.turn()
    target.isUp = false
    await pass(bench, [node], 12)
    const [incident] = await bench.incidents()
    expect(incident).toMatchObject({
      status: 'open',
      record: { title: 'The shop is down: status 503, expected 200-299', services: ['api'] },
    })
    await pass(bench, [node], 30)
    expect(await bench.rows('signals')).toHaveLength(1)
    expect(await bench.rows('alerts')).toMatchObject([
      {
        ...{ source_id: 'monitor/shop', key: 'monitor', state: 'firing', severity: 'critical', episode: 1 },
        labels: { alertname: 'MonitorFailed', monitor: 'shop', kind: 'http', layer: 'application', target: target.url },
        link: 'https://tocsin.example.com/monitors/shop',
      },
    ])
    target.isUp = true
    await pass(bench, [node], 12)
    expect((await bench.rows('signals')).map((row) => row.kind)).toEqual(['fired', 'cleared'])
    expect((await bench.incident()).status).toBe('resolved')
  })

  test('what a check found is kept with the alert as its body', async () => {
    const { bench, node } = await begin({ confirm: 0 })
    await node.turn()
    target.isUp = false
    await pass(bench, [node], 7)
    const [delivery] = await bench.rows('deliveries')
    expect(delivery).toMatchObject({ door: 'monitor', source_id: 'monitor/shop' })
    expect(JSON.parse(String(delivery?.body))).toMatchObject({
      target: target.url,
      finding: 'critical',
      details: { status: 503, body: 'body' },
    })
  })

  test('one failure alone wakes nobody, and is looked into within seconds', async () => {
    const { bench, node } = await begin()
    await node.turn()
    target.isUp = false
    const before = target.requests()
    while (target.requests() === before) await pass(bench, [node], 1, '1s')
    expect(await bench.state('shop')).toMatchObject({ level: 'ok', progress: { level: 'critical', count: 1 } })
    target.isUp = true
    await pass(bench, [node], 1, '5s')
    expect(target.requests()).toBe(before + 2)
    expect(await bench.state('shop')).toMatchObject({ level: 'ok', progress: null })
    expect(await bench.rows('alerts')).toEqual([])
  })

  test('two nodes share the checks: each runs once', async () => {
    const bench = await openMonitorBench(await open())
    await bench.save(...Array.from({ length: 20 }, (_, index) => aMonitor(`m${index}`, { url: target.url })))
    const nodes = [await bench.startNode('a'), await bench.startNode('b')]
    await Promise.all(nodes.map((node) => node.turn()))
    expect(target.requests()).toBe(20)
    const before = target.requests()
    for (let step = 0; step < 60; step++) {
      bench.clock.forward('1s')
      await Promise.all(nodes.map((node) => node.turn()))
    }
    expect(target.requests() - before).toBe(20)
    expect((await bench.rows('monitor_states')).map((row) => Number(row.checks))).toEqual(
      Array.from({ length: 20 }, () => 2),
    )
  })

  test('the checks of a node that is killed go on elsewhere within seconds, and what it writes late counts for nothing', async () => {
    const { bench, node: killed } = await begin()
    const other = await bench.startNode('b')
    await killed.beginOnly()
    expect(await bench.state('shop')).toMatchObject({ leased_by: 'a', checks: 0 })
    let seconds = 0
    for (; Number((await bench.state('shop'))?.checks) === 0 && seconds < 30; seconds++)
      await pass(bench, [other], 1, '1s')
    expect(seconds).toBeGreaterThan(3)
    expect(seconds).toBeLessThanOrEqual(6)
    const stood = await bench.state('shop')
    await killed.beginOnly()
    expect(await bench.state('shop')).toMatchObject({ checks: stood?.checks, attempts: stood?.attempts })
  })

  test('the lease of a node that lives is left alone', async () => {
    const { bench, node } = await begin()
    const other = await bench.startNode('b')
    await node.beginOnly()
    for (let second = 0; second < 20; second++) {
      bench.clock.forward('1s')
      await node.beat()
      await other.turn()
    }
    expect(await bench.state('shop')).toMatchObject({ leased_by: 'a' })
  })

  test('after a day without a node each monitor is checked once, not for every turn that it missed', async () => {
    const { bench, node } = await begin()
    await node.turn()
    const before = target.requests()
    bench.clock.forward('24h')
    await node.turn()
    await pass(bench, [node], 5, '1s')
    expect(target.requests() - before).toBe(1)
  })

  test('a monitor that is switched off, or deleted, while it is down lets go of its alert', async () => {
    for (const end of ['off', 'gone']) {
      const { bench, node } = await begin({ confirm: 0 })
      target.isUp = false
      await node.turn()
      expect((await bench.incident()).status).toBe('open')
      if (end === 'off') await bench.save(aMonitor('shop', { url: target.url }, { is_active: false }))
      else await bench.remove('shop')
      await node.turn()
      expect((await bench.incident()).status).toBe('resolved')
      expect(await bench.state('shop')).toBeUndefined()
      expect((await bench.rows('monitor_buckets')).length > 0).toBe(end === 'off')
      const before = target.requests()
      await pass(bench, [node], 12)
      expect(target.requests()).toBe(before)
    }
  })

  test('a paused monitor is not checked until the pause is over', async () => {
    const bench = await openMonitorBench(await open())
    await bench.save(aMonitor('shop', { url: target.url }))
    const until = (bench.clock.now() + ms('10m')) as never
    const node = await bench.startNode('a', {
      pausedUntil: (monitors) => new Map(monitors.map(({ id }) => [id, until])),
    })
    await node.turn()
    expect(await bench.state('shop')).toMatchObject({ level: 'pending', leased_by: null, paused_until: until })
    await pass(bench, [node], 59)
    expect(target.requests()).toBe(0)
    await pass(bench, [node], 2)
    expect(target.requests()).toBe(1)
    expect(await bench.state('shop')).toMatchObject({ level: 'ok', paused_until: null })
  })

  test('a warning has a severity of its own, and changes when it gets worse', async () => {
    target.delayMs = 20
    const { bench, node } = await begin({ confirm: 0, settings: { url: target.url, slow_ms: 5 } })
    await node.turn()
    await pass(bench, [node], 14, '5s')
    const [alert] = await bench.rows('alerts')
    expect(alert).toMatchObject({ severity: 'medium', state: 'firing' })
    target.isUp = false
    await pass(bench, [node], 14, '5s')
    expect((await bench.rows('alerts'))[0]).toMatchObject({ severity: 'critical', state: 'firing', episode: 1 })
    expect((await bench.rows('signals')).map((row) => row.kind)).toEqual(['fired', 'changed'])
  })

  test('the share of the time that it was up counts what was believed, by hour and by day', async () => {
    const { bench, node } = await begin({ confirm: 0, recover: 0 })
    await node.turn()
    await pass(bench, [node], 30)
    target.isUp = false
    await pass(bench, [node], 30)
    const figures = (await loadMonitorFigures(bench.database.kysely, bench.clock.now())).get('shop')
    expect(figures?.level).toBe('critical')
    expect(figures?.uptime_24h).toBeGreaterThan(0.4)
    expect(figures?.uptime_24h).toBeLessThan(0.65)
    expect(figures?.uptime_30d).toBe(figures?.uptime_24h)
    expect(figures?.latency_24h.at(-1)).toBeGreaterThan(0)
    const results = await bench.rows('monitor_results')
    expect(new Set(results.map((row) => row.finding))).toEqual(new Set(['ok', 'critical']))
  })
})
