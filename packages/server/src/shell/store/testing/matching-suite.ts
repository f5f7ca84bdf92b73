/** What the matcher asks of a store: alerts with waiting signals, placements, silences, groups, numbers. */
import type { AlertId } from '@tocsin/core/kernel/brand.ts'
import { at, START } from '@tocsin/core/testing/time.ts'
import { beforeEach, expect, test } from 'vitest'
import type { PlacementRow, SilenceRow } from '../store.ts'
import { aBatch, anAcceptSignal, anIncident, aPlacement, aSilence, changed, incidentId, oneSignal } from './builders.ts'
import type { StoreBench } from './store-bench.ts'

export function matchingSuite(open: () => Promise<StoreBench>): void {
  let bench: StoreBench
  beforeEach(async () => {
    bench = await open()
  })

  const claim = (limit: number) => bench.store.transaction((tx) => tx.claimAlertWork(limit))
  const fire = (time: string, ...keys: string[]) =>
    bench.store.accept(
      aBatch({ signals: keys.map((key) => anAcceptSignal({ key }, { receivedAt: at(time), delivery: time })) }),
    )
  const place = (...rows: PlacementRow[]) => bench.store.transaction((tx) => tx.savePlacements(rows))

  test('alerts are dealt with oldest first, at most so many signals at once', async () => {
    await fire('3m', 'c')
    await fire('1m', 'a')
    await fire('2m', 'b')
    await bench.store.accept(oneSignal('4m', { key: 'a', state: 'resolved' }))
    expect((await claim(2)).map((work) => work.alert)).toEqual(['alert a', 'alert b'])
    const all = await claim(10)
    expect(all.map((work) => work.alert)).toEqual(['alert a', 'alert b', 'alert c'])
    expect(all[0]?.signals.map((signal) => signal.kind)).toEqual(['fired', 'cleared'])
    expect(all[0]?.state).toBe('resolved')
  })

  test('work that is done waits no more, and only that', async () => {
    await fire('0m', 'a')
    await bench.store.accept(oneSignal('1m', { key: 'a', state: 'resolved' }))
    const alert = 'alert a' as AlertId
    await bench.store.transaction((tx) => tx.finishAlertWork([{ alert, seq: 1 }]))
    expect((await claim(10))[0]?.signals).toEqual([{ seq: 2, kind: 'cleared', episode: 1 }])
    await bench.store.transaction((tx) =>
      tx.finishAlertWork([
        { alert, seq: 2 },
        { alert, seq: 3 },
      ]),
    )
    expect(await claim(10)).toEqual([])
    const named = await bench.store.transaction((tx) => tx.claimAlerts([alert, 'unknown' as AlertId]))
    expect(named).toMatchObject([{ alert, signals: [] }])
    expect(await bench.store.transaction((tx) => tx.claimAlerts([]))).toEqual([])
  })

  test('a placement is read back as it was saved, and an unknown alert has none', async () => {
    await fire('0m', 'a')
    const muted = aPlacement('alert a', { because: 'muted_by_silence', silence: 'quiet', until: at('1h') })
    await place(muted, aPlacement('unknown'))
    expect((await claim(1))[0]?.placement).toEqual(muted)
    const joined = aPlacement('alert a', { incident: incidentId(1), placedAt: at('2h') })
    await place(joined)
    expect((await claim(1))[0]?.placement).toEqual(joined)
    expect(await bench.rows('placements')).toHaveLength(1)
    await place()
  })

  test('a silence knows which firing alerts it mutes', async () => {
    await fire('0m', 'a', 'b', 'c', 'd')
    await bench.store.accept(oneSignal('1m', { key: 'c', state: 'resolved' }))
    const quiet = { because: 'muted_by_silence', silence: 'quiet' }
    await place(
      ...['b', 'a', 'c'].map((key) => aPlacement(`alert ${key}`, quiet)),
      aPlacement('alert d', { ...quiet, silence: 'other' }),
    )
    const muted = (limit: number) => bench.store.transaction((tx) => tx.listAlertsMutedBy('quiet', limit))
    expect(await muted(10)).toEqual(['alert a', 'alert b'])
    expect(await muted(1)).toEqual(['alert a'])
  })

  const saveSilence = (row: SilenceRow) => bench.store.transaction((tx) => tx.saveSilence(row))

  test('a silence is active from its start until just before its end', async () => {
    await saveSilence(aSilence({ startsAt: at('10m'), endsAt: at('20m') }))
    await saveSilence(aSilence({ id: 'broken', matchers: [{ name: 'a', value: '(', isRegex: true, isEqual: true }] }))
    const active = (time: string) => bench.store.transaction((tx) => tx.listActiveSilences(at(time)))
    expect(await active('9m')).toEqual([])
    expect(await active('20m')).toEqual([])
    const [quiet, ...others] = await active('10m')
    expect(others).toEqual([])
    expect(quiet).toMatchObject({ id: 'quiet', startsAt: at('10m'), endsAt: at('20m') })
    expect([quiet?.matches({ host: 'db-1' }), quiet?.matches({ host: 'db-2' })]).toEqual([true, false])
  })

  test('a silence is found as it was saved last', async () => {
    const find = (id: string) => bench.store.transaction((tx) => tx.findSilence(id))
    expect(await find('quiet')).toBeNull()
    const first = aSilence({ annotations: { ticket: 'OPS-1' } })
    await saveSilence(first)
    expect(await find('quiet')).toEqual(first)
    const ended = aSilence({ endsAt: at('5m'), comment: 'Done early', updatedAt: at('5m'), matchers: [] })
    await saveSilence(ended)
    expect(await find('quiet')).toEqual(ended)
    expect(await bench.rows('silences')).toHaveLength(1)
  })

  test('of a group the latest incident is found, final ones included', async () => {
    const first = anIncident(1, { groupKey: 'disk' })
    const resolved = changed(first, { type: 'Resolve', because: 'said_by_responder' }, at('1m'))
    const closed = changed(resolved, { type: 'Close', reason: 'done' }, at('2m'))
    const find = (...keys: string[]) => bench.store.transaction((tx) => tx.findGroupIncidents(keys))
    await bench.store.transaction((tx) => tx.saveIncidents([first]))
    await bench.store.transaction((tx) => tx.saveIncidents([resolved]))
    await bench.store.transaction((tx) => tx.saveIncidents([closed]))
    expect(await find('disk')).toEqual(
      new Map([['disk', { id: incidentId(1), status: 'closed', recordedAt: START, resolvedAt: at('1m') }]]),
    )
    const second = anIncident(2, { groupKey: 'disk', detectedAt: at('5m') })
    const same = anIncident(3, { groupKey: 'net', detectedAt: at('5m') })
    await bench.store.transaction((tx) => tx.saveIncidents([same, second]))
    const found = await find('disk', 'net', 'cpu')
    expect([...found].map(([key, incident]) => [key, incident.id])).toEqual([
      ['disk', incidentId(2)],
      ['net', incidentId(3)],
    ])
    expect(await find()).toEqual(new Map())
  })

  test('an incident that let go of its group is still found by it', async () => {
    const first = anIncident(1, { groupKey: 'disk' })
    const released = changed(first, { type: 'ReleaseGroup', because: 'group_window_passed' }, at('1m'))
    await bench.store.transaction((tx) => tx.saveIncidents([first]))
    await bench.store.transaction((tx) => tx.saveIncidents([released]))
    const found = await bench.store.transaction((tx) => tx.findGroupIncidents(['disk']))
    expect(found.get('disk')).toMatchObject({ id: incidentId(1), status: 'open' })
  })

  test('numbers of a year follow each other, and those of a failed transaction come back', async () => {
    const allocate = (year: number, count: number) =>
      bench.store.transaction((tx) => tx.allocateIncidentNumbers(year, count))
    expect(await allocate(2026, 3)).toBe(1)
    expect(await allocate(2026, 1)).toBe(4)
    expect(await allocate(2027, 2)).toBe(1)
    const failing = bench.store.transaction(async (tx) => {
      expect(await tx.allocateIncidentNumbers(2026, 10)).toBe(5)
      throw new Error('undone on purpose')
    })
    await expect(failing).rejects.toThrow('undone on purpose')
    expect(await allocate(2026, 1)).toBe(5)
  })
}
