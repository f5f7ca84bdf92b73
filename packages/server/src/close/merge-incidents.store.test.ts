import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { IncidentCommand, IncidentState } from '@tocsin/core/incident.ts'
import type { IncidentId } from '@tocsin/core/kernel/brand.ts'
import { ANA, aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { createMatchRound } from '../detect/match-loop.ts'
import { onSnapshot } from '../shell/backup/read-rows.ts'
import { verifyFacts } from '../shell/backup/verify-facts.ts'
import { describeOnEachEngine, describeOnEngine } from '../shell/database/testing/database-harness.ts'
import { type EngineBench, openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { runCommand, transact } from '../shell/engine/transact.ts'
import { createSqlStore } from '../shell/store/sql-store.ts'
import { mergeIncidents, unmergeIncident } from './merge-incidents.ts'

const actor = { kind: 'user', id: ANA, via: 'api' } as const
const GROUPED = aDirectory({ sources: [aSource('monitor', { groupBy: ['app'], quietPeriodMs: ms('0m') })] })
const ofApp = (app: string, key = app): Partial<Signal> => ({ key, labels: { app } })
const CLEARED = { state: 'resolved' } as const
const A = 'INC-2026-000001' as IncidentId
const B = 'INC-2026-000002' as IncidentId
const C = 'INC-2026-000003' as IncidentId

function merging(bench: EngineBench) {
  const match = createMatchRound(bench.deps)
  return {
    ...bench,
    finishMatching: () => bench.finish(match),
    async see(...signals: Partial<Signal>[]) {
      await bench.receive(...signals)
      await bench.finish(match)
    },
    merge: (from: IncidentId, into: IncidentId) =>
      transact(bench.deps, (unit) => mergeIncidents(unit, from, { into, by: ANA }, { actor })),
    unmerge: (from: IncidentId) => transact(bench.deps, (unit) => unmergeIncident(unit, from, {}, { actor })),
    run: (id: IncidentId, command: IncidentCommand) => runCommand(bench.deps, id, command, actor),
    async shown() {
      const told = (await bench.incidents()).map(({ id, status, record }) => [
        id.slice(-1),
        status,
        Object.keys(record.firing).length,
      ])
      return told.map((parts) => parts.join(' '))
    },
    /** Where each firing alert is, by its own key. */
    async places() {
      const { rows } = await bench.database.pool.query(
        'select a.key, p.incident_id, p.because from placements p join alerts a on a.id = p.alert_id order by a.key',
      )
      return rows.map(({ key, incident_id: id, because }) => `${key} in ${id.slice(-1)} ${because}`)
    },
  }
}

/** Law 2 in this database: every firing alert fires in exactly the incident that its placement names. */
async function expectOnePlaceEach(bench: EngineBench): Promise<void> {
  const { rows } = await bench.database.pool.query(
    "select a.id, p.incident_id from alerts a left join placements p on p.alert_id = a.id where a.state = 'firing'",
  )
  const states = await bench.incidents()
  for (const { id, incident_id: placed } of rows) {
    const having = states.filter(({ record }) => id in record.firing).map((state: IncidentState) => state.id)
    expect(having).toEqual([placed])
  }
}

describeOnEachEngine('merged incidents', (open) => {
  const begin = async () => merging(await openEngineBench(await open(), GROUPED))
  const RESOLVE = { type: 'Resolve', because: 'said_by_responder' } as const
  const CLOSE = { type: 'Close', reason: 'done' } as const

  test('the alerts of the one that ends are placed in the other, the escalation stops, and both timelines say so', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop', 'a'), ofApp('shop', 'b'), ofApp('cart', 'c'))
    await bench.see({ ...ofApp('shop', 'b'), ...CLEARED })
    const outcome = await bench.merge(A, B)
    expect(outcome).toMatchObject({ because: 'merged_by_hand', state: { id: A, status: 'merged' } })
    expect(await bench.shown()).toEqual(['1 merged 0', '2 open 2'])
    expect(await bench.places()).toEqual(['a in 2 alerts_merged', 'b in 2 alerts_merged', 'c in 2 new_group'])
    expect((await bench.facts(A)).at(-1)).toMatchObject({ type: 'IncidentMerged', into: B, because: 'merged_by_hand' })
    expect((await bench.facts(B)).at(-1)).toMatchObject({ type: 'IncidentAbsorbed', from: A })
    expect((await bench.rows('wakes')).filter(({ subject }) => subject === A)).toEqual([])
    const pending = (await bench.rows('outbox')).filter((row) => row.incident_id === A && row.class === 'page')
    expect(pending.map(({ state }) => state)).toEqual(['cancelled'])
    await expectOnePlaceEach(bench)
  })

  test('later alerts of its group, and recoveries of what it had, reach the other one', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop', 'a'), ofApp('cart', 'c'))
    await bench.merge(A, B)
    await bench.see(ofApp('shop', 'later'))
    expect(await bench.places()).toContain('later in 2 joined_merged_group')
    await bench.see({ ...ofApp('shop', 'a'), ...CLEARED })
    expect(await bench.shown()).toEqual(['1 merged 0', '2 open 2'])
    await bench.see(ofApp('shop', 'a'))
    expect(await bench.shown()).toEqual(['1 merged 0', '2 open 3'])
    await expectOnePlaceEach(bench)
  })

  test('a chain of merges is followed to its end', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop'), ofApp('cart'), ofApp('mail'))
    await bench.merge(A, B)
    await bench.merge(B, C)
    await bench.see(ofApp('shop', 'later'), ofApp('cart', 'also'))
    expect(await bench.shown()).toEqual(['1 merged 0', '2 merged 0', '3 open 5'])
    await expectOnePlaceEach(bench)
  })

  test('when the other one is over, its group begins anew, and the other keeps a group of its own', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop'), ofApp('cart'))
    await bench.merge(A, B)
    await bench.run(B, RESOLVE)
    await bench.run(B, CLOSE)
    await bench.see(ofApp('shop', 'later'))
    expect(await bench.incidents()).toMatchObject([{}, {}, { status: 'open', record: { recurrenceOf: B } }])
    await bench.see(ofApp('shop', 'same'))
    expect(await bench.shown()).toEqual(['1 merged 0', '2 closed 2', '3 open 2'])
  })

  test('what is taken out again has its alerts back, and alerts of its group join it anew', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop', 'a'), ofApp('cart', 'c'))
    await bench.merge(A, B)
    await bench.unmerge(A)
    expect(await bench.shown()).toEqual(['1 open 1', '2 open 1'])
    expect(await bench.places()).toEqual(['a in 1 unmerged_by_hand', 'c in 2 new_group'])
    await bench.see(ofApp('shop', 'later'), ofApp('cart', 'also'))
    expect(await bench.shown()).toEqual(['1 open 2', '2 open 2'])
    await expectOnePlaceEach(bench)
  })

  test('it is not taken out of what is closed, and a refusal leaves everything as it was', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop'), ofApp('cart'))
    await bench.merge(A, B)
    await bench.run(B, RESOLVE)
    await bench.run(B, CLOSE)
    const before = await bench.incidents()
    expect(await bench.unmerge(A)).toMatchObject({ rejected: { code: 'merge_target_over' } })
    expect(await bench.unmerge(B)).toMatchObject({ rejected: { code: 'not_merged' } })
    expect(await bench.merge(A, B)).toMatchObject({ rejected: { code: 'incident_merged' } })
    expect(await bench.merge(C, B)).toMatchObject({ rejected: { code: 'not_found' } })
    expect(await bench.incidents()).toEqual(before)
  })

  test('a group whose incident was opened again by hand goes on with it, unless a newer one has it', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop', 'a'))
    await bench.run(A, RESOLVE)
    await bench.run(A, CLOSE)
    await bench.run(A, { type: 'Reopen', because: 'asked' })
    await bench.see(ofApp('shop', 'later'))
    expect(await bench.shown()).toEqual(['1 open 2'])
    await bench.run(A, RESOLVE)
    await bench.run(A, CLOSE)
    await bench.see(ofApp('shop', 'newer'))
    await bench.run(A, { type: 'Reopen', because: 'asked' })
    await bench.see(ofApp('shop', 'newest'))
    expect(await bench.shown()).toEqual(['1 open 2', '2 open 2'])
  })

  test('the chains of both stay whole, and replaying them gives what is stored', async () => {
    const bench = await begin()
    await bench.see(ofApp('shop', 'a'), ofApp('shop', 'b'), ofApp('cart', 'c'))
    await bench.merge(A, B)
    await bench.unmerge(A)
    await bench.merge(A, B)
    const { problems } = await onSnapshot(bench.database.pool, verifyFacts)
    expect(problems).toEqual([])
  })
})

describeOnEngine('postgres', 'merges on two nodes', (open) => {
  test('alerts that join, incidents that are merged across each other and back: each alert ends in one place', async () => {
    const database = await open()
    const east = merging(await openEngineBench(database, GROUPED))
    const west = merging(await openEngineBench(database, GROUPED, { store: createSqlStore(database.kysely) }))
    const apps = ['shop', 'cart', 'mail', 'news']
    await east.see(...apps.map((app) => ofApp(app)))
    const ids = (await east.incidents()).map(({ id }) => id)
    const [first = A, second = B, third = C, fourth = C] = ids
    for (let round = 0; round < 6; round++) {
      const signals = apps.map((app) => ofApp(app, `${app}-${round}`))
      await east.receive(...signals)
      await Promise.all([
        east.finishMatching(),
        west.finishMatching(),
        ...[east.merge(first, second), west.merge(second, first), west.merge(third, second), east.merge(fourth, third)],
        west.unmerge(first),
        east.unmerge(third),
      ])
      await expectOnePlaceEach(east)
      await Promise.all([east.unmerge(first), west.unmerge(second), east.unmerge(third), west.unmerge(fourth)])
      await east.finishMatching()
      await expectOnePlaceEach(east)
    }
    expect([...east.logged, ...west.logged].filter(({ level }) => level === 'error')).toEqual([])
    const merged = (await east.incidents()).filter(({ status }) => status === 'merged')
    for (const { record } of merged) expect(record.alertsCount).toBe(0)
  })
})
