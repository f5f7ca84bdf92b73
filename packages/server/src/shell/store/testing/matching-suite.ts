/** What the matcher asks of a store: alerts with waiting signals, placements, silences, groups, numbers. */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { EventRuleId, IncidentId, UserId } from '@tocsin/core/kernel/brand.ts'
import { at, START } from '@tocsin/core/testing/time.ts'
import { beforeEach, expect, test } from 'vitest'
import type { SilenceAct, SilenceRow } from '../silence-row.ts'
import type { PlacementRow, WorkRank } from '../store.ts'
import {
  aBatch,
  alertOf,
  anAcceptSignal,
  anIncident,
  aPlacement,
  aSilence,
  changed,
  idOf,
  incidentId,
  oneSignal,
} from './builders.ts'
import type { StoreBench } from './store-bench.ts'

export function matchingSuite(open: () => Promise<StoreBench>): void {
  let bench: StoreBench
  beforeEach(async () => {
    bench = await open()
  })

  const claim = (limit: number, rank: WorkRank = 'rest') =>
    bench.store.transaction((tx) => tx.claimAlertWork(rank, limit))
  const fire = (time: string, ...keys: string[]) =>
    bench.store.accept(
      aBatch({ signals: keys.map((key) => anAcceptSignal({ key }, { receivedAt: at(time), delivery: idOf(time) })) }),
    )
  const finish = (key: string, seq: number) =>
    bench.store.transaction((tx) => tx.finishAlertWork([{ alert: alertOf(key), seq }]))
  const place = (...rows: PlacementRow[]) => bench.store.transaction((tx) => tx.savePlacements(rows))
  const check = (time: string, limit = 10) => bench.store.transaction((tx) => tx.claimPlacementChecks(at(time), limit))
  /** Fires conditions that nobody has to deal with any more. */
  const settled = async (...keys: string[]) => {
    await fire('0m', ...keys)
    for (const key of keys) await finish(key, 1)
  }

  test('of each alert the oldest waiting signal is its turn, at most so many alerts at once', async () => {
    await fire('3m', 'c')
    await fire('2m', 'b')
    await fire('1m', 'a')
    await bench.store.accept(oneSignal('4m', { key: 'a', state: 'resolved' }))
    expect((await claim(2)).map((work) => work.alert)).toEqual([alertOf('a'), alertOf('b')])
    const all = await claim(10)
    expect(all.map((work) => work.alert)).toEqual(['a', 'b', 'c'].map(alertOf))
    expect(all[0]).toMatchObject({ state: 'resolved', signal: { seq: 1, kind: 'fired', episode: 1 } })
  })

  test('first signs are claimed by themselves: what fires, once the signals of its alert before it are done', async () => {
    const first = (time: string, signal: Partial<Signal>) =>
      bench.store.accept(aBatch({ signals: [{ ...anAcceptSignal(signal, { receivedAt: at(time) }), isFirst: true }] }))
    const keys = async (rank: WorkRank) => (await claim(10, rank)).map((work) => [work.alert, work.signal.seq])
    await fire('1m', 'a', 'b')
    await first('2m', { key: 'c' })
    await first('3m', { key: 'b', state: 'resolved' })
    await first('4m', { key: 'b' })
    expect(await keys('first')).toEqual([[alertOf('c'), 1]])
    expect(await keys('rest')).toEqual([
      [alertOf('a'), 1],
      [alertOf('b'), 1],
    ])
    await finish('b', 1)
    expect(await keys('first')).toEqual([[alertOf('c'), 1]])
    await finish('b', 2)
    expect(await keys('first')).toEqual([
      [alertOf('c'), 1],
      [alertOf('b'), 3],
    ])
    await first('5m', { key: 'a', severity: 'critical' })
    await finish('a', 1)
    expect(await keys('rest')).toEqual([[alertOf('a'), 2]])
  })

  test('alerts are given in the order in which they began to fire', async () => {
    await fire('3m', 'a')
    await fire('1m', 'b')
    await fire('2m', 'c')
    expect((await claim(10)).map((work) => work.alert)).toEqual(['b', 'c', 'a'].map(alertOf))
  })

  test('work that is done waits no more, and the next signal is its turn', async () => {
    await fire('0m', 'a')
    await bench.store.accept(oneSignal('1m', { key: 'a', state: 'resolved' }))
    await finish('a', 1)
    expect((await claim(10)).map((work) => work.signal)).toEqual([{ seq: 2, kind: 'cleared', episode: 1 }])
    await finish('a', 2)
    await finish('a', 3)
    expect(await claim(10)).toEqual([])
    await bench.store.transaction((tx) => tx.finishAlertWork([]))
  })

  test('a placement is read back as it was saved', async () => {
    await fire('0m', 'a')
    expect((await claim(1))[0]?.placement).toBeNull()
    const muted = aPlacement('a', {
      because: 'muted_by_silence',
      silence: idOf('quiet'),
      until: at('1h'),
      checkAt: at('30m'),
    })
    await place(muted)
    expect((await claim(1))[0]?.placement).toEqual(muted)
    const joined = aPlacement('a', { incident: incidentId(1), placedAt: at('2h') })
    await place(joined)
    expect((await claim(1))[0]?.placement).toEqual(joined)
    expect(await bench.rows('placements')).toHaveLength(1)
    await place()
  })

  test('placements are looked at again when their instant has come, the earliest first for the few', async () => {
    await settled('a', 'b', 'c')
    await place(
      aPlacement('a', { checkAt: at('3m') }),
      aPlacement('b', { checkAt: at('2m') }),
      aPlacement('c', { checkAt: at('9m') }),
    )
    expect(await check('1m')).toEqual([])
    expect((await check('3m', 1)).map((alert) => alert.alert)).toEqual([alertOf('b')])
    expect((await check('3m')).map((alert) => alert.alert).sort()).toEqual([alertOf('a'), alertOf('b')])
    expect((await check('3m', 1))[0]).toMatchObject({ state: 'firing', placement: { checkAt: at('2m') } })
    expect(await bench.store.nextPlacementCheck()).toBe(at('2m'))
  })

  test('the placements of an incident are claimed as they are, in order, and no others', async () => {
    await settled('c', 'a', 'b')
    const [mine, other] = [incidentId(1), incidentId(2)]
    await place(aPlacement('c', { incident: mine, checkAt: at('9m') }), aPlacement('a', { incident: mine }))
    await place(aPlacement('b', { incident: other }))
    const claimed = await bench.store.transaction((tx) => tx.claimPlacementsOf(mine))
    expect(claimed).toEqual(
      ['a', 'c'].map((key) => aPlacement(key, { incident: mine, ...(key === 'c' && { checkAt: at('9m') }) })),
    )
    expect(await bench.store.transaction((tx) => tx.claimPlacementsOf(incidentId(9)))).toEqual([])
  })

  test('a group whose incident was merged goes on where that one does, however often it was merged', async () => {
    const groups = { 1: 'shop', 2: 'cart', 3: 'mail' } as const
    const saves = ([1, 2, 3] as const).map((n) => anIncident(n, { groupKey: groups[n] }))
    await bench.store.transaction((tx) => tx.saveIncidents(saves))
    const mergeInto = async (n: 1 | 2, into: number) => {
      const save = changed(saves[n - 1] as (typeof saves)[number], { type: 'Merge', into: incidentId(into) }, at('1m'))
      await bench.store.transaction((tx) => tx.saveIncidents([save]))
    }
    const find = (...keys: string[]) => bench.store.transaction((tx) => tx.findGroupIncidents(keys))
    await mergeInto(1, 2)
    expect(await find('shop', 'cart')).toMatchObject(
      new Map([
        ['shop', { id: incidentId(2), status: 'open', isFollowed: true }],
        ['cart', { id: incidentId(2), status: 'open' }],
      ]),
    )
    expect((await find('cart')).get('cart')?.isFollowed).toBeUndefined()
    await mergeInto(2, 3)
    expect([...(await find('shop', 'cart')).values()].map(({ id }) => id)).toEqual([incidentId(3), incidentId(3)])
    const target = (n: number) => bench.store.transaction((tx) => tx.findMergeTarget(incidentId(n)))
    expect([await target(1), await target(3), await target(9)]).toEqual([incidentId(2), undefined, undefined])
  })

  test('a group whose incident was merged into one that is gone has nobody', async () => {
    const gone = changed(anIncident(1, { groupKey: 'shop' }), { type: 'Merge', into: incidentId(9) }, at('1m'))
    await bench.store.transaction((tx) => tx.saveIncidents([{ ...gone, expectedVersion: 0 }]))
    expect(await bench.store.transaction((tx) => tx.findGroupIncidents(['shop']))).toEqual(new Map())
  })

  test('an alert with waiting signals is not looked at: dealing with them sets a new instant', async () => {
    await settled('a')
    await place(aPlacement('a', { checkAt: at('1m') }))
    await bench.store.accept(oneSignal('2m', { key: 'a', severity: 'low' }))
    expect(await check('5m')).toEqual([])
    await finish('a', 2)
    expect(await check('5m')).toHaveLength(1)
  })

  test('a placement that needs no look has none', async () => {
    await settled('a')
    await place(aPlacement('a'))
    expect(await bench.store.nextPlacementCheck()).toBeNull()
    expect(await check('9h')).toEqual([])
  })

  test('when a silence changes, what it mutes is looked at again, and nothing else', async () => {
    await settled('a', 'b')
    const until = { until: at('1h'), checkAt: at('1h'), because: 'muted_by_silence' }
    await place(
      aPlacement('a', { ...until, silence: idOf('quiet') }),
      aPlacement('b', { ...until, silence: idOf('other') }),
    )
    await bench.store.transaction((tx) => tx.recheckMutedBy(idOf('quiet'), at('5m')))
    expect((await check('5m')).map((alert) => alert.alert)).toEqual([alertOf('a')])
  })

  test('when rules change, what they keep out of incidents and still fires is looked at again, and nothing else', async () => {
    await settled('a', 'b', 'c', 'd')
    await bench.store.accept(oneSignal('1m', { key: 'd', state: 'resolved' }))
    await finish('d', 2)
    const ruled = { rule: 'noise', because: 'muted_by_rule', checkAt: at('1h') }
    await place(
      aPlacement('a', ruled),
      aPlacement('b', { checkAt: at('1h') }),
      aPlacement('c', { ...ruled, incident: 'INC-2026-000001' as IncidentId }),
      aPlacement('d', ruled),
    )
    await bench.store.transaction((tx) => tx.recheckRuled(at('5m')))
    expect((await check('5m')).map((alert) => alert.alert)).toEqual([alertOf('a')])
  })

  test('what rules did to an alert is read back as it was saved, whatever their texts hold', async () => {
    await settled('a')
    const steps = [
      { rule: 'noise' as EventRuleId, name: 'Noise', effect: 'suppressed' as const, reason: 'it is “noise”' },
    ]
    const ruled = aPlacement('a', {
      rule: 'noise',
      because: 'muted_by_rule',
      checkAt: at('1m'),
      routed: { version: 3, steps },
    })
    await place(ruled)
    expect((await check('1m'))[0]?.placement).toEqual(ruled)
  })

  test('the long texts of alerts are read for those who ask', async () => {
    const signal = { description: 'used 99 %', annotations: { runbook: 'x' }, link: 'https://example.com' }
    await bench.store.accept(oneSignal('0m', { key: 'a', ...signal }))
    await fire('1m', 'b')
    const texts = await bench.store.transaction((tx) =>
      tx.loadAlertTexts([alertOf('a'), alertOf('b'), alertOf('none')]),
    )
    expect([...texts].sort(([a], [b]) => (a < b ? -1 : 1))).toEqual(
      [[alertOf('a'), signal] as const, [alertOf('b'), { annotations: {} }] as const].sort(([a], [b]) =>
        a < b ? -1 : 1,
      ),
    )
  })

  const saveSilence = (row: SilenceRow) => bench.store.transaction((tx) => tx.saveSilence(row))

  test('a silence is active from its start until just before its end', async () => {
    await saveSilence(aSilence({ startsAt: at('10m'), endsAt: at('20m') }))
    await saveSilence(
      aSilence({ id: idOf('broken'), matchers: [{ name: 'a', value: '(', isRegex: true, isEqual: true }] }),
    )
    const active = (time: string) => bench.store.transaction((tx) => tx.listActiveSilences(at(time)))
    expect(await active('9m')).toEqual([])
    expect(await active('20m')).toEqual([])
    const [quiet, ...others] = await active('10m')
    expect(others).toEqual([])
    expect(quiet).toMatchObject({ id: idOf('quiet'), startsAt: at('10m'), endsAt: at('20m') })
    expect([quiet?.matches({ host: 'db-1' }), quiet?.matches({ host: 'db-2' })]).toEqual([true, false])
  })

  test('a silence is found as it was saved last', async () => {
    const find = (id: string) => bench.store.transaction((tx) => tx.findSilence(id))
    expect(await find(idOf('quiet'))).toBeNull()
    const first = aSilence({ annotations: { ticket: 'OPS-1' } })
    await saveSilence(first)
    expect(await find(idOf('quiet'))).toEqual(first)
    const ended = aSilence({ endsAt: at('5m'), comment: 'Done early', updatedAt: at('5m'), matchers: [] })
    await saveSilence(ended)
    expect(await find(idOf('quiet'))).toEqual(ended)
    expect(await bench.rows('silences')).toHaveLength(1)
  })

  test('what was done to a silence is kept in order, each silence for itself', async () => {
    const actor = { kind: 'user' as const, id: 'ana' as UserId, via: 'console' as const }
    const keep = (name: string, act: SilenceAct, before: Record<string, unknown> | null) =>
      bench.store.transaction((tx) =>
        tx.insertSilenceChange({ silence: idOf(name), at: at('1m'), act, actor, before, after: { comment: act } }),
      )
    await keep('quiet', 'created', null)
    await keep('other', 'created', null)
    await keep('quiet', 'ended', { comment: 'created' })
    const rows = await bench.rows('silence_changes')
    expect(rows.map(({ silence_id, seq, act, at: when }) => [silence_id, seq, act, when]).sort()).toEqual([
      [idOf('other'), 1, 'created', at('1m')],
      [idOf('quiet'), 1, 'created', at('1m')],
      [idOf('quiet'), 2, 'ended', at('1m')],
    ])
    expect(rows.find(({ seq }) => seq === 2)).toMatchObject({
      actor,
      before: { comment: 'created' },
      after: { comment: 'ended' },
    })
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
