import { hash } from 'node:crypto'
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId, PolicyId, ServiceId, SourceId } from '@tocsin/core/kernel/brand.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { ANA, aDirectory, aService, aSource } from '@tocsin/core/testing/directory.ts'
import { at, ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine, describeOnEngine } from '../shell/database/testing/database-harness.ts'
import { createDirectoryCache } from '../shell/engine/directory-cache.ts'
import { type EngineBench, openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { runCommand } from '../shell/engine/transact.ts'
import { UnitOfWork } from '../shell/engine/unit-of-work.ts'
import { createCheckRound } from './check-placements.ts'
import { createMatchRound } from './match-loop.ts'

const BY_ANA = { kind: 'user', id: ANA, via: 'api' } as const
const GROUPED = aDirectory({ sources: [aSource('monitor', { groupBy: ['app'], quietPeriodMs: ms('5m') })] })
const ofApp = (app: string, key = app): Partial<Signal> => ({ key, labels: { app } })
const CLEARED = { state: 'resolved' } as const

async function matching(bench: EngineBench) {
  const match = createMatchRound(bench.deps)
  return {
    ...bench,
    match: () => bench.finish(match),
    /** Accepts signals and lets the matcher deal with them. */
    async see(...signals: Partial<Signal>[]) {
      await bench.receive(...signals)
      await bench.finish(match)
    },
    check: () => bench.finish(createCheckRound(bench.deps)),
  }
}

describeOnEachEngine('the matcher', (open) => {
  const begin = async (directory: Directory = GROUPED) => matching(await openEngineBench(await open(), directory))
  const stories = (incidents: IncidentState[]) =>
    incidents.map(({ status, record }) => [status, Object.keys(record.firing).length, record.alertsCount])

  test('a firing alert opens an incident, is placed in it, and pages', async () => {
    const { see, incident, placements, rows, nudged } = await begin()
    await see({ ...ofApp('shop'), title: 'Checkout fails', severity: 'critical' })
    const { id, record, classification, times } = await incident()
    expect([record.title, classification.severity, times.detected]).toEqual(['Checkout fails', 'high', at('0m')])
    const [alert] = await rows('alerts')
    expect(await placements()).toEqual([
      { alert: alert?.id, episode: 1, incident: id, because: 'new_group', placedAt: at('0m') },
    ])
    expect(await rows('alert_work')).toEqual([])
    expect((await rows('outbox')).map((row) => row.class)).toEqual(['page'])
    expect(nudged).toContain('send:page')
  })

  test('a repeat and other words change nothing, another severity is assessed, an acknowledgement takes it', async () => {
    const { see, incident, clock, facts } = await begin()
    await see({ ...ofApp('shop'), severity: 'low' })
    const { id, version } = await incident()
    await see({ ...ofApp('shop'), severity: 'low' }, { ...ofApp('unknown'), state: 'acknowledged' })
    await see({ ...ofApp('shop'), severity: 'low', title: 'Worse words' })
    expect((await incident()).version).toBe(version)
    clock.forward('1m')
    await see({ ...ofApp('shop'), severity: 'critical' })
    expect(await incident()).toMatchObject({ classification: { severity: 'high' }, priority: { urgency: 'high' } })
    await see({ ...ofApp('shop'), state: 'acknowledged' })
    expect(await incident()).toMatchObject({ status: 'acknowledged' })
    expect((await facts(id)).at(-1)).toMatchObject({
      type: 'IncidentAcknowledged',
      actor: { kind: 'source', id: 'monitor' },
    })
  })

  test('alerts of a group share an incident, which is verified when the last of them has cleared', async () => {
    const { see, incident, clock, rows } = await begin()
    await see(ofApp('shop', 'a'), ofApp('shop', 'b'))
    clock.forward('1m')
    await see(ofApp('shop', 'c'))
    expect(stories([await incident()])).toEqual([['open', 3, 3]])
    await see({ key: 'a', ...CLEARED }, { key: 'b', ...CLEARED })
    expect(stories([await incident()])).toEqual([['open', 1, 3]])
    await see({ key: 'c', ...CLEARED })
    expect(stories([await incident()])).toEqual([['verifying', 0, 3]])
    expect(await rows('wakes')).toMatchObject([{ kind: 'QuietPeriodDue', due: at('6m') }])
  })

  test('one that fires and one that clears in the same round: the incident stays open', async () => {
    const { see, receive, match, incident } = await begin()
    await see(ofApp('shop', 'a'))
    await receive({ key: 'a', ...CLEARED })
    await receive(ofApp('shop', 'b'))
    await match()
    expect(stories([await incident()])).toEqual([['open', 1, 2]])
  })

  test('all that waits of one alert is dealt with in its order', async () => {
    const { receive, match, incident, facts } = await begin()
    for (const signal of [ofApp('shop'), { key: 'shop', ...CLEARED }, ofApp('shop'), { key: 'shop', ...CLEARED }])
      await receive(signal)
    await match()
    const { id, record } = await incident()
    expect(record).toMatchObject({ firing: {}, alertsCount: 1 })
    const types = (await facts(id)).map(({ type }) => type).filter((type) => /^Alerts|Reopened|Restored/.test(type))
    expect(types).toEqual([
      'AlertsAttached',
      'AlertsCleared',
      'ServiceRestored',
      'AlertsAttached',
      'IncidentReopened',
      'AlertsCleared',
      'ServiceRestored',
    ])
  })

  test('a relapse while verifying or soon after reopens the incident; later it is a recurrence of its own', async () => {
    const { see, incidents, incident, clock, deps } = await begin()
    await see(ofApp('shop'))
    await see({ key: 'shop', ...CLEARED })
    clock.forward('1m')
    await see(ofApp('shop'))
    expect(stories([await incident()])).toEqual([['open', 1, 1]])

    const { id } = await incident()
    await runCommand(deps, id, { type: 'Resolve', because: 'said_by_responder' }, BY_ANA)
    await see({ key: 'shop', ...CLEARED })
    clock.forward('59m')
    await see(ofApp('shop'))
    expect(stories([await incident()])).toEqual([['open', 1, 1]])

    await runCommand(deps, id, { type: 'Resolve', because: 'said_by_responder' }, BY_ANA)
    await see({ key: 'shop', ...CLEARED })
    clock.forward('1h')
    await see(ofApp('shop'))
    const [first, second] = await incidents()
    expect([first?.status, second?.status, second?.record.recurrenceOf]).toEqual(['resolved', 'open', id])
    expect(first?.record.groupKey).toBeUndefined()
  })

  test('a closed incident takes nothing any more', async () => {
    const { see, incidents, deps } = await begin()
    await see(ofApp('shop'))
    const [{ id }] = (await incidents()) as [IncidentState]
    await runCommand(deps, id, { type: 'Resolve', because: 'said_by_responder' }, BY_ANA)
    await runCommand(deps, id, { type: 'Close', reason: 'done' }, BY_ANA)
    await see(ofApp('shop', 'another'))
    expect((await incidents()).map(({ status, record }) => [status, record.recurrenceOf])).toEqual([
      ['closed', undefined],
      ['open', id],
    ])
    await see({ key: 'shop', ...CLEARED })
    expect(stories(await incidents())).toEqual([
      ['closed', 0, 1],
      ['open', 1, 1],
    ])
  })

  test('when the window of a group is over the next alert opens another incident, and the first lets go of the group', async () => {
    const directory = aDirectory({ sources: [aSource('monitor', { groupBy: ['app'], groupWindowMs: ms('30m') })] })
    const { see, incidents, clock } = await begin(directory)
    await see(ofApp('shop', 'a'))
    clock.forward('29m')
    await see(ofApp('shop', 'b'))
    clock.forward('1m')
    await see(ofApp('shop', 'c'))
    await see({ key: 'a', ...CLEARED }, { key: 'c', ...CLEARED })
    const [first, second] = await incidents()
    expect(stories([first, second] as IncidentState[])).toEqual([
      ['open', 1, 2],
      ['verifying', 0, 1],
    ])
    expect([first?.record.groupKey, second?.record.groupKey]).toEqual([undefined, expect.any(String)])
  })

  test('an incident that is full lets go of its group, and what comes back to it still may', async () => {
    const { see, incidents, database } = await begin()
    await see(ofApp('shop', 'a'), ofApp('shop', 'b'))
    const almost = JSON.stringify(LIMITS.alertsPerIncidentMax)
    await database.pool.query(`update incidents set state = jsonb_set(state, '{record,alertsCount}', $1)`, [almost])
    await see({ key: 'a', ...CLEARED })
    await see(ofApp('shop', 'a'))
    expect(await incidents()).toHaveLength(1)
    await see(ofApp('shop', 'c'), ofApp('shop', 'd'))
    expect(stories(await incidents())).toEqual([
      ['open', 2, LIMITS.alertsPerIncidentMax],
      ['open', 2, 2],
    ])
  })

  test('labels of any length make groups: equal ones one, others another', async () => {
    const { see, incidents } = await begin()
    // Of hashes, because what compresses well would fit an index.
    const random = Array.from({ length: 70 }, (_, n) => hash('sha256', String(n)))
      .join('')
      .slice(0, LIMITS.labelCharsMax - 1)
    await see(ofApp(`${random}x`, 'a'), ofApp(`${random}x`, 'b'), ofApp(`${random}y`, 'c'))
    await see(ofApp(`${random}y`, 'd'))
    expect(stories(await incidents())).toEqual([
      ['open', 2, 2],
      ['open', 2, 2],
    ])
  })

  test('watchdogs and tests are recorded and page nobody', async () => {
    const { see, incidents, placements } = await begin()
    await see({ ...ofApp('shop', 'a'), recordOnly: 'watchdog' }, { ...ofApp('shop', 'b'), isTest: true })
    expect(await incidents()).toEqual([])
    expect((await placements()).map(({ because, checkAt }) => [because, checkAt]).sort()).toEqual([
      ['test_notification', undefined],
      ['watchdog', undefined],
    ])
  })

  test('an alert that was deleted comes again as a new one', async () => {
    const { see, incidents, database, rows } = await begin()
    await see(ofApp('shop'))
    await see({ key: 'shop', ...CLEARED })
    for (const table of ['alerts', 'signals', 'placements']) await database.pool.query(`delete from ${table}`)
    await see(ofApp('shop'))
    expect(await rows('alerts')).toMatchObject([{ episode: 1, seq: 1, state: 'firing' }])
    expect(stories(await incidents())).toEqual([['open', 1, 2]])
  })

  test('of a source that is gone alerts are muted, and its incidents still hear that they cleared', async () => {
    const { see, receive, match, incident, placements, setDirectory } = await begin()
    await see(ofApp('shop', 'a'))
    await receive(ofApp('shop', 'b'))
    await setDirectory({ ...aDirectory({ sources: [] }), version: 2 })
    await match()
    expect((await placements()).map(({ because }) => because).sort()).toEqual(['new_group', 'source_inactive'])
    await see({ key: 'a', ...CLEARED }, { key: 'b', ...CLEARED })
    expect(stories([await incident()])).toEqual([['resolved', 0, 1]])
  })

  test('a source that is switched on again: its alert that fires all the time is placed within a minute', async () => {
    const off = aDirectory({ sources: [aSource('monitor', { isActive: false })] })
    const { see, check, clock, placements, incident, setDirectory } = await begin(off)
    await see(ofApp('shop'))
    expect(await placements()).toMatchObject([{ because: 'source_inactive', checkAt: at('1m') }])
    clock.forward('1m')
    await check()
    expect(await placements()).toMatchObject([{ because: 'source_inactive', checkAt: at('2m') }])
    await setDirectory({ ...GROUPED, version: 2 })
    clock.forward('1m')
    await check()
    expect(stories([await incident()])).toEqual([['open', 1, 1]])
    expect((await placements())[0]?.checkAt).toBeUndefined()
  })

  test('a service that no longer exists sends its incidents to the admins', async () => {
    const lost = { policies: [], services: [aService('api', { policy: 'gone' as PolicyId })] }
    const sources = [
      aSource('monitor', { service: 'api' as ServiceId }),
      aSource('other', { service: 'none' as ServiceId }),
    ]
    const { see, receiveFrom, match, rows } = await begin(aDirectory({ ...lost, sources }))
    await see({ key: 'a' })
    await receiveFrom('other', { key: 'b' })
    await match()
    const sent = (await rows('outbox')).map((row) => (row.message as { user: string }).user)
    expect(sent).toEqual(['root', 'root'])
  })

  test.each([
    ['contradicts itself', `jsonb_set(state, '{version}', '-7')`],
    ['lacks a part', `state - 'record'`],
  ])('an alert whose incident %s holds up no other, and is placed once that is mended', async (_, damage) => {
    const { see, receive, match, clock, incidents, database, logged, rows } = await begin()
    await see(ofApp('broken', 'a'))
    const [{ id, ...state }] = (await incidents()) as [IncidentState]
    await database.pool.query(`update incidents set state = ${damage} where id = $1`, [id])
    await receive(ofApp('broken', 'b'), ...Array.from({ length: 20 }, (__, n) => ofApp(`app ${n}`)))
    await match()
    expect(await rows('incidents')).toHaveLength(21)
    expect(await rows('alert_work')).toHaveLength(1)
    expect(logged.at(-1)).toMatchObject({ level: 'error', facts: { alerts: 1 } })
    await see(ofApp('later'))
    expect(await rows('incidents')).toHaveLength(22)
    await database.pool.query('update incidents set state = $2 where id = $1', [id, { id, ...state }])
    clock.forward('1s')
    await match()
    expect(await rows('alert_work')).toEqual([])
    expect(stories(await incidents())[0]).toEqual(['open', 2, 2])
  })

  test('a failure of the database is no alert’s fault: the round fails and is repeated as it was', async () => {
    const { receive, deps, store, logged, match, incidents } = await begin()
    await receive(ofApp('a'), ofApp('b'))
    let failures = 2
    deps.store = {
      ...store,
      transaction: (work) => {
        failures -= 1
        return failures >= 0 ? Promise.reject(new Error('Connection terminated')) : store.transaction(work)
      },
    }
    await expect(match()).rejects.toThrow('Connection terminated')
    await expect(match()).rejects.toThrow('Connection terminated')
    await match()
    expect([logged, (await incidents()).length]).toEqual([[], 2])
  })
})

describeOnEngine('postgres', 'matchers of several nodes', (open) => {
  test('each alert is dealt with once, and each group has one open incident, however the rounds meet', async () => {
    const bench = await openEngineBench(await open(), GROUPED)
    const nodes = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const deps = { ...bench.deps, directory: await createDirectoryCache(bench.store) }
        return () => bench.finish(createMatchRound(deps))
      }),
    )
    const all = () => Promise.all(nodes.map((match) => match()))
    const keys = Array.from({ length: 240 }, (_, n) => n)
    for (let batch = 0; batch < 6; batch++) {
      const mine = keys.filter((n) => n % 6 === batch)
      const running = all()
      await bench.receive(...mine.map((n) => ofApp(`app ${n % 12}`, `k${n}`)))
      await running
    }
    await all()
    const incidents = await bench.incidents()
    expect(stories(incidents)).toEqual(Array(12).fill(['open', 20, 20]))
    expect(new Set(incidents.map(({ record }) => record.groupKey)).size).toBe(12)

    const half = keys.filter((n) => n % 2 === 0).map((n) => ({ key: `k${n}`, ...CLEARED }))
    await bench.receive(...half)
    const running = all()
    await bench.receive(...keys.filter((n) => n % 2 === 1).map((n) => ({ key: `k${n}`, ...CLEARED })))
    await running
    await all()
    expect(stories(await bench.incidents())).toEqual(Array(12).fill(['verifying', 0, 20]))
    expect(await bench.rows('alert_work')).toEqual([])
    const facts = await bench.rows('facts')
    const attached = facts.filter((row) => row.type === 'AlertsAttached')
    const ids = attached.flatMap((row) => (row.data as { alerts: { id: string }[] }).alerts.map((alert) => alert.id))
    expect([ids.length, new Set(ids).size]).toEqual([240, 240])
  })

  test('a group that goes to a newer incident while its lock is waited for is joined there', async () => {
    const bench = await openEngineBench(await open(), GROUPED)
    const { see } = await matching(bench)
    await see(ofApp('shop', 'a'))
    const { id, record } = await bench.incident()
    await runCommand(bench.deps, id, { type: 'Resolve', because: 'said_by_responder' }, BY_ANA)
    await bench.receive(ofApp('shop', 'b'))
    const locked = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    // Somebody else gives the group to a new incident, as a matcher does whose clock says that the time to reopen is over.
    const other = bench.store.transaction(async (tx) => {
      const held = await tx.loadIncidents([id])
      locked.resolve()
      await go.promise
      const now = held.get(id)
      if (!now) throw new Error('it is gone')
      const unit = new UnitOfWork(tx, GROUPED, bench.clock.now())
      await unit.load([id])
      unit.run(id, { type: 'ReleaseGroup', because: 'new_group' }, { kind: 'system', part: 'matcher' })
      const next = 'INC-2026-000777' as IncidentId
      unit.run(
        next,
        {
          ...{
            type: 'OpenIncident',
            id: next,
            title: 'Next',
            incidentType: 'operational',
            detectionMethod: 'monitoring',
          },
          ...{ source: 'monitor' as SourceId, services: [], alerts: [], because: 'new_group' },
          ...{ groupKey: record.groupKey ?? '', occurredAt: bench.clock.now(), detectedAt: bench.clock.now() },
        },
        { kind: 'system', part: 'matcher' },
      )
      await unit.flush()
    })
    await locked.promise
    const matched = bench.finish(createMatchRound(bench.deps))
    while ((await bench.rows('pg_locks where not granted')).length === 0) await bench.clock.nextTurn()
    go.resolve()
    await Promise.all([other, matched])
    const incidents = await bench.incidents()
    expect(incidents.map((each) => [each.id, each.status, Object.keys(each.record.firing).length])).toEqual([
      [id, 'resolved', 1],
      ['INC-2026-000777', 'open', 1],
    ])
  })

  const stories = (incidents: IncidentState[]) =>
    incidents.map(({ status, record }) => [status, Object.keys(record.firing).length, record.alertsCount])
})
