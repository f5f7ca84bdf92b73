import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeOnEngine } from '../../shell/database/testing/database-harness.ts'
import { createSqlStore } from '../../shell/store/sql-store.ts'
import { startTarget, type Target } from './testing/monitor-bench.ts'
import { startMonitorServer } from './testing/monitor-server.ts'

let target: Target
let count = 0
beforeAll(async () => {
  target = await startTarget()
})
afterAll(() => target.close())

describeOnEngine('postgres', 'the API of monitors', (open) => {
  const begin = async () => {
    const database = await open()
    const server = await startMonitorServer(database)
    return { database, server, manager: server.as('manager') }
  }
  const shop = () => ({ id: 'shop', kind: 'http', settings: { url: target.url }, every: '30s' })

  test('a monitor is created, shown, listed by layer, replaced and deleted', async () => {
    const { manager } = await begin()
    const created = await manager.post('/monitors', { ...shop(), layer: 'business', secret: 'Bearer s' })
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      ...{ id: 'shop', name: 'shop', level: 'pending', has_secret: true, every: '30s', timeout: '10s', confirm: 1 },
      ...{ layer: 'business', uptime_24h: null, latency_24h: [] },
    })
    expect(JSON.stringify(created.body)).not.toContain('Bearer')
    expect((await manager.get('/monitors?layer=business')).body.items).toHaveLength(1)
    expect((await manager.get('/monitors?layer=application')).body.items).toHaveLength(0)
    const { id: _, ...body } = { ...shop(), active: false }
    expect((await manager.put('/monitors/shop', body)).body).toMatchObject({
      level: 'off',
      has_secret: true,
      layer: 'infrastructure',
    })
    expect((await manager.put('/monitors/shop', { ...body, secret: null })).body).toMatchObject({ has_secret: false })
    expect((await manager.delete('/monitors/shop')).status).toBe(204)
    expect((await manager.get('/monitors/shop')).status).toBe(404)
  })

  test('what is wrong is told by field, with what would be right', async () => {
    const { manager } = await begin()
    const problems = async (body: object) =>
      (await manager.post('/monitors', { ...shop(), ...body })).body.error.details
    expect(await problems({ settings: { url: 'ftp://a', nonsense: 1 } })).toEqual([
      { field: 'settings.url', problem: expect.stringContaining('https://') },
      { field: 'settings.nonsense', problem: expect.stringContaining('There are url, method') },
    ])
    expect(await problems({ settings: { url: 'https://user:pass@example.com' } })).toMatchObject([
      { problem: expect.stringContaining('as the secret') },
    ])
    expect(await problems({ every: '5s' })).toEqual([
      { field: 'every', problem: 'expected a duration from 10s to 1d.' },
    ])
    expect(await problems({ service: 'nowhere' })).toMatchObject([
      { field: 'service', problem: expect.stringContaining('no service "nowhere"') },
    ])
    expect(await problems({ kind: 'ping', settings: { host: 'a' }, secret: 's' })).toMatchObject([{ field: 'secret' }])
    expect(
      await problems({ settings: { url: 'https://a.example.com', headers: { Authorization: 'x' } } }),
    ).toMatchObject([{ field: 'settings.headers' }])
    const metric = { kind: 'metric', settings: { source: 'prom', query: 'up', warning: 10, critical: 5 } }
    expect(await problems(metric)).toMatchObject([
      { field: 'settings.warning' },
      { field: 'settings.source', problem: expect.stringContaining('no data source') },
    ])
  })

  test('a draft is tried once, with its timing, and nothing is kept of it', async () => {
    const { manager, database } = await begin()
    const before = target.requests()
    const tried = await manager.post('/monitors/try', shop())
    expect(tried.body).toMatchObject({
      finding: 'ok',
      message: 'status 200',
      target: target.url,
      details: { status: 200 },
    })
    expect(tried.body.latency_ms).toBeGreaterThan(0)
    expect(target.requests()).toBe(before + 1)
    expect((await database.pool.query('select * from monitors')).rows).toEqual([])
    expect(
      (await manager.post('/monitors/try', { ...shop(), settings: { url: 'http://169.254.169.254/' } })).body,
    ).toMatchObject({
      ...{ finding: 'critical', message: expect.stringContaining('credentials') },
    })
    expect((await (await begin()).server.as('responder').post('/monitors/try', shop())).status).toBe(403)
  })

  test('a stored secret is tried on its own target only', async () => {
    const { manager } = await begin()
    await manager.post('/monitors', { ...shop(), secret: 'Bearer s' })
    const other = await startTarget()
    try {
      await manager.post('/monitors/try', shop())
      expect(target.lastAuthorization()).toBe('Bearer s')
      await manager.post('/monitors/try', { ...shop(), settings: { url: other.url } })
      expect(other.requests()).toBe(1)
      expect(other.lastAuthorization()).toBeUndefined()
    } finally {
      other.close()
    }
  })

  test('a monitor is checked before its turn, also one that was never checked; one that is off is not', async () => {
    const { manager, server } = await begin()
    await manager.post('/monitors', shop())
    expect((await server.as('responder').post('/monitors/shop/check')).status).toBe(204)
    await manager.post('/monitors', { ...shop(), id: 'off', active: false })
    expect((await manager.post('/monitors/off/check')).status).toBe(404)
    expect((await server.as('viewer').post('/monitors/shop/check')).status).toBe(403)
  })

  test('a data source that a metric asks is not deleted, and a service that a monitor has neither', async () => {
    const { manager } = await begin()
    await manager.post('/data-sources', {
      id: 'prom',
      system: 'prometheus',
      settings: { url: 'http://prom.example.com' },
      secret: 'x',
    })
    await manager.post('/services', { id: 'api' })
    const metric = { id: 'm', kind: 'metric', settings: { source: 'prom', query: 'up', critical: 1 }, service: 'api' }
    expect((await manager.post('/monitors', metric)).status).toBe(201)
    expect((await manager.delete('/data-sources/prom')).body.error).toMatchObject({
      code: 'still_used',
      details: [{ problem: 'is used by the monitor m' }],
    })
    expect((await manager.delete('/services/api')).body.error.code).toBe('still_used')
    expect((await manager.get('/data-sources')).body.items).toMatchObject([
      { id: 'prom', has_secret: true, system: 'prometheus' },
    ])
  })

  test('a monitor is a source of its own to those who place its alerts', async () => {
    const { manager, database } = await begin()
    await manager.post('/services', { id: 'api' })
    await manager.post('/monitors', { ...shop(), service: 'api', scope: 'company_wide', quiet_period: '5m' })
    const { sources } = await createSqlStore(database.kysely).loadDirectory()
    expect(sources.get('monitor/shop' as never)).toMatchObject({
      ...{ system: 'monitor', service: 'api', scope: 'company_wide', quietPeriodMs: 300_000, isActive: true },
    })
  })

  test('the kinds are described with their settings, and the templates are valid monitors', async () => {
    const { manager } = await begin()
    const { monitors, data_sources, templates } = (await manager.get('/monitor-kinds')).body
    expect(monitors.map(({ kind }: { kind: string }) => kind)).toContain('grpc')
    expect(monitors[0].settings.properties).toHaveProperty('url')
    expect(data_sources).toHaveLength(6)
    await manager.post('/data-sources', { id: 's', system: 'prometheus', settings: { url: 'http://prom.example.com' } })
    for (const { id, layer, severity, scope, settings, queries } of templates)
      for (const query of Object.values(queries)) {
        const body = { kind: 'metric', layer, severity, scope, settings: { ...settings, query, source: 's' } }
        const created = await manager.post('/monitors', { id: `t${++count}`, ...body })
        expect([created.status, id]).toEqual([201, id])
      }
  })
})
