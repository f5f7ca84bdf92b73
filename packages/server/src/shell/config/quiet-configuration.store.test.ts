import { DAY, HOUR, MINUTE } from '@tocsin/core/kernel/instant.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Database } from '../database/open-database.ts'
import { describeOnEngine } from '../database/testing/database-harness.ts'
import { loadDirectory } from '../store/sql/directory.queries.ts'
import { type Caller, startConfigurationServer } from './testing/configuration-server.ts'

const FILE = `version: 1
services:
  - id: db
  - id: api
    depends_on: [db]
    when_dependency_fails: page
sources:
  - id: am
    system: alertmanager
    key: a-long-random-key-0123
    quiet:
      wait: 2m
      flapping: { changes: 6, within: 10m, stable: 5m }
      threshold: { alerts: 3, within: 5m, or_after: 30m }
      storm: { incidents: 10, within: 5m }
      rate: { alerts: 6000, within: 1m }
      dependency_window: 0s
      stale_after: 3d
inhibitions:
  - id: cluster-down
    causes: ['alertname="ClusterDown"']
    symptoms: ['severity=~"warning|info"']
    equal: [cluster]
maintenance:
  - id: weekly
    zone: Europe/Berlin
    starts_at: 2026-01-06T01:00
    lasts: 2h
    repeat: { every: week }
    services: [db]
`

const FIRST = { starts_at: '2026-01-06T00:00:00.000Z', ends_at: '2026-01-06T02:00:00.000Z' }

describeOnEngine('embedded', 'the configuration of quiet', (open) => {
  let database: Database
  let server: Awaited<ReturnType<typeof startConfigurationServer>>
  let manager: Caller
  beforeEach(async () => {
    database = await open()
    server = await startConfigurationServer(database)
    manager = server.as('manager')
  })
  afterEach(() => server.app.close())

  const problemOf = (answer: Awaited<ReturnType<Caller['post']>>) =>
    (answer.body.error?.details ?? []).map(
      (each: { field: string; problem: string }) => `${each.field} ${each.problem}`,
    )

  test('a file says all of it, decisions read it, and applying it again changes nothing', async () => {
    const apply = () => server.as('admin').post('/configuration/apply', { file: FILE })
    expect((await apply()).body).toMatchObject({ is_applied: true, problems: [] })
    expect((await apply()).body).toMatchObject({ changes: [] })
    const directory = await loadDirectory(database.kysely)
    expect(directory.services.get('api' as never)).toMatchObject({ dependsOn: ['db'], whenDependencyFails: 'page' })
    expect(directory.sources.get('am' as never)?.quiet).toEqual({
      ...{ waitMs: 2 * MINUTE, dependencyWindowMs: 0, staleAfterMs: 3 * DAY },
      flapping: { changes: 6, withinMs: 10 * MINUTE, stableMs: 5 * MINUTE },
      threshold: { alerts: 3, withinMs: 5 * MINUTE, orAfterMs: 30 * MINUTE },
      storm: { incidents: 10, withinMs: 5 * MINUTE },
      rate: { alerts: 6_000, withinMs: MINUTE },
    })
    expect(directory.inhibitions).toMatchObject([{ id: 'cluster-down', equal: ['cluster'], isActive: true }])
    expect(directory.maintenance).toMatchObject([
      { id: 'weekly', mode: 'mute', lastsMs: 2 * HOUR, repeat: { every: 'week', count: 1, weekdays: [2] } },
    ])
    expect((await manager.get('/sources/am')).body.quiet).toMatchObject({
      ...{ wait: '2m', stale_after: '3d', rate: { alerts: 6_000, within: '1m' } },
    })
  })

  test('what cannot be is refused with the field and how to mend it', async () => {
    await manager.post('/services', { id: 'db' })
    expect(problemOf(await manager.post('/services', { id: 'api', depends_on: ['api', 'dbb'] }))).toEqual([
      'depends_on.0 is the service itself: name what it needs besides itself.',
      'depends_on.1 there is no service "dbb". Did you mean "db"?',
    ])
    expect(problemOf(await manager.post('/inhibitions', { id: 'x', causes: ['severity'], symptoms: [] }))).toEqual([
      'causes.0 bad matcher format: severity; write for example alertname="ClusterDown"',
    ])
    expect(problemOf(await manager.post('/inhibitions', { id: 'x', causes: ['a="b"'], symptoms: [] }))).toEqual([
      'symptoms names no label; write for example severity="critical".',
    ])
    const window = { id: 'w', zone: 'UTC', starts_at: '2026-01-06T01:00', lasts: '2h' }
    const never = { ...window, starts_at: '2026-02-01T01:00', repeat: { every: 'month', count: 12, day: 31 } }
    expect(problemOf(await manager.post('/maintenance', never))).toEqual([
      'repeat never comes true: no day in ten years is like that.',
    ])
    expect(problemOf(await manager.post('/maintenance', { ...window, starts_at: '2026-02-30T01:00' }))).toEqual([
      'starts_at expected a day and a time that exist',
    ])
    expect(problemOf(await manager.post('/maintenance', { ...window, repeat: { every: 'day', day: 3 } }))).toEqual([
      'repeat.day is only for every: month.',
    ])
    const often = { rate: { alerts: 10, within: '8d' } }
    expect(problemOf(await manager.post('/sources', { id: 's', system: 'json', quiet: often }))).toEqual([
      'quiet.rate.within is the time in which alerts are taken: between 1s and 7d.',
    ])
    const quiet = { stale_after: '2m', wait: '5m' }
    expect(problemOf(await manager.post('/sources', { id: 's', system: 'json', quiet }))).toEqual([
      'quiet.stale_after must be longer than wait: nothing would ever count.',
    ])
  })

  test('a service that another needs, or that is being worked on, is not deleted', async () => {
    await server.as('admin').post('/configuration/apply', { file: FILE })
    await database.pool.query("update services set owned_by = 'app'")
    const answer = await manager.delete('/services/db')
    expect(answer.code).toBe('still_used')
    expect(problemOf(answer)).toEqual(['id is used by the service api', 'id is used by the maintenance window weekly'])
  })

  test('a window says what is under way and what comes; those who respond end or extend it', async () => {
    await server.as('admin').post('/configuration/apply', { file: FILE })
    expect((await manager.get('/maintenance/weekly')).body).toMatchObject({
      ...{ state: 'active', current: FIRST },
      upcoming: [{ starts_at: '2026-01-13T00:00:00.000Z' }, {}, {}],
    })
    const responder = server.as('responder')
    const extended = await responder.post('/maintenance/weekly/extend', { by_ms: HOUR })
    expect(extended.body.current.ends_at).toBe('2026-01-06T03:00:00.000Z')
    server.forward(10 * MINUTE)
    const ended = await responder.post('/maintenance/weekly/end')
    expect(ended.body).toMatchObject({ state: 'upcoming', current: null, owned_by: 'file' })
    expect((await responder.post('/maintenance/weekly/end')).code).toBe('not_under_way')
    expect((await server.as('reporter').post('/maintenance/weekly/end')).code).toBe('forbidden')
    // The file says nothing of it, and applying it again leaves it as it is.
    const again = await server.as('admin').post('/configuration/apply', { file: FILE })
    expect(again.body.changes).toEqual([])
  })

  test('the calendar lists what begins and what has begun, and knows whom it concerns', async () => {
    await server.as('admin').post('/configuration/apply', { file: FILE })
    const calendar = async (query: string) => (await manager.get(`/maintenance-calendar?${query}`)).body
    const { items } = await calendar('from=2026-01-06T01:00:00Z&to=2026-01-20T01:00:00Z')
    expect(items.map((each: { starts_at: string }) => each.starts_at.slice(0, 10))).toEqual([
      '2026-01-06',
      '2026-01-13',
      '2026-01-20',
    ])
    expect(items[0]).toMatchObject({ ...FIRST, is_active: true, maintenance: 'weekly', services: ['db'] })
    const none = await calendar('from=2026-01-06T01:00:00Z&to=2026-01-20T01:00:00Z&service=api')
    expect(none.items).toEqual([])
    expect(
      problemOf(await manager.get('/maintenance-calendar?from=2026-01-06T01:00:00Z&to=2026-01-05T01:00:00Z')),
    ).toEqual(['to lies after `from`, by 100 days at most'])
  })

  test('an inhibition says what it mutes now', async () => {
    await manager.post('/inhibitions', { id: 'rule', causes: ['a="b"'], symptoms: ['c="d"'] })
    expect((await manager.get('/inhibitions')).body.items).toMatchObject([
      { id: 'rule', causes: ['a="b"'], symptoms: ['c="d"'], causes_firing: 0, muted: 0 },
    ])
  })
})
