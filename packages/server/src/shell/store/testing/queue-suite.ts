/** What must happen next: wakes, sends, and the nodes that carry them out. */

import type { Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { SendClass } from '@tocsin/core/kernel/decision.ts'
import { at, ms, START } from '@tocsin/core/testing/time.ts'
import { beforeEach, expect, test } from 'vitest'
import type { SendClaim, SendEnd, SendRow } from '../sends.ts'
import type { WakeRow } from '../store.ts'
import { aSend, aSendBy, aWake, incidentId } from './builders.ts'
import type { StoreBench } from './store-bench.ts'

const ROOM: Pick<SendClaim, 'channelMax' | 'underWay'> = { channelMax: 10, underWay: {} }

export function queueSuite(open: () => Promise<StoreBench>): void {
  let bench: StoreBench
  beforeEach(async () => {
    bench = await open()
  })

  const saveWakes = (...rows: WakeRow[]) => bench.store.transaction((tx) => tx.saveWakes(rows))
  const claimWakes = (time: string, limit = 10) => bench.store.transaction((tx) => tx.claimWakes(at(time), limit))

  test('wakes that are due come oldest first, at most so many, and stay until they are deleted', async () => {
    await saveWakes(
      aWake('late', { due: at('3m') }),
      aWake('b', { due: at('2m') }),
      aWake('a', { due: at('2m'), body: { kind: 'x', deep: [1, { y: null }] } }),
      aWake('first', { due: at('1m'), kind: 'HeartbeatDue', subject: 'monitor' }),
    )
    expect((await claimWakes('2m')).map((wake) => wake.key)).toEqual(['first', 'a', 'b'])
    expect((await claimWakes('2m', 2)).map((wake) => wake.key)).toEqual(['first', 'a'])
    expect((await claimWakes('2m'))[1]).toEqual({
      key: 'a',
      kind: 'SnoozeDue',
      subject: 'INC-2026-000001',
      due: at('2m'),
      body: { kind: 'x', deep: [1, { y: null }] },
      attempts: 0,
    })
    await bench.store.transaction((tx) => tx.deleteWakes(['first', 'a', 'unknown']))
    expect((await claimWakes('5m')).map((wake) => wake.key)).toEqual(['b', 'late'])
    await bench.store.transaction((tx) => tx.deleteWakes([]))
    await saveWakes()
  })

  test('a second wake of a key replaces the first, its attempts included', async () => {
    await saveWakes(aWake('a'))
    await bench.store.transaction((tx) => tx.postponeWake('a', at('1m'), 'no'))
    await saveWakes(aWake('a', { due: at('2m'), kind: 'QuietPeriodDue', subject: 'other', body: {} }))
    expect(await bench.rows('wakes')).toEqual([
      { key: 'a', kind: 'QuietPeriodDue', subject: 'other', due: at('2m'), body: {}, attempts: 0, last_error: null },
    ])
  })

  test('a wake that failed is put off, and counts how often', async () => {
    await saveWakes(aWake('a'))
    await bench.store.transaction((tx) => tx.postponeWake('a', at('1m'), 'first'))
    await bench.store.transaction((tx) => tx.postponeWake('a', at('2m'), 'second'))
    await bench.store.transaction((tx) => tx.postponeWake('unknown', at('2m'), 'second'))
    expect(await claimWakes('1m')).toEqual([])
    expect(await bench.rows('wakes')).toMatchObject([{ attempts: 2, last_error: 'second', due: at('2m') }])
    expect(await claimWakes('2m')).toMatchObject([{ attempts: 2 }])
  })

  test('the next wake is the earliest', async () => {
    expect(await bench.store.nextWakeDue()).toBeNull()
    await saveWakes(aWake('b', { due: at('2m') }), aWake('a', { due: at('3m') }))
    expect(await bench.store.nextWakeDue()).toBe(at('2m'))
  })

  const addSends = (...rows: SendRow[]) => bench.store.transaction((tx) => tx.addSends(rows))
  const claim = (now: Instant, sendClass: SendClass = 'page', limit = 10, node = 'node 1', room = ROOM) =>
    bench.store.claimSends({ class: sendClass, now, leasedUntil: (now + ms('1m')) as Instant, node, limit, ...room })
  const end = (key: string, attempt: number, how: SendEnd, now: Instant = at('30s')) =>
    bench.store.transaction(async (tx) => (await tx.endSends([{ key, attempt, how }], now)).has(key))

  const beat = (name: string, time: string, deadBefore = '0m') =>
    bench.store.beatNode({ name, version: '1', startedAt: START, seenAt: at(time) }, at(deadBefore))

  test('a send is leased: nobody else gets it until the lease is over', async () => {
    const send = aSend('p1', { requestedAt: at('1s') })
    await addSends(send)
    expect(await claim(START)).toEqual([{ ...send, attempt: 1 }])
    expect(await claim(at('59s'))).toEqual([])
    expect(await claim(at('1m'), 'page', 10, 'node 2')).toEqual([{ ...send, due: at('1m'), attempt: 2 }])
    expect(await bench.rows('outbox')).toMatchObject([{ leased_by: 'node 2', due: at('2m'), attempts: 2 }])
  })

  test('sends of a class come longest due first, at most so many, and never from another class', async () => {
    await addSends(
      aSend('p3', { due: at('3s') }),
      aSend('p1', { due: at('1s') }),
      aSend('p2', { due: at('2s') }),
      aSend('later', { due: at('1h') }),
      aSend('notice', { class: 'status' }),
    )
    expect((await claim(at('1m'), 'page', 2)).map((send) => send.key)).toEqual(['p1', 'p2'])
    expect((await claim(at('1m'), 'page', 2)).map((send) => send.key)).toEqual(['p3'])
    expect((await claim(at('1m'), 'status')).map((send) => send.key)).toEqual(['notice'])
    expect(await claim(at('1m'), 'digest')).toEqual([])
  })

  test('of one channel no more are under way than it has room for, whatever waits for it', async () => {
    const waiting = (channel: string, due: string) => aSendBy(channel, `${channel} ${due}`, { due: at(due) })
    await addSends(
      ...['1s', '2s', '3s'].map((due) => waiting('email', due)),
      ...['4s', '5s'].map((due) => waiting('sms', due)),
    )
    const room = { channelMax: 2, underWay: { email: 1, voice: 9 } }
    expect((await claim(at('1m'), 'page', 2, 'node 1', room)).map((send) => send.key)).toEqual(['email 1s', 'sms 4s'])
    expect(await claim(at('1m'), 'page', 9, 'node 1', { channelMax: 2, underWay: { email: 2, sms: 2 } })).toEqual([])
    expect(await bench.store.nextSendDue('page', [])).toBe(at('2s'))
    expect(await bench.store.nextSendDue('page', ['email'])).toBe(at('5s'))
    expect(await bench.store.nextSendDue('page', ['email', 'sms'])).toBeNull()
    expect((await claim(at('1m'), 'page', 9)).map((send) => send.key)).toEqual(['email 2s', 'email 3s', 'sms 5s'])
  })

  test('a send without an incident stays without one', async () => {
    const { incident: _, ...row } = aSend('digest', { class: 'digest' })
    await addSends(row)
    expect(await claim(START, 'digest')).toEqual([{ ...row, attempt: 1 }])
  })

  test('a key is sent once: adding it again changes nothing, whatever became of it', async () => {
    await addSends(aSend('p1'))
    await addSends(aSend('p1', { due: at('9m') }), aSend('p2', { due: at('1h') }))
    expect(await claim(START)).toHaveLength(1)
    expect(await end('p1', 1, { kind: 'done' })).toBe(true)
    await addSends(aSend('p1'))
    expect(await claim(at('10m'))).toEqual([])
  })

  test('an attempt ends as done, retried or dead', async () => {
    await addSends(aSend('done'), aSend('retry'), aSend('dead'))
    await claim(START)
    expect(await end('done', 1, { kind: 'done', providerRef: '250 ok' })).toBe(true)
    expect(await end('retry', 1, { kind: 'retry', due: at('2m'), error: 'timeout' })).toBe(true)
    expect(await end('dead', 1, { kind: 'dead', error: 'no such user' })).toBe(true)
    const rows = (await bench.rows('outbox')).sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(rows).toMatchObject([
      { key: 'dead', state: 'dead', ended_at: at('30s'), last_error: 'no such user', leased_by: null },
      { key: 'done', state: 'done', ended_at: at('30s'), provider_ref: '250 ok', last_error: null, leased_by: null },
      { key: 'retry', state: 'pending', ended_at: null, due: at('2m'), last_error: 'timeout', leased_by: null },
    ])
    expect(await claim(at('2m'))).toMatchObject([{ key: 'retry', attempt: 2 }])
  })

  test('many attempts end together, each by its own lease', async () => {
    await addSends(aSend('a'), aSend('b'), aSend('c'), aSend('d'))
    await claim(START)
    const how = { kind: 'done', providerRef: 'ok' } as const
    const retry = { kind: 'retry', due: at('2m'), error: 'timeout' } as const
    const ours = await bench.store.transaction((tx) =>
      tx.endSends(
        [
          { key: 'd', attempt: 1, how: retry },
          { key: 'b', attempt: 1, how },
          { key: 'a', attempt: 2, how },
          { key: 'unknown', attempt: 1, how },
        ],
        at('30s'),
      ),
    )
    expect([...ours].sort()).toEqual(['b', 'd'])
    const rows = (await bench.rows('outbox')).sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(rows.map(({ state, provider_ref, last_error }) => [state, provider_ref, last_error])).toEqual([
      ['pending', null, null],
      ['done', 'ok', null],
      ['pending', null, null],
      ['pending', null, 'timeout'],
    ])
    expect(await bench.store.transaction((tx) => tx.endSends([], at('30s')))).toEqual(new Set())
  })

  test('what waits for others says so once, though it is told again for want of an answer', async () => {
    await addSends(aSend('p1'))
    await claim(START)
    const held: SendEnd = { kind: 'held', due: at('1m'), mark: { gather: 'burst/ana', heldSince: START, holds: 1 } }
    for (const isTold of [true, false]) expect(await end('p1', 1, held)).toBe(isTold)
  })

  test('what another message has told of while it was found to have to wait is due at once', async () => {
    const { message, ...send } = aSend('p1')
    await addSends({ ...send, message: { ...message, carriedBy: { page: 'p2' as PageId, together: 1 } } })
    await claim(START)
    const mark = { gather: 'burst/ana', heldSince: START, holds: 1 }
    await bench.store.transaction((tx) =>
      tx.endSends([{ key: 'p1', attempt: 1, how: { kind: 'held', due: at('1m'), mark } }], at('2s')),
    )
    expect(await bench.store.nextSendDue('page', [])).toBe(at('2s'))
  })

  test('an attempt whose lease was lost ends nothing', async () => {
    await addSends(aSend('p1'))
    await claim(START)
    await claim(at('1m'))
    expect(await end('p1', 1, { kind: 'dead', error: 'refused' })).toBe(false)
    expect(await end('p1', 1, { kind: 'retry', due: at('2m'), error: 'timeout' })).toBe(false)
    expect(await end('p1', 2, { kind: 'done' })).toBe(true)
    expect(await end('p1', 2, { kind: 'dead', error: 'late' })).toBe(false)
    expect(await end('unknown', 1, { kind: 'done' })).toBe(false)
    expect(await bench.rows('outbox')).toMatchObject([{ state: 'done', last_error: null }])
  })

  test('what was taken is over though its lease was lost, and whoever has it now ends nothing any more', async () => {
    await addSends(aSend('p1'))
    await claim(START)
    await claim(at('1m'))
    expect(await end('p1', 1, { kind: 'done', providerRef: '250 ok' })).toBe(true)
    expect(await end('p1', 2, { kind: 'retry', due: at('2m'), error: 'timeout' })).toBe(false)
    expect(await end('p1', 2, { kind: 'done' })).toBe(false)
    expect(await bench.rows('outbox')).toMatchObject([{ state: 'done', provider_ref: '250 ok', leased_by: null }])
    expect(await claim(at('5m'))).toEqual([])
  })

  test('what is cancelled is not sent, nor tried again; what is under way still says how it ended', async () => {
    await addSends(aSend('idle'), ...['done', 'retried', 'dead'].map((key) => aSend(key, { class: 'chat' })))
    await claim(START, 'chat')
    const keys = ['idle', 'done', 'retried', 'dead', 'unknown']
    await bench.store.transaction((tx) => tx.cancelSends(keys, at('20s')))
    expect((await bench.rows('outbox')).map((row) => row.state)).toEqual(Array(4).fill('cancelled'))
    expect(await end('idle', 0, { kind: 'done' })).toBe(false)
    expect(await end('done', 1, { kind: 'done' })).toBe(true)
    expect(await end('retried', 1, { kind: 'retry', due: at('40s'), error: 'timeout' })).toBe(true)
    expect(await end('dead', 1, { kind: 'dead', error: 'no such user' })).toBe(true)
    expect(await end('retried', 1, { kind: 'done' })).toBe(false)
    const rows = (await bench.rows('outbox')).sort((a, b) => (a.key < b.key ? -1 : 1))
    expect(rows.map(({ key, state, ended_at, leased_by }) => [key, state, ended_at, leased_by])).toEqual([
      ['dead', 'dead', at('30s'), null],
      ['done', 'done', at('30s'), null],
      ['idle', 'cancelled', at('20s'), null],
      ['retried', 'cancelled', at('20s'), null],
    ])
    expect([await claim(at('9h'), 'chat'), await claim(at('9h'))]).toEqual([[], []])
    await bench.store.transaction((tx) => tx.cancelSends([], at('20s')))
  })

  test('what was cancelled under way is not freed with its silent node', async () => {
    await beat('dead', '0s')
    await addSends(aSend('p1'))
    await claim(at('1s'), 'page', 1, 'dead')
    await bench.store.transaction((tx) => tx.cancelSends(['p1'], at('2s')))
    expect(await beat('alive', '9s', '5s')).toMatchObject({ freed: 0 })
    expect(await claim(at('9h'))).toEqual([])
  })

  test('one that is waiting to be tried again can be cancelled', async () => {
    await addSends(aSend('p1'))
    await claim(START)
    await end('p1', 1, { kind: 'retry', due: at('2m'), error: 'timeout' })
    await bench.store.transaction((tx) => tx.cancelSends(['p1'], at('1m')))
    expect(await claim(at('1h'))).toEqual([])
  })

  test('the next send of a class is the earliest that has not ended, leases included', async () => {
    expect(await bench.store.nextSendDue('page', [])).toBeNull()
    await addSends(aSend('p1', { due: at('5s') }), aSend('p2', { due: at('7s') }), aSend('n1', { class: 'status' }))
    expect(await bench.store.nextSendDue('page', [])).toBe(at('5s'))
    await claim(at('5s'))
    expect(await bench.store.nextSendDue('page', [])).toBe(at('7s'))
    await claim(at('7s'))
    expect(await bench.store.nextSendDue('page', [])).toBe(at('65s'))
    await end('p1', 1, { kind: 'done' })
    expect(await bench.store.nextSendDue('page', [])).toBe(at('67s'))
  })

  test('a node gives back what it holds and knows nothing of', async () => {
    await addSends(aSend('known'), aSend('unknown'), aSend('notice', { class: 'status' }))
    await claim(START)
    await claim(START, 'status')
    await addSends(aSend('other'))
    await claim(START, 'page', 1, 'node 2')
    const release = { class: 'page' as const, node: 'node 1', now: at('5s'), except: ['known'] }
    await bench.store.releaseSends(release)
    expect(await claim(at('5s'))).toMatchObject([{ key: 'unknown', due: at('5s'), attempt: 2 }])
    expect(await claim(at('5s'), 'status')).toEqual([])
    await bench.store.releaseSends({ ...release, except: [] })
    expect((await claim(at('5s'))).map((send) => send.key).sort()).toEqual(['known', 'unknown'])
  })

  test('nodes see each other for as long as they beat', async () => {
    await beat('b', '1s')
    expect((await beat('a', '2s')).nodes).toEqual([
      { name: 'a', version: '1', startedAt: START, seenAt: at('2s') },
      { name: 'b', version: '1', startedAt: START, seenAt: at('1s') },
    ])
    expect((await beat('a', '9s', '5s')).nodes.map((node) => node.name)).toEqual(['a'])
    expect(await bench.rows('nodes')).toHaveLength(2)
    await beat('a', '25h', '24h')
    expect((await bench.rows('nodes')).map((row) => row.name)).toEqual(['a'])
  })

  test('the sends of a node that fell silent are freed, those of the living are not', async () => {
    await beat('dead', '0s')
    await beat('alive', '8s')
    const idle = aSend('idle', { due: at('9s') })
    await addSends(aSend('p1'), aSend('n1', { class: 'status' }), aSend('c1', { class: 'chat' }), idle)
    await claim(at('1s'), 'page', 1, 'dead')
    await claim(at('1s'), 'status', 1, 'alive')
    await claim(at('1s'), 'chat', 1, 'dead')
    await end('c1', 1, { kind: 'done' })
    expect(await beat('alive', '9s', '5s')).toMatchObject({ freed: 1 })
    expect(
      (await claim(at('9s'), 'page')).map(({ key, attempt, incident }) => [key, attempt, incident]).sort(),
    ).toEqual([
      ['idle', 1, incidentId(1)],
      ['p1', 2, incidentId(1)],
    ])
    expect(await claim(at('9s'), 'status')).toEqual([])
  })
}
