import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { Instant, SourceId } from '@tocsin/core/kernel/brand.ts'
import { HOUR } from '@tocsin/core/kernel/instant.ts'
import { aDirectory, aSource } from '@tocsin/core/testing/directory.ts'
import { ms } from '@tocsin/core/testing/time.ts'
import { expect, test } from 'vitest'
import { describeOnEachEngine } from '../shell/database/testing/database-harness.ts'
import { openEngineBench } from '../shell/engine/testing/engine-bench.ts'
import { aDelivery, aSignal } from '../shell/store/testing/builders.ts'
import { createIntake } from './intake.ts'
import { createMatchRound } from './match-loop.ts'

const GROUPED = aDirectory({
  sources: ['monitor', 'other'].map((id) => aSource(id, { groupBy: ['app'], quietPeriodMs: ms('5m') })),
})
const LIMITS = {
  batchMax: 1_000,
  smallMax: 10,
  batchBytesMax: 1e8,
  waitingMax: 50_000,
  waitingBytesMax: 1e9,
  flushesMax: 1,
}

describeOnEachEngine('the order of the matcher', (open) => {
  const begin = async () => {
    const bench = await openEngineBench(await open(), GROUPED)
    const intake = createIntake(bench.deps, LIMITS)
    const round = createMatchRound(bench.deps)
    let deliveries = 0
    return {
      ...{ ...bench, round },
      async arrive(source: string, ...signals: Partial<Signal>[]) {
        deliveries += 1
        const id = `00000000-0000-7000-8000-${String(deliveries).padStart(12, '0')}`
        const delivery = aDelivery({ id, source: source as SourceId, receivedAt: bench.clock.now() })
        const whole = signals.map((signal) => aSignal(signal))
        await intake.accept({ source: source as SourceId, signals: whole, changes: [], delivery })
      },
      /** From now on every transaction takes a tenth of a second; returns what ends that. */
      makeSlow() {
        const { store } = bench.deps
        const { transaction } = store
        store.transaction = async (work) => {
          const result = await transaction(work)
          bench.clock.forward('100ms')
          return result
        }
        return () => {
          store.transaction = transaction
        }
      },
      apps: async () => (await bench.incidents()).map(({ record }) => record.title).sort(),
      waiting: async () => (await bench.rows('alert_work')).length,
    }
  }
  const storm = Array.from({ length: 700 }, (_, n) => ({ key: `s${n}`, title: 'storm', labels: { app: 'storm' } }))

  test('the first sign of another problem goes before the backlog of a storm, and nothing of that is lost', async () => {
    const { arrive, round, apps, waiting, finish, incidents, nudged } = await begin()
    await arrive('monitor', ...storm)
    expect(nudged).toContain('match:first')
    await round()
    expect([await apps(), await waiting()]).toEqual([['storm'], 699])
    await arrive('other', { key: 'o', title: 'other', labels: { app: 'other' } })
    await round()
    expect([await apps(), await waiting()]).toEqual([['other', 'storm'], 699])
    await arrive('other', { key: 'o', title: 'other', labels: { app: 'other' }, state: 'resolved' })
    await finish(round)
    expect(await waiting()).toBe(0)
    expect((await incidents()).map(({ record }) => record.alertsCount).sort((a, b) => a - b)).toEqual([1, 700])
  })

  test('first signs that keep coming hold up the rest for a moment only', async () => {
    const { arrive, round, waiting, clock } = await begin()
    await arrive('monitor', ...storm)
    const left: number[] = []
    for (let n = 0; n < 5; n++) {
      await arrive('other', { key: `o${n}`, title: 'other', labels: { app: `other ${n}` } })
      clock.forward('600ms')
      await round()
      left.push(await waiting())
    }
    expect(left).toEqual([699, 699, 200, 199, 1])
  })

  test('after a quiet hour, too, a first sign goes before what came with it', async () => {
    const { arrive, round, apps, waiting, clock } = await begin()
    await round()
    clock.forward('1h')
    await arrive('monitor', ...storm)
    await arrive('other', { key: 'o', title: 'other', labels: { app: 'other' } })
    await round()
    expect([await apps(), await waiting()]).toEqual([['other', 'storm'], 699])
  })

  test('first signs that one round cannot hold go in the next one at once', async () => {
    const { arrive, round, waiting, deps, makeSlow } = await begin()
    makeSlow()
    const firsts = (from: number) =>
      Array.from({ length: 150 }, (_, n) => ({ key: `f${from + n}`, title: 'f', labels: { app: `app ${from + n}` } }))
    await arrive('monitor', ...firsts(0))
    await arrive('other', ...firsts(150))
    await round()
    const slept: number[] = []
    const { sleep } = deps.clock
    deps.clock.sleep = (ms, signal) => {
      slept.push(ms)
      return sleep(ms, signal)
    }
    await round()
    expect([slept, await waiting()]).toEqual([[], 0])
  })

  test('a clock that is put back makes no pause of hours', async () => {
    const { arrive, round, waiting, deps, makeSlow } = await begin()
    makeSlow()
    await arrive('monitor', ...storm)
    await round()
    await round()
    expect(await waiting()).toBe(199)
    const { now } = deps.clock
    deps.clock.now = () => (now() - HOUR) as Instant
    await round()
    expect(await waiting()).toBe(0)
  })

  test('while the rest pauses after a crowd, first signs are looked at all the same', async () => {
    const { arrive, round, apps, waiting, deps, clock, makeSlow } = await begin()
    await arrive('monitor', ...storm)
    await round()
    const makeFast = makeSlow()
    const rest = round()
    // It comes while the rest has its turn, and must not wait for the end of the pause after it.
    await arrive('other', { key: 'o', title: 'other', labels: { app: 'other' } })
    await rest
    makeFast()
    const shortened: (boolean | undefined)[] = []
    const { sleep } = deps.clock
    deps.clock.sleep = (ms, signal) => {
      shortened.push(signal?.aborted)
      return sleep(ms, signal)
    }
    expect(await round()).toMatchObject({ isMore: true })
    expect(shortened).toEqual([true])
    expect([await apps(), await waiting()]).toEqual([['other', 'storm'], 199])
    // The rest has a turn of its own when the pause is over.
    expect(await round()).toMatchObject({ isMore: true })
    expect(await waiting()).toBe(199)
    clock.forward('100ms')
    await round()
    expect(await waiting()).toBe(0)
  })
})
