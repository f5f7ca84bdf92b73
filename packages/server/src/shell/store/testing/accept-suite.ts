/** What a store does with what the doors received. */
import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { AlertId, Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { at, START } from '@tocsin/core/testing/time.ts'
import { beforeEach, expect, test } from 'vitest'
import type { AcceptBatch, AlertWork, Transition } from '../store.ts'
import { aBatch, aChange, aDelivery, alertOf, anAcceptSignal, idOf, oneSignal, SOURCE } from './builders.ts'
import type { StoreBench } from './store-bench.ts'

const ALERT = alertOf('disk')

export function acceptSuite(open: () => Promise<StoreBench>): void {
  let bench: StoreBench
  beforeEach(async () => {
    bench = await open()
  })

  const accept = async (batch: AcceptBatch): Promise<Transition[]> =>
    (await bench.store.accept(batch)).map(({ transition }) => transition)
  const alert = async () => (await bench.rows('alerts'))[0]
  const work = async (): Promise<AlertWork[]> => bench.store.transaction((tx) => tx.claimAlertWork('rest', 10))
  /** Deals with everything that waits, one signal after the other. */
  const drain = async (): Promise<AlertWork['signal'][]> => {
    const [first] = await work()
    if (!first) return []
    await bench.store.transaction((tx) => tx.finishAlertWork([{ alert: first.alert, seq: first.signal.seq }]))
    return [first.signal, ...(await drain())]
  }

  test('a first firing signal makes an alert, its history, its work and its place', async () => {
    const signal: Partial<Signal> = {
      description: 'No room',
      severity: 'critical',
      annotations: { runbook: 'https://x' },
      link: 'https://grafana',
      startedAt: at('1s'),
      expiresAt: at('10m'),
    }
    const accepted = await bench.store.accept(oneSignal('2s', signal))
    expect(accepted).toEqual([{ source: SOURCE, key: 'disk', alert: ALERT, transition: 'fired' }])
    expect(await bench.rows('alerts')).toEqual([
      {
        id: ALERT,
        source_id: SOURCE,
        key: 'disk',
        state: 'firing',
        episode: 1,
        seq: 1,
        transition: 'fired',
        title: 'Disk full',
        description: 'No room',
        severity: 'critical',
        labels: { host: 'db-1' },
        annotations: { runbook: 'https://x' },
        link: 'https://grafana',
        record_only: null,
        delivery_id: idOf('2s'),
        started_at: at('1s'),
        ended_at: null,
        expires_at: at('10m'),
        first_seen_at: at('2s'),
        last_seen_at: at('2s'),
        received_at: at('2s'),
        repeats: 1,
      },
    ])
    expect(await work()).toEqual([
      {
        alert: ALERT,
        source: SOURCE,
        key: 'disk',
        state: 'firing',
        episode: 1,
        title: 'Disk full',
        severity: 'critical',
        labels: { host: 'db-1' },
        startedAt: at('1s'),
        receivedAt: at('2s'),
        expiresAt: at('10m'),
        placement: null,
        signal: { seq: 1, kind: 'fired', episode: 1 },
      },
    ])
    expect(await bench.rows('signals')).toMatchObject([
      { alert_id: ALERT, seq: 1, at: at('2s'), delivery_id: idOf('2s') },
    ])
  })

  test('a condition without a start of its own started when it was received', async () => {
    await accept(oneSignal('2s'))
    expect(await alert()).toMatchObject({ started_at: at('2s') })
  })

  test('characters that no database holds leave a sign behind, and fail nobody', async () => {
    await accept(oneSignal('2s', { title: 'a\0b', description: 'half \ud83d' }))
    expect(await alert()).toMatchObject({ title: 'a\ufffdb', description: 'half \ufffd' })
    expect(await accept(oneSignal('3s', { title: 'a\0b', description: 'half \ud83d' }))).toEqual(['repeated'])
  })

  test('nothing starts after it was heard of', async () => {
    await accept(oneSignal('2s', { startedAt: at('1h') }))
    expect(await alert()).toMatchObject({ started_at: at('2s') })
    await accept(oneSignal('3s', { state: 'resolved' }))
    await accept(oneSignal('4s', { startedAt: at('1h') }))
    expect(await alert()).toMatchObject({ started_at: at('4s'), episode: 2 })
  })

  const transitions: [what: string, before: Partial<Signal>[], signal: Partial<Signal>, transition: Transition][] = [
    ['the same again', [{}], {}, 'repeated'],
    ['labels in another order', [{ labels: { a: '1', b: '2' } }], { labels: { b: '2', a: '1' } }, 'repeated'],
    ['another severity', [{}], { severity: 'low' }, 'changed'],
    ['another severity and other words', [{}], { severity: 'low', title: 'Other' }, 'changed'],
    ['a first promise to end by itself', [{}], { expiresAt: at('1h') }, 'changed'],
    ['a later promise to end by itself', [{ expiresAt: at('1h') }], { expiresAt: at('2h') }, 'repeated'],
    ['a promise taken back', [{ expiresAt: at('1h') }], {}, 'repeated'],
    ['another title', [{}], { title: 'Disk nearly full' }, 'updated'],
    ['a description where there was none', [{}], { description: 'more' }, 'updated'],
    ['no description where there was one', [{ description: 'more' }], {}, 'updated'],
    ['another annotation', [{}], { annotations: { value: '99' } }, 'updated'],
    ['another label', [{}], { labels: { host: 'db-2' } }, 'updated'],
    ['an acknowledgement', [{}], { state: 'acknowledged' }, 'acknowledged'],
    ['an acknowledgement of what is over', [{}, { state: 'resolved' }], { state: 'acknowledged' }, 'ignored'],
    ['an acknowledgement of what nobody knows', [], { state: 'acknowledged' }, 'ignored'],
    ['a recovery', [{}], { state: 'resolved' }, 'cleared'],
    ['a second recovery', [{}, { state: 'resolved' }], { state: 'resolved' }, 'repeated'],
    ['a recovery of what nobody knows', [], { state: 'resolved' }, 'ignored'],
    ['the condition again after its recovery', [{}, { state: 'resolved' }], {}, 'fired'],
    [
      'a recovery of an episode before the one that fires',
      [{ startedAt: at('10m') }],
      { state: 'resolved', startedAt: at('1m'), endedAt: at('2m') },
      'ignored',
    ],
    [
      'a recovery that ends when the episode starts',
      [{ startedAt: at('10m') }],
      { state: 'resolved', startedAt: at('1m'), endedAt: at('10m') },
      'cleared',
    ],
    [
      'an early end without the start that would tell which episode it means',
      [{ startedAt: at('10m') }],
      { state: 'resolved', endedAt: at('2m') },
      'cleared',
    ],
  ]
  test.each(transitions)('%s', async (_, before, signal, transition) => {
    for (const [index, each] of before.entries()) await accept(oneSignal(`${20 + index}m`, each))
    const seqBefore = (await alert())?.seq ?? 0
    expect(await accept(oneSignal('30m', signal))).toEqual([transition])
    const isNews = transition !== 'repeated' && transition !== 'ignored'
    expect((await alert())?.seq ?? 0).toBe(seqBefore + (isNews ? 1 : 0))
    expect(await bench.rows('signals')).toHaveLength(seqBefore + (isNews ? 1 : 0))
    const kept = (await bench.rows('deliveries')).map((row) => row.id)
    expect(kept.includes(idOf('30m'))).toBe(isNews)
  })

  test('what depends on nothing waits for nobody: updates are history without work', async () => {
    await accept(oneSignal('0m'))
    await accept(oneSignal('1m', { title: 'Disk fuller' }))
    await accept(oneSignal('2m', { title: 'Disk fuller', severity: 'low' }))
    expect((await work())[0]).toMatchObject({ title: 'Disk fuller', severity: 'low' })
    expect(await drain()).toEqual([
      { seq: 1, kind: 'fired', episode: 1 },
      { seq: 3, kind: 'changed', episode: 1 },
    ])
  })

  test('a repeat counts, renews the promise to expire and is otherwise nothing new', async () => {
    await accept(oneSignal('0m', { expiresAt: at('5m') }))
    const batch = oneSignal('1m', { expiresAt: at('6m') })
    await accept({ ...batch, signals: batch.signals.map((each) => ({ ...each, repeats: 7 })) })
    expect(await alert()).toMatchObject({
      repeats: 8,
      expires_at: at('6m'),
      last_seen_at: at('1m'),
      received_at: START,
      delivery_id: idOf('0m'),
    })
  })

  test('a promise to expire never becomes shorter within an episode, and one without end counts for ever', async () => {
    await accept(oneSignal('0m', { expiresAt: at('10m') }))
    await accept(oneSignal('1m', { expiresAt: at('5m') }))
    expect(await alert()).toMatchObject({ expires_at: at('10m') })
    await accept(oneSignal('2m'))
    expect(await alert()).toMatchObject({ expires_at: null })
    await accept(oneSignal('3m', { state: 'resolved' }))
    await accept(oneSignal('4m', { expiresAt: at('9m') }))
    expect(await alert()).toMatchObject({ expires_at: at('9m'), episode: 2 })
  })

  test('a new episode starts anew, and keeps the identity of the alert', async () => {
    await accept(oneSignal('0m', { link: 'https://grafana' }))
    await accept(oneSignal('1m', { state: 'resolved', startedAt: START, endedAt: at('30s') }))
    expect(await alert()).toMatchObject({ state: 'resolved', ended_at: at('30s') })
    const batch = oneSignal('2m', { title: 'Disk full again' })
    const again = { ...batch, signals: batch.signals.map((each) => ({ ...each, newId: alertOf('another') })) }
    expect(await bench.store.accept(again)).toMatchObject([{ alert: ALERT, transition: 'fired' }])
    expect(await alert()).toMatchObject({
      state: 'firing',
      episode: 2,
      seq: 3,
      ended_at: null,
      started_at: at('2m'),
      received_at: at('2m'),
      first_seen_at: START,
      title: 'Disk full again',
      link: 'https://grafana',
    })
    expect(await bench.rows('alerts')).toHaveLength(1)
  })

  test('a recovery without an end of its own ends when it was received, and leaves the words alone', async () => {
    await accept(oneSignal('0m'))
    await accept(oneSignal('1m', { state: 'resolved', title: 'OK', severity: 'info', labels: {} }))
    expect(await alert()).toMatchObject({
      ended_at: at('1m'),
      title: 'Disk full',
      severity: 'high',
      labels: { host: 'db-1' },
    })
  })

  test('tests and watchdogs are marked, and the mark goes with the words', async () => {
    await accept(oneSignal('0m', { recordOnly: 'watchdog' }))
    expect((await work())[0]).toMatchObject({ recordOnly: 'watchdog' })
    await accept(oneSignal('1m', { isTest: true, recordOnly: 'watchdog' }))
    expect((await work())[0]).toMatchObject({ recordOnly: 'test_notification' })
    await accept(oneSignal('2m', { state: 'resolved' }))
    expect((await work())[0]).toMatchObject({ recordOnly: 'test_notification' })
    await accept(oneSignal('3m'))
    expect((await work())[0]?.recordOnly).toBeUndefined()
  })

  test('a batch holds many conditions, answers in their order, and knows sources apart', async () => {
    const other = 'other' as SourceId
    await accept(oneSignal('0m', { key: 'b' }))
    const accepted = await bench.store.accept(
      aBatch({
        signals: [
          anAcceptSignal({ key: 'c' }),
          anAcceptSignal({ key: 'b' }),
          anAcceptSignal({ key: 'x', state: 'resolved' }),
          anAcceptSignal({ key: 'b' }, { source: other, newId: alertOf('b of other') }),
          anAcceptSignal({ key: 'a' }),
        ],
      }),
    )
    expect(accepted).toEqual([
      { source: SOURCE, key: 'c', alert: alertOf('c'), transition: 'fired' },
      { source: SOURCE, key: 'b', alert: alertOf('b'), transition: 'repeated' },
      { source: SOURCE, key: 'x', transition: 'ignored' },
      { source: other, key: 'b', alert: alertOf('b of other'), transition: 'fired' },
      { source: SOURCE, key: 'a', alert: alertOf('a'), transition: 'fired' },
    ])
  })

  test('a body is kept when it brought something new, or when it must be', async () => {
    await accept(oneSignal('0m'))
    await accept(
      aBatch({
        signals: [
          anAcceptSignal({ key: 'new' }, { delivery: idOf('with news') }),
          anAcceptSignal({}, { delivery: idOf('old') }),
        ],
        deliveries: [
          aDelivery({ id: idOf('with news') }),
          aDelivery({ id: idOf('old') }),
          aDelivery({
            ...{ id: idOf('kept'), mustKeep: true, encoding: 'base64', body: 'AAA=', bytes: 2 },
            headers: { 'x-team': 'payments' },
          }),
        ],
      }),
    )
    const kept = (await bench.rows('deliveries')).sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(kept.map((row) => row.id)).toEqual(['0m', 'kept', 'with news'].map(idOf))
    expect(kept[1]).toEqual({
      id: idOf('kept'),
      source_id: SOURCE,
      door: 'json',
      received_at: START,
      content_type: 'application/json',
      encoding: 'base64',
      body: 'AAA=',
      bytes: 2,
      headers: { 'x-team': 'payments' },
    })
    expect(kept[0]?.headers).toBeNull()
  })

  test('changes are kept as they were told', async () => {
    await accept(
      aBatch({ changes: [aChange({ origin: 'ci' }), aChange({ id: idOf('bare'), details: null, links: [] })] }),
    )
    expect((await bench.rows('changes')).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      expect.objectContaining({ id: idOf('bare'), details: null, links: [], origin: null, service_id: null }),
      {
        id: idOf('change'),
        source_id: SOURCE,
        service_id: null,
        at: START,
        summary: 'Deployed 1.2.3',
        origin: 'ci',
        links: [{ href: 'https://ci.example.com/1' }],
        details: { version: '1.2.3' },
        delivery_id: idOf('delivery'),
      },
    ])
  })

  test('of several beats the latest counts, and the earliest wake looks first', async () => {
    const beat = (time: string, due: string) => ({ source: SOURCE, at: at(time), due: at(due) })
    const lastBeat = () => bench.store.transaction((tx) => tx.lockLastBeats([SOURCE, 'silent' as SourceId]))
    await accept(aBatch({ beats: [beat('2m', '12m'), beat('1m', '11m')] }))
    expect(await lastBeat()).toEqual(new Map([[SOURCE, at('2m')]]))
    await accept(aBatch({ beats: [beat('30s', '20m')] }))
    expect(await lastBeat()).toEqual(new Map([[SOURCE, at('2m')]]))
    await accept(aBatch({ beats: [beat('5m', '15m')] }))
    expect(await lastBeat()).toEqual(new Map([[SOURCE, at('5m')]]))
    expect(await bench.rows('wakes')).toMatchObject([
      { key: `beat:${SOURCE}`, kind: 'HeartbeatDue', subject: SOURCE, due: at('11m'), body: {}, attempts: 0 },
    ])
  })

  test('what a transaction accepted goes with it when it fails', async () => {
    const failing = bench.store.transaction(async (tx) => {
      await tx.accept(oneSignal('0m'))
      throw new Error('undone on purpose')
    })
    await expect(failing).rejects.toThrow('undone on purpose')
    for (const table of ['alerts', 'signals', 'alert_work', 'deliveries'] as const)
      expect(await bench.rows(table), table).toEqual([])
  })

  const expire = (now: Instant, ...ids: AlertId[]) =>
    bench.store.transaction((tx) => tx.expireAlerts(ids.length > 0 ? ids : [ALERT], now))

  test('an alert that was not repeated in time is cleared, with the reason', async () => {
    await accept(oneSignal('0m', { expiresAt: at('5m') }))
    expect(await expire(at('5m'))).toEqual([])
    expect(await alert()).toMatchObject({ state: 'resolved', transition: 'cleared', ended_at: at('5m'), seq: 2 })
    expect(await drain()).toEqual([
      { seq: 1, kind: 'fired', episode: 1 },
      { seq: 2, kind: 'cleared', episode: 1, because: 'expired_without_repeat' },
    ])
    expect(await expire(at('6m'))).toEqual([])
    expect(await alert()).toMatchObject({ seq: 2 })
  })

  test('one that was repeated says when it will expire now, and one without end never does', async () => {
    await accept(oneSignal('0m', { expiresAt: at('5m') }))
    await accept(oneSignal('1m', { expiresAt: at('6m') }))
    await accept(oneSignal('1m', { key: 'endless' }))
    expect(await expire(at('5m'), ALERT, alertOf('endless'), alertOf('unknown'))).toEqual([
      { alert: ALERT, expiresAt: at('6m') },
      { alert: alertOf('endless') },
    ])
    expect(await bench.rows('alerts')).toHaveLength(2)
    expect((await bench.rows('alerts')).every((row) => row.state === 'firing')).toBe(true)
    expect(await bench.store.transaction((tx) => tx.expireAlerts([], at('5m')))).toEqual([])
  })
}
