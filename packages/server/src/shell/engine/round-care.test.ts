import { AssertionError } from '@tocsin/core/kernel/assert.ts'
import { describe, expect, test } from 'vitest'
import { StoreConflict } from '../store/store.ts'
import { isOfAmount, isOfContent } from './failure-kind.ts'
import { RoundCare } from './round-care.ts'

const BAD = new AssertionError('a bug')
const sqlError = (code: string): Error => Object.assign(new Error('database'), { code })

function careOf(usual = 8, max = 32): RoundCare<string> {
  return new RoundCare({ usual, max }, (each) => each)
}

/** Runs rounds over a queue until it is empty or `rounds` are over; `bad` fails whatever it is part of. */
function work(queue: string[], bad: string, rounds: number, care = careOf()): { done: string[]; sizes: number[] } {
  const done: string[] = []
  const sizes: number[] = []
  for (let now = 0; now < rounds && queue.length > 0; now++) {
    const chosen = care.choose(queue.slice(0, care.claimMax), now)
    sizes.push(chosen.length)
    if (chosen.includes(bad)) {
      care.failed(chosen, BAD, now)
    } else {
      care.succeeded(chosen)
      for (const each of chosen) queue.splice(queue.indexOf(each), 1)
      done.push(...chosen)
    }
  }
  return { done, sizes }
}

describe('the care of rounds', () => {
  test('rounds grow while each is full, and are of the usual size again after one that is not', () => {
    const care = careOf()
    const full = (): string[] => Array.from({ length: care.claimMax }, (_, n) => String(n))
    const sizes = [8, 16, 32, 32].map(() => {
      const chosen = care.choose(full(), 0)
      care.succeeded(chosen)
      return chosen.length
    })
    expect(sizes).toEqual([8, 16, 32, 32])
    care.succeeded(['one'])
    expect(care.claimMax).toBe(8)
  })

  test('rounds that took long grow no further, and those that failed with less find back to the usual size', () => {
    const care = careOf()
    const run = (wasShort: boolean): number => {
      const chosen = care.choose(
        Array.from({ length: care.claimMax }, (_, n) => String(n)),
        0,
      )
      care.succeeded(chosen, wasShort)
      return care.claimMax
    }
    expect([run(true), run(true), run(false), run(false), run(false), run(true)]).toEqual([16, 32, 16, 8, 8, 16])
    expect(care.failed(['a', 'b', 'c', 'd'], BAD, 0)).toBe('less')
    expect([care.claimMax, run(false), run(false), run(false)]).toEqual([2, 4, 8, 8])
  })

  test('one that fails is found in few rounds and left aside, and all others are done in their order', () => {
    const queue = Array.from({ length: 40 }, (_, n) => `k${n}`)
    const { done, sizes } = work(queue, 'k5', 20)
    expect(queue).toEqual(['k5'])
    expect(done).toEqual(Array.from({ length: 40 }, (_, n) => `k${n}`).filter((each) => each !== 'k5'))
    expect(sizes.indexOf(1)).toBeLessThan(7)
  })

  test('what is aside is tried alone, later and later, and comes back when it succeeds', () => {
    const care = careOf()
    expect(care.failed(['bad'], BAD, 0)).toBe('alone')
    expect(care.hasAside).toBe(true)
    expect(care.choose(['bad', 'good'], 999)).toEqual(['good'])
    expect(care.choose(['bad', 'good'], 1_000)).toEqual(['bad'])
    expect(care.failed(['bad'], BAD, 1_000)).toBe('alone')
    expect(care.choose(['bad', 'good'], 2_999)).toEqual(['good'])
    expect(care.choose(['bad', 'good'], 3_000)).toEqual(['bad'])
    care.succeeded(['bad'])
    expect(care.choose(['bad', 'good'], 3_001)).toEqual(['bad', 'good'])
    expect(care.hasAside).toBe(false)
  })

  test('it waits a minute at most between tries', () => {
    const care = careOf()
    for (let failures = 0; failures < 20; failures++) care.failed(['bad'], BAD, 0)
    expect(care.choose(['bad'], 60_000)).toEqual(['bad'])
    expect(care.choose(['bad'], 59_999)).toEqual([])
  })

  test('what is gone from the queue is remembered no longer', () => {
    const care = careOf()
    care.failed(['bad'], BAD, 0)
    expect(care.choose(['good'], 1)).toEqual(['good'])
    expect(care.hasAside).toBe(false)
  })

  test('a failure of the world changes nothing, a race that is lost again and again counts like one of the content', () => {
    const care = careOf()
    expect(care.failed(['a', 'b'], new Error('Connection terminated unexpectedly'), 0)).toBe('wait')
    expect(care.failed([], BAD, 0)).toBe('wait')
    expect(care.claimMax).toBe(8)
    expect(care.failed(['a', 'b'], new StoreConflict('again'), 0)).toBe('less')
    expect(care.claimMax).toBe(1)
    expect(care.failed(['a'], new StoreConflict('again'), 0)).toBe('alone')
  })

  test.each([
    ['a broken belief', BAD, true],
    ['a bug', new TypeError('undefined is not a function'), true],
    ['a value that jsonb refuses', sqlError('22P05'), true],
    ['an entry too large for its index', sqlError('54000'), true],
    ['a constraint', sqlError('23514'), true],
    ['a table that is missing', sqlError('42P01'), false],
    ['a server that stops', sqlError('57P01'), false],
    ['a disk that is full', sqlError('53100'), false],
    ['a lost connection', new Error('Connection terminated unexpectedly'), false],
    ['what is no error', 'thrown', false],
  ])('%s: of its content, %s', (_, error, expected) => {
    expect(isOfContent(error)).toBe(expected)
    expect(isOfAmount(error)).toBe(expected)
  })

  test('a statement that took too long may succeed with less', () => {
    expect([isOfContent(sqlError('57014')), isOfAmount(sqlError('57014'))]).toEqual([false, true])
  })
})
