import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { type EngineBench, openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { systemClock } from '../shell/ports/clock.ts'
import { type AcceptBatch, type Accepted, type Store, StoreConflict } from '../shell/store/store.ts'
import { createIntake, type Intake, type IntakeOptions, NotCommitted } from './intake.ts'
import { RightOfWay } from './right-of-way.ts'
import type { Arrival } from './waiting-line.ts'

const OPTIONS: IntakeOptions = {
  ...{ flushesMax: 2, batchMax: 4, smallMax: 0, batchBytesMax: 10_000, waitingMax: 100, waitingBytesMax: 100_000 },
}

interface HeldBatch {
  batch: AcceptBatch
  /** Lets the real store do it. */
  go(): Promise<void>
  fail(error: Error): Promise<void>
}

/** A real store whose commits wait until the test lets each of them go. */
function holdUp(bench: EngineBench): { held: HeldBatch[]; next(count?: number): Promise<HeldBatch> } {
  const held: HeldBatch[] = []
  const store: Store = {
    ...bench.store,
    accept(batch) {
      const { promise, resolve, reject } = Promise.withResolvers<Accepted[]>()
      const settled = () => promise.then(turns, turns)
      held.push({
        batch,
        go() {
          bench.store.accept(batch).then(resolve, reject)
          return settled()
        },
        fail(error) {
          reject(error)
          return settled()
        },
      })
      return promise
    },
  }
  bench.deps.store = store
  return {
    held,
    /** The commit that is asked for next, or the one after `count` others. */
    async next(count = 0) {
      for (let turn = 0; turn < 1_000 && held.length <= count; turn++) await systemClock.nextTurn()
      const [batch] = held.splice(count, 1)
      if (!batch) throw new Error('no commit was asked for')
      return batch
    },
  }
}

/** Long enough for whatever follows at once. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await systemClock.nextTurn()
}

const saidIn = ({ batch }: HeldBatch): string[] => batch.signals.map(({ signal }) => `${signal.key} ${signal.state}`)

describeOnEachEngine('the intake', (open) => {
  let bench: EngineBench
  let intake: Intake
  const begin = async (
    options: Partial<IntakeOptions> = {},
    directory: Directory = aDirectory(),
    rightOfWay?: RightOfWay,
  ): Promise<ReturnType<typeof holdUp>> => {
    bench = await openEngineBench(await open(), directory)
    const hold = holdUp(bench)
    intake = createIntake(bench.deps, { ...OPTIONS, ...options }, rightOfWay)
    return hold
  }
  const arrival = (signals: Partial<Signal>[], changes: Partial<Arrival> & { bytes?: number } = {}): Arrival => {
    const { bytes = 10, ...others } = changes
    const source = changes.source ?? ('monitor' as SourceId)
    return {
      source,
      changes: [],
      signals: signals.map((signal) => ({
        ...{ key: 'disk', state: 'firing', title: 'Disk full', severity: 'high' },
        ...{ labels: {}, annotations: {}, isTest: false },
        ...signal,
      })),
      delivery: {
        ...{ id: bench.deps.ids.next(), source, door: 'json', receivedAt: bench.clock.now(), mustKeep: false },
        ...{ contentType: '', encoding: 'utf8', body: '{}', bytes },
      },
      ...others,
    }
  }
  const send = (signals: Partial<Signal>[], changes: Parameters<typeof arrival>[1] = {}) => {
    const answer = intake.accept(arrival(signals, changes))
    if (!answer) return { answer: Promise.resolve([]), outcome: () => 'no room' as const }
    let outcome: 'waits' | 'accepted' | 'failed' = 'waits'
    answer.then(
      () => (outcome = 'accepted'),
      () => (outcome = 'failed'),
    )
    return { answer, outcome: () => outcome }
  }
  const keys = (from: number, to: number): Partial<Signal>[] =>
    Array.from({ length: to - from + 1 }, (_, n) => ({ key: `k${from + n}` }))

  test('until a first sign is committed and the matcher has seen it no other commit begins', async () => {
    const { now } = systemClock
    const untilPassed = (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    const way = new RightOfWay({ now, sleep: untilPassed })
    const { next, held } = await begin({}, aDirectory(), way)
    send([{ key: 'first' }])
    const first = await next()
    send([{ key: 'second' }])
    await turns()
    expect(held).toHaveLength(0)
    await first.go()
    expect(held).toHaveLength(0)
    way.seen(way.mark)
    expect(saidIn(await next())).toEqual(['second firing'])
  })

  test('what a source repeats after a while looks like a first sign, is none, and holds nobody up', async () => {
    const slept: number[] = []
    const way = new RightOfWay({
      now: systemClock.now,
      async sleep(ms) {
        slept.push(ms)
      },
    })
    const { next } = await begin({}, aDirectory(), way)
    send([{ key: 'known' }])
    await (await next()).go()
    way.seen(way.mark)
    bench.clock.forward('2m')
    send([{ key: 'known' }])
    const again = await next()
    expect(again.batch.signals[0]).toMatchObject({ isFirst: true })
    bench.nudged.length = 0
    await again.go()
    send([{ key: 'known', state: 'resolved' }])
    await next()
    expect(bench.nudged).not.toContain('match:first')
    expect(slept).toEqual([])
  })

  test('requests that arrive together travel together, and are answered after their commit', async () => {
    const { next } = await begin()
    const first = send([{ key: 'a' }])
    const second = send([{ key: 'b' }, { key: 'a' }])
    const commit = await next()
    expect(commit.batch.signals.map(({ signal, repeats }) => [signal.key, repeats])).toEqual([
      ['a', 2],
      ['b', 1],
    ])
    expect([first.outcome(), second.outcome()]).toEqual(['waits', 'waits'])
    await commit.go()
    expect((await first.answer).map(({ transition }) => transition)).toEqual(['fired'])
    expect((await second.answer).map(({ key, transition }) => [key, transition])).toEqual([
      ['b', 'fired'],
      ['a', 'fired'],
    ])
    expect(bench.nudged).toEqual(['match:first', 'match'])
    expect(await bench.rows('deliveries')).toHaveLength(2)
  })

  test('what is said of a condition while a commit is under way waits for it, whoever says it', async () => {
    const { next, held } = await begin()
    const fires = send([{ key: 'a' }])
    const commit = await next()
    const recovers = send([{ key: 'a', state: 'resolved' }])
    const firesAgain = send([{ key: 'a' }])
    const other = send([{ key: 'b' }])
    const second = await next()
    expect(saidIn(second)).toEqual(['b firing'])
    await second.go()
    expect([other.outcome(), recovers.outcome(), held]).toEqual(['accepted', 'waits', []])
    await commit.go()
    const third = await next()
    expect(saidIn(third)).toEqual(['a resolved'])
    await third.go()
    await (await next()).go()
    const outcomes = await Promise.all([fires, recovers, firesAgain].map(({ answer }) => answer))
    expect(outcomes.flat().map(({ transition }) => transition)).toEqual(['fired', 'cleared', 'fired'])
  })

  test('the same word again need not wait', async () => {
    const { next } = await begin()
    const first = send([{ key: 'a' }])
    const one = await next()
    const second = send([{ key: 'a' }])
    const other = await next()
    await one.go()
    await other.go()
    expect((await first.answer)[0]?.transition).toBe('fired')
    expect((await second.answer)[0]?.transition).toBe('repeated')
  })

  test('of one request what follows on a condition is committed after what came before it', async () => {
    const { next } = await begin()
    const sent = send([{ state: 'firing' }, { state: 'resolved' }, { state: 'firing', severity: 'low' }])
    for (const said of [['disk firing'], ['disk resolved'], ['disk firing']]) {
      const commit = await next()
      expect(saidIn(commit)).toEqual(said)
      await commit.go()
    }
    expect((await sent.answer).map(({ transition }) => transition)).toEqual(['fired', 'cleared', 'fired'])
    expect(await bench.rows('alerts')).toMatchObject([{ state: 'firing', episode: 2, severity: 'low' }])
  })

  test('a recovery that comes too late does not stand for one that does not', async () => {
    const { next } = await begin()
    const startedAt = bench.clock.now()
    await bench.receive({ key: 'a', startedAt })
    const stale = { startedAt: 1_000, endedAt: 2_000 } as Partial<Signal>
    const sent = send([
      { key: 'a', state: 'resolved' },
      { key: 'a', state: 'resolved', ...stale },
    ])
    await (await next()).go()
    await (await next()).go()
    expect((await sent.answer).map(({ transition }) => transition)).toEqual(['cleared', 'repeated'])
  })

  test('a request larger than a batch goes piece by piece, its body, changes and beat once, and others in between', async () => {
    const { next } = await begin()
    const change = {
      ...{ id: bench.deps.ids.next(), source: 'monitor' as SourceId, at: bench.clock.now(), summary: 'Deployed' },
      ...{ links: [], details: null, delivery: bench.deps.ids.next() },
    }
    const huge = send(keys(1, 10), { changes: [change], nextBeatDue: bench.clock.now() })
    const small = send([{ key: 'small' }])
    const first = await next()
    expect(first.batch).toMatchObject({ signals: { length: 4 }, deliveries: { length: 1 }, beats: { length: 1 } })
    const second = await next()
    expect(saidIn(second)).toEqual(['small firing'])
    await second.go()
    expect([small.outcome(), huge.outcome()]).toEqual(['accepted', 'waits'])
    await first.go()
    const third = await next()
    expect(third.batch).toMatchObject({ signals: { length: 4 }, deliveries: [], changes: [], beats: [] })
    await third.go()
    await (await next()).go()
    expect(await huge.answer).toHaveLength(10)
    expect(await bench.rows('alerts')).toHaveLength(11)
    expect(await bench.rows('changes')).toHaveLength(1)
    expect(await bench.rows('deliveries')).toHaveLength(2)
  })

  test('the body of a request whose news comes in a later piece is kept', async () => {
    const { next } = await begin()
    await bench.receive(...keys(1, 4))
    const sent = send(keys(1, 6))
    const first = await next()
    await first.go()
    expect(await bench.rows('deliveries')).toEqual([])
    await (await next()).go()
    await sent.answer
    const [kept, ...others] = await bench.rows('deliveries')
    expect(others).toEqual([])
    expect(await bench.rows('signals')).toEqual(
      expect.arrayContaining([expect.objectContaining({ delivery_id: kept?.id })]),
    )
  })

  test('a request that fits a batch is not divided', async () => {
    const { next } = await begin({ flushesMax: 1 })
    send(keys(1, 3))
    send(keys(4, 6))
    const first = await next()
    expect(saidIn(first)).toEqual(['k1 firing', 'k2 firing', 'k3 firing'])
    await first.go()
    expect(saidIn(await next())).toEqual(['k4 firing', 'k5 firing', 'k6 firing'])
  })

  test('bodies of a batch are bounded in bytes; a larger one travels alone', async () => {
    const { next } = await begin({ flushesMax: 1 })
    send([{ key: 'a' }], { bytes: 6_000 })
    send([{ key: 'b' }], { bytes: 6_000 })
    send([{ key: 'c' }], { bytes: 20_000 })
    for (const said of [['a firing'], ['b firing'], ['c firing']]) {
      const commit = await next()
      expect(saidIn(commit)).toEqual(said)
      await commit.go()
    }
    await intake.drained()
  })

  test('what may wait is bounded by number and bytes, and one source leaves half of the room to the others', async () => {
    const { next } = await begin({ flushesMax: 1, waitingMax: 8 })
    const other = { source: 'other' as SourceId }
    send([{ key: 'under way' }])
    const commit = await next()
    expect(send(keys(1, 20)).outcome()).toBe('waits')
    expect(send([{ key: 'b' }]).outcome()).toBe('no room')
    expect(send(keys(1, 2), other).outcome()).toBe('no room')
    await commit.go()
    for (let pieces = 0; pieces < 5; pieces++) await (await next()).go()
    await intake.drained()

    send([{ key: 'under way' }])
    const again = await next()
    expect(send(keys(1, 3)).outcome()).toBe('waits')
    expect(send([{ key: 'b' }]).outcome()).toBe('no room')
    expect(send(keys(1, 4), other).outcome()).toBe('waits')
    expect(send([{ key: 'c' }], { source: 'third' as SourceId }).outcome()).toBe('no room')
    await again.go()
    await (await next()).go()
    await (await next()).go()
    await intake.drained()

    send([{ key: 'under way' }])
    await next()
    expect(send([{ key: 'b' }], { bytes: 99_000 }).outcome()).toBe('waits')
    expect(send([{ key: 'c' }], { ...other, bytes: 1_000 }).outcome()).toBe('no room')
  })

  test('a source that brings more than its limit is turned away, until its bucket has filled up', async () => {
    const limited = aSource('limited', { quiet: { rate: { alerts: 2, withinMs: ms('1m') } } })
    const { next } = await begin({}, aDirectory({ sources: [aSource('monitor'), limited] }))
    const source = 'limited' as SourceId
    const taken = send(keys(1, 2), { source })
    expect(send(keys(3, 3), { source }).outcome()).toBe('no room')
    expect(send(keys(3, 3)).outcome()).toBe('waits')
    await (await next()).go()
    await taken.answer
    bench.clock.forward('30s')
    expect(send(keys(3, 3), { source }).outcome()).toBe('waits')
    await (await next()).go()
  })

  test('one request that the database refuses does not fail those that travelled with it', async () => {
    const { next } = await begin({ batchMax: 10 })
    // More than an entry of an index holds; adapters never let one through.
    const tooLong = Array.from({ length: 2_000 }, (_, n) => (n * 7919).toString(36)).join('')
    const sent = [send([{ key: 'a' }]), send([{ key: tooLong }]), send([{ key: 'c' }]), send([{ key: 'd' }])]
    // All four, each half, and the two of the half that has the bad one.
    for (let attempts = 0; attempts < 5; attempts++) await (await next()).go()
    await intake.drained()
    expect(sent.map(({ outcome }) => outcome())).toEqual(['accepted', 'failed', 'accepted', 'accepted'])
    await expect(sent[1]?.answer).rejects.toBeInstanceOf(NotCommitted)
    expect((await bench.rows('alerts')).map((row) => row.key).sort()).toEqual(['a', 'c', 'd'])
  })

  test('when the database is away all are turned away at once, and the next ones are tried', async () => {
    const { next, held } = await begin({ flushesMax: 1 })
    const sent = [send([{ key: 'a' }]), send([{ key: 'b' }])]
    const commit = await next()
    const later = send([{ key: 'c' }])
    await commit.fail(new Error('Connection terminated unexpectedly'))
    expect(sent.map(({ outcome }) => outcome())).toEqual(['failed', 'failed'])
    expect(held).toHaveLength(1)
    await (await next()).go()
    expect(await later.answer).toHaveLength(1)
    expect(bench.logged.map(({ level, facts }) => [level, facts.requests])).toEqual([['error', 2]])
  })

  test('a lost race is run again with the same ids, a bounded number of times', async () => {
    const { next } = await begin()
    const sent = send([{ key: 'a' }])
    const first = await next()
    await first.fail(new StoreConflict('deadlock'))
    const second = await next()
    expect(second.batch).toEqual(first.batch)
    await second.go()
    expect(await sent.answer).toHaveLength(1)

    const hopeless = send([{ key: 'b' }])
    for (let attempt = 1; attempt <= 5; attempt++) await (await next()).fail(new StoreConflict('deadlock'))
    await expect(hopeless.answer).rejects.toBeInstanceOf(NotCommitted)
  })

  test('a piece that fails ends its request: the rest of it is not committed for nobody', async () => {
    const { next, held } = await begin()
    const huge = send(keys(1, 10))
    await (await next()).fail(new Error('Connection terminated unexpectedly'))
    await expect(huge.answer).rejects.toBeInstanceOf(NotCommitted)
    await intake.drained()
    expect(held).toEqual([])
    const again = send(keys(1, 2))
    await (await next()).go()
    expect(await again.answer).toHaveLength(2)
  })

  test('who has waited longer than senders do is turned away, but not in the middle of a request', async () => {
    const { next } = await begin({ flushesMax: 1 })
    const huge = send(keys(1, 10))
    const commit = await next()
    const late = send([{ key: 'late' }])
    bench.clock.forward('10s')
    const fresh = send([{ key: 'fresh' }])
    bench.clock.forward('6s')
    await commit.go()
    await turns()
    expect([late.outcome(), fresh.outcome(), huge.outcome()]).toEqual(['failed', 'waits', 'waits'])
    for (let pieces = 0; pieces < 2; pieces++) await (await next()).go()
    await intake.drained()
    expect([fresh.outcome(), huge.outcome()]).toEqual(['accepted', 'accepted'])
  })

  test('a request without signals is committed too, and draining waits for all that waits', async () => {
    const { next } = await begin()
    await intake.drained()
    const sent = send([], { nextBeatDue: bench.clock.now() })
    let isDrained = false
    const drained = intake.drained().then(() => {
      isDrained = true
    })
    const commit = await next()
    expect(isDrained).toBe(false)
    await commit.go()
    expect(await sent.answer).toEqual([])
    await drained
    expect(await bench.rows('heartbeats')).toHaveLength(1)
  })
})
