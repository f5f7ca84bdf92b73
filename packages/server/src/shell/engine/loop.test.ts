import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { describe, expect, test } from 'vitest'
import { systemClock } from '../ports/clock.ts'
import type { EngineDeps } from './deps.ts'
import { type Loop, type Round, startLoop } from './loop.ts'
import { createSignals } from './signals.ts'

interface Sleeper {
  ms: number
  wake(): void
}

/** A clock on which sleepers are woken by the test, or by their signal. */
function createStage() {
  const sleepers: Sleeper[] = []
  const logged: string[] = []
  let now = 0
  const clock = {
    now: () => now as Instant,
    nextTurn: systemClock.nextTurn,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted) return resolve()
        sleepers.push({ ms, wake: resolve })
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
  const nudge = createSignals()
  const log = { error: (_: object, message: string) => void logged.push(message), warn() {}, info() {} }
  const deps = { clock, nudge, log } as unknown as EngineDeps
  const start = (round: Loop['round']) => startLoop(deps, { name: 'test', round })
  const turns = async () => {
    for (let turn = 0; turn < 5; turn++) await systemClock.nextTurn()
  }
  const forward = (ms: number): void => {
    now += ms
  }
  return { sleepers, logged, nudge, start, turns, forward }
}

const REST: Round = { isMore: false, dueAt: null }

describe('a loop', () => {
  test('works as long as there is more, and then sleeps until the poll', async () => {
    const stage = createStage()
    const rounds: Round[] = [{ isMore: true, dueAt: null }, { isMore: true, dueAt: null }, REST]
    let count = 0
    const loop = stage.start(async () => rounds[count++] ?? REST)
    await stage.turns()
    expect([count, stage.sleepers.map(({ ms }) => ms)]).toEqual([3, [1_000]])
    await loop.stop()
  })

  test('sleeps until the next thing is due, never longer than the poll and never without a pause', async () => {
    const stage = createStage()
    const due = [300, 90_000, -5]
    const loop = stage.start(async () => ({ isMore: false, dueAt: due.shift() ?? null }))
    for (let round = 0; round < 3; round++) {
      await stage.turns()
      stage.sleepers.at(-1)?.wake()
    }
    expect(stage.sleepers.slice(0, 3).map(({ ms }) => ms)).toEqual([300, 1_000, 10])
    await loop.stop()
  })

  test('work that becomes durable at any moment of a round is found: before it by the round, during it by another one', async () => {
    const stage = createStage()
    const queue: string[] = []
    const done: string[] = []
    const gates: PromiseWithResolvers<void>[] = []
    const add = (work: string) => {
      queue.push(work)
      stage.nudge.nudge('test')
    }
    const loop = stage.start(async () => {
      // What is there when the round looks; what comes after that is not seen by it.
      const found = queue.splice(0)
      const gate = Promise.withResolvers<void>()
      gates.push(gate)
      await gate.promise
      done.push(...found)
      return REST
    })
    add('before the first look')
    await stage.turns()
    add('while the round works')
    gates[0]?.resolve()
    await stage.turns()
    expect([gates.length, stage.sleepers.length]).toEqual([2, 0])
    gates[1]?.resolve()
    await stage.turns()
    expect(stage.sleepers).toHaveLength(1)
    add('while it sleeps')
    await stage.turns()
    gates[2]?.resolve()
    await stage.turns()
    expect(done).toEqual(['before the first look', 'while the round works', 'while it sleeps'])
    expect([gates.length, stage.sleepers.length]).toEqual([3, 2])
    await loop.stop()
  })

  test('outlives a round that fails: says so, and pauses before the next', async () => {
    const stage = createStage()
    let count = 0
    const loop = stage.start(async () => {
      count += 1
      if (count === 1) throw new Error('no connection')
      return REST
    })
    await stage.turns()
    expect([stage.sleepers.map(({ ms }) => ms), stage.logged]).toEqual([[500], ['a round failed and will be repeated']])
    stage.sleepers[0]?.wake()
    await stage.turns()
    expect(count).toBe(2)
    await loop.stop()
  })

  test('tells when it came round last, also of rounds that fail, so that one which hangs is seen', async () => {
    const stage = createStage()
    stage.forward(5)
    const gate = Promise.withResolvers<Round>()
    let count = 0
    const loop = stage.start(() => {
      count += 1
      return count === 1 ? Promise.reject(new Error('once')) : gate.promise
    })
    stage.forward(10)
    await stage.turns()
    expect(loop.lastRoundAt()).toBe(15)
    stage.sleepers[0]?.wake()
    stage.forward(60_000)
    await stage.turns()
    expect(loop.lastRoundAt()).toBe(15)
    gate.resolve(REST)
    await loop.stop()
    expect(loop.lastRoundAt()).toBe(60_015)
  })

  test('stops from its sleep at once, and from a round when that has ended', async () => {
    const stage = createStage()
    const sleeping = stage.start(async () => REST)
    await stage.turns()
    await sleeping.stop()

    const gate = Promise.withResolvers<Round>()
    let count = 0
    const working = stage.start(() => {
      count += 1
      return gate.promise
    })
    await stage.turns()
    let hasStopped = false
    const stopped = working.stop().then(() => {
      hasStopped = true
    })
    await stage.turns()
    expect(hasStopped).toBe(false)
    gate.resolve({ isMore: true, dueAt: null })
    await stopped
    expect(count).toBe(1)
  })
})
