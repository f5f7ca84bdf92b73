/** Two transactions at once: who waits, who is left out, who is turned away. */
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { at, START } from '@tocsin/core/testing/time.ts'
import { beforeEach, expect, test } from 'vitest'
import { StoreConflict } from '../store.ts'
import {
  aBatch,
  alertOf,
  anAcceptSignal,
  anIncident,
  aPlacement,
  aSend,
  aWake,
  begin,
  changed,
  incidentId,
  oneSignal,
  SOURCE,
} from './builders.ts'
import type { StoreBench } from './store-bench.ts'

/** Long enough for a statement that waits for nobody to come back from a server. */
const PATIENCE_MS = 150

async function isWaiting(work: Promise<unknown>): Promise<boolean> {
  const timer = Promise.withResolvers<'waits'>()
  const timeout = setTimeout(() => timer.resolve('waits'), PATIENCE_MS)
  const first = await Promise.race([
    timer.promise,
    work.then(
      () => 'ended',
      () => 'ended',
    ),
  ])
  clearTimeout(timeout)
  return first === 'waits'
}

export function concurrencySuite(open: () => Promise<StoreBench>): void {
  let bench: StoreBench
  beforeEach(async () => {
    bench = await open()
  })
  const two = async () => [await begin(bench.store), await begin(bench.store)] as const
  const save = (...saves: ReturnType<typeof anIncident>[]) => bench.store.transaction((tx) => tx.saveIncidents(saves))

  test('a beat waits for whoever finds it missing, and clears the alert that this made', async () => {
    const beat = (time: string) => ({
      ...oneSignal(time, { key: 'beat', state: 'resolved' }),
      beats: [{ source: SOURCE, at: at(time), due: at('1h') }],
    })
    await bench.store.accept(beat('0m'))
    const [one, other] = await two()
    expect(await one.tx.lockLastBeats([SOURCE])).toEqual(new Map([[SOURCE, at('0m')]]))
    const late = bench.store.accept(beat('6m'))
    expect(await isWaiting(late)).toBe(true)
    await one.tx.accept(oneSignal('5m', { key: 'beat' }))
    await one.commit()
    expect(await late).toMatchObject([{ transition: 'cleared' }])
    expect(await other.tx.lockLastBeats([SOURCE])).toEqual(new Map([[SOURCE, at('6m')]]))
    await other.commit()
  })

  test('an alert that one works on is left out by the other, with all that waits for it', async () => {
    await bench.store.accept(oneSignal('0m', { key: 'a' }))
    await bench.store.accept(oneSignal('1m', { key: 'a', state: 'resolved' }))
    await bench.store.accept(oneSignal('2m', { key: 'b' }))
    const [one, other] = await two()
    expect((await one.tx.claimAlertWork('rest', 1)).map((work) => work.alert)).toEqual([alertOf('a')])
    expect((await other.tx.claimAlertWork('rest', 10)).map((work) => work.alert)).toEqual([alertOf('b')])
    await one.tx.finishAlertWork([{ alert: alertOf('a'), seq: 1 }])
    expect((await other.tx.claimAlertWork('rest', 10)).map((work) => work.alert)).toEqual([alertOf('b')])
    await one.commit()
    expect((await other.tx.claimAlertWork('rest', 10)).map((work) => [work.alert, work.signal.seq])).toEqual([
      [alertOf('a'), 2],
      [alertOf('b'), 1],
    ])
    await other.commit()
  })

  test('a placement that one looks at is left out by the other; who has a signal for it waits and reads it anew', async () => {
    await bench.store.accept(oneSignal('0m', { key: 'a' }))
    await bench.store.transaction((tx) => tx.finishAlertWork([{ alert: alertOf('a'), seq: 1 }]))
    await bench.store.transaction((tx) => tx.savePlacements([aPlacement('a', { checkAt: at('1m') })]))
    const [one, other] = await two()
    expect(await one.tx.claimPlacementChecks(at('1m'), 10)).toHaveLength(1)
    expect(await other.tx.claimPlacementChecks(at('1m'), 10)).toEqual([])
    await bench.store.accept(oneSignal('1m', { key: 'a', severity: 'low' }))
    const claiming = other.tx.claimAlertWork('rest', 10)
    expect(await isWaiting(claiming)).toBe(true)
    await one.tx.savePlacements([aPlacement('a', { because: 'looked at' })])
    await one.commit()
    expect((await claiming)[0]?.placement).toMatchObject({ because: 'looked at' })
    await other.commit()
  })

  test('a door does not wait for whoever works on the alert', async () => {
    await bench.store.accept(oneSignal('0m', { key: 'a' }))
    const one = await begin(bench.store)
    await one.tx.claimAlertWork('rest', 10)
    expect(await bench.store.accept(oneSignal('1m', { key: 'a', state: 'resolved' }))).toMatchObject([
      { transition: 'cleared' },
    ])
    await one.tx.finishAlertWork([{ alert: alertOf('a'), seq: 1 }])
    await one.commit()
    const [left] = await bench.store.transaction((tx) => tx.claimAlertWork('rest', 10))
    expect(left?.signal).toEqual({ seq: 2, kind: 'cleared', episode: 1 })
  })

  test('a transaction sees what others committed meanwhile, and nothing of what they did not', async () => {
    const [one, other] = await two()
    await other.tx.saveIncidents([anIncident(1, { groupKey: 'disk' })])
    expect((await one.tx.findGroupIncidents(['disk'])).size).toBe(0)
    expect((await other.tx.findGroupIncidents(['disk'])).size).toBe(1)
    await other.commit()
    expect((await one.tx.findGroupIncidents(['disk'])).size).toBe(1)
    await one.commit()
  })

  test('the same new condition at two doors is one alert: the second waits and repeats', async () => {
    const one = await begin(bench.store)
    await one.tx.accept(oneSignal('0m'))
    const second = bench.store.accept(aBatch({ signals: [anAcceptSignal({}, { newId: alertOf('second') })] }))
    expect(await isWaiting(second)).toBe(true)
    await one.commit()
    expect(await second).toMatchObject([{ alert: alertOf('disk'), transition: 'repeated' }])
  })

  test('the second takes over when the first is undone', async () => {
    const one = await begin(bench.store)
    await one.tx.accept(oneSignal('0m'))
    const second = bench.store.accept(aBatch({ signals: [anAcceptSignal({}, { newId: alertOf('second') })] }))
    expect(await isWaiting(second)).toBe(true)
    await one.rollback()
    expect(await second).toMatchObject([{ alert: alertOf('second'), transition: 'fired' }])
  })

  test('expiry waits for a repeat that is on its way, and then leaves the alert alone', async () => {
    await bench.store.accept(oneSignal('0m', { expiresAt: at('5m') }))
    const one = await begin(bench.store)
    await one.tx.accept(oneSignal('4m', { expiresAt: at('9m') }))
    const expiry = bench.store.transaction((tx) => tx.expireAlerts([alertOf('disk')], at('5m')))
    expect(await isWaiting(expiry)).toBe(true)
    await one.commit()
    expect(await expiry).toEqual([{ alert: alertOf('disk'), expiresAt: at('9m') }])
    expect(await bench.rows('alerts')).toMatchObject([{ state: 'firing' }])
  })

  test('an incident that is loaded for change is waited for, and read as it then is', async () => {
    const first = anIncident(1)
    await save(first)
    const [one, other] = await two()
    await one.tx.loadIncidents([incidentId(1)])
    const loading = other.tx.loadIncidents([incidentId(1)])
    expect(await isWaiting(loading)).toBe(true)
    const noted = changed(first, { type: 'AddNote', text: 'mine' }, at('1m'))
    await one.tx.saveIncidents([noted])
    await one.commit()
    expect((await loading).get(incidentId(1))?.state.version).toBe(noted.state.version)
    await other.commit()
  })

  test('of two who open one group the second waits, and is turned away', async () => {
    const [one, other] = await two()
    await one.tx.saveIncidents([anIncident(1, { groupKey: 'disk' })])
    const saving = other.tx.saveIncidents([anIncident(2, { groupKey: 'disk' })])
    saving.catch(() => {})
    expect(await isWaiting(saving)).toBe(true)
    await one.commit()
    await expect(saving.then(() => other.commit())).rejects.toThrow()
    await other.rollback()
    expect((await bench.rows('incidents')).map((row) => row.id)).toEqual([incidentId(1)])
  })

  test('the second gets the group when the first is undone', async () => {
    const [one, other] = await two()
    await one.tx.saveIncidents([anIncident(1, { groupKey: 'disk' })])
    const saving = other.tx.saveIncidents([anIncident(2, { groupKey: 'disk' })])
    expect(await isWaiting(saving)).toBe(true)
    await one.rollback()
    await saving
    await other.commit()
    expect((await bench.rows('incidents')).map((row) => row.id)).toEqual([incidentId(2)])
  })

  test('whoever wants a group that is just being left waits to see whether it is', async () => {
    const first = anIncident(1, { groupKey: 'disk' })
    await save(first)
    const [one, other] = await two()
    await one.tx.saveIncidents([changed(first, { type: 'Resolve', because: 'said_by_responder' }, at('1m'))])
    const saving = other.tx.saveIncidents([anIncident(2, { groupKey: 'disk' })])
    expect(await isWaiting(saving)).toBe(true)
    await one.commit()
    await saving
    await other.commit()
    expect(await bench.rows('incidents')).toHaveLength(2)
  })

  test('two who wait for each other: one is turned away, the other goes on', async () => {
    await save(anIncident(1), anIncident(2))
    const [one, other] = await two()
    await one.tx.loadIncidents([incidentId(1)])
    await other.tx.loadIncidents([incidentId(2)])
    const attempts = await Promise.allSettled([
      one.tx.loadIncidents([incidentId(2)]).finally(() => one.rollback()),
      other.tx.loadIncidents([incidentId(1)]).finally(() => other.rollback()),
    ])
    expect(attempts.map((attempt) => attempt.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('a deadlock shows as a conflict to whoever runs the transaction', async () => {
    await save(anIncident(1), anIncident(2))
    const crossing = (first: number, second: number, met: Promise<void>, meet: () => void) =>
      bench.store.transaction(async (tx) => {
        await tx.loadIncidents([incidentId(first)])
        meet()
        await met
        await tx.loadIncidents([incidentId(second)])
      })
    const here = Promise.withResolvers<void>()
    const there = Promise.withResolvers<void>()
    const ends = await Promise.allSettled([
      crossing(1, 2, there.promise, here.resolve),
      crossing(2, 1, here.promise, there.resolve),
    ])
    const errors = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))
    expect(errors).toHaveLength(1)
    expect(errors[0]).toBeInstanceOf(StoreConflict)
  })

  test('numbers are handed out one after the other', async () => {
    const [one, other] = await two()
    expect(await one.tx.allocateIncidentNumbers(2026, 2)).toBe(1)
    const second = other.tx.allocateIncidentNumbers(2026, 1)
    expect(await isWaiting(second)).toBe(true)
    await one.rollback()
    expect(await second).toBe(1)
    await other.commit()
  })

  test('a wake that one carries out is left out by the other', async () => {
    await bench.store.transaction((tx) => tx.saveWakes([aWake('a'), aWake('b', { due: at('1s') })]))
    const [one, other] = await two()
    expect((await one.tx.claimWakes(at('1m'), 1)).map((wake) => wake.key)).toEqual(['a'])
    expect((await other.tx.claimWakes(at('1m'), 1)).map((wake) => wake.key)).toEqual(['b'])
    await one.rollback()
    expect((await other.tx.claimWakes(at('1m'), 5)).map((wake) => wake.key)).toEqual(['a', 'b'])
    await other.commit()
  })

  test('a wake set anew while it is carried out is set once that is done', async () => {
    await bench.store.transaction((tx) => tx.saveWakes([aWake('a')]))
    const [one, other] = await two()
    await one.tx.claimWakes(at('1m'), 1)
    await one.tx.deleteWakes(['a'])
    const setting = other.tx.saveWakes([aWake('a', { due: at('9m') })])
    expect(await isWaiting(setting)).toBe(true)
    await one.commit()
    await setting
    await other.commit()
    expect(await bench.rows('wakes')).toMatchObject([{ key: 'a', due: at('9m') }])
  })

  test('deleting waits for whoever sets, and then deletes what was set', async () => {
    await bench.store.transaction((tx) => tx.saveWakes([aWake('a')]))
    const [one, other] = await two()
    await one.tx.saveWakes([aWake('a', { due: at('9m') })])
    const deleting = other.tx.deleteWakes(['a'])
    expect(await isWaiting(deleting)).toBe(true)
    await one.commit()
    await deleting
    await other.commit()
    expect(await bench.rows('wakes')).toEqual([])
  })

  const DONE = { key: 'p1', attempt: 1, how: { kind: 'done' } } as const
  const claim = (node: string, now: Instant = START) =>
    bench.store.claimSends({ class: 'page', now, leasedUntil: at('1m'), node, limit: 10, channelMax: 10, underWay: {} })

  test('two nodes share the sends, none gets both', async () => {
    await bench.store.transaction((tx) => tx.addSends(Array.from({ length: 20 }, (_, n) => aSend(`p${n}`))))
    const claims = await Promise.all(['a', 'b', 'c'].map((node) => claim(node)))
    const keys = claims.flat().map((send) => send.key)
    expect(new Set(keys).size).toBe(20)
    expect(keys).toHaveLength(20)
  })

  test('a send whose outcome is being written is not claimed', async () => {
    await bench.store.transaction((tx) => tx.addSends([aSend('p1')]))
    await claim('a')
    const one = await begin(bench.store)
    expect((await one.tx.endSends([DONE], at('2m'))).has('p1')).toBe(true)
    expect(await claim('b', at('2m'))).toEqual([])
    await one.commit()
    expect(await claim('b', at('2m'))).toEqual([])
  })

  test('cancelling waits for an outcome that is being written, and leaves what has ended', async () => {
    await bench.store.transaction((tx) => tx.addSends([aSend('p1'), aSend('p2')]))
    await claim('a')
    const [one, other] = await two()
    await one.tx.endSends([DONE], at('2m'))
    const cancelling = other.tx.cancelSends(['p1', 'p2'], at('2m'))
    expect(await isWaiting(cancelling)).toBe(true)
    await one.commit()
    await cancelling
    await other.commit()
    const rows = (await bench.rows('outbox')).sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(rows.map((row) => row.state)).toEqual(['done', 'cancelled'])
  })

  test('an outcome waits for a cancelling, and is written down after it', async () => {
    await bench.store.transaction((tx) => tx.addSends([aSend('p1')]))
    await claim('a')
    const [one, other] = await two()
    await one.tx.cancelSends(['p1'], at('2m'))
    const ending = other.tx.endSends([DONE], at('2m'))
    expect(await isWaiting(ending)).toBe(true)
    await one.commit()
    expect((await ending).has('p1')).toBe(true)
    await other.commit()
    expect(await bench.rows('outbox')).toMatchObject([{ state: 'done', leased_by: null }])
  })
}
