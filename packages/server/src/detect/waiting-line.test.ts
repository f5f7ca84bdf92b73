import type { Signal } from '@tocsin/core/detect/signal.ts'
import type { SourceId } from '@tocsin/core/kernel/brand.ts'
import { START } from '@tocsin/core/testing/time.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Arrival, type Entry, WaitingLine } from './waiting-line.ts'

const LIMITS = { batchMax: 8, smallMax: 2, batchBytesMax: 1_000, waitingMax: 1e6, waitingBytesMax: 1e9 }
const CALLER = { resolve: () => {}, reject: () => {} }

let requests = 0
const aRequest = (said: readonly (readonly [key: string, state: Signal['state']])[], bytes = 10): Arrival => {
  requests += 1
  const signals = said.map(([key, state]) => ({ key, state, severity: 'high' }) as Signal)
  const delivery = { id: `${requests}`, bytes, receivedAt: START } as Arrival['delivery']
  return { source: 'am' as SourceId, signals, changes: [], delivery }
}
const firing = (...keys: string[]) => aRequest(keys.map((key) => [key, 'firing']))
const many = (prefix: string, count: number) => firing(...Array.from({ length: count }, (_, at) => `${prefix}${at}`))
const keysOf = (batch: readonly Entry[]) => batch.map(({ signal }) => signal?.key)

function lineOf(...arrivals: Arrival[]): WaitingLine {
  const line = new WaitingLine(LIMITS)
  for (const arrival of arrivals) line.add(arrival, CALLER)
  return line
}

/** Commits one batch, as the intake does with one commit at a time. */
function commit(line: WaitingLine): Entry[] {
  const batch = line.take()
  line.release(batch)
  for (const { ticket } of batch) {
    ticket.hasBegun = true
    ticket.left -= 1
    if (ticket.left === 0) line.end(ticket, () => {})
  }
  return batch
}

describe('small requests behind large ones', () => {
  test('go ahead, in a quarter of the batch', () => {
    const line = lineOf(many('a', 6), many('b', 6), firing('x'), firing('y'), firing('z'))
    expect(keysOf(commit(line))).toEqual(['x', 'y', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5'])
    expect(keysOf(commit(line))).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5', 'z'])
    expect(line.isEmpty).toBe(true)
  })

  test('stay where they are while all that waits fits a batch', () => {
    expect(keysOf(commit(lineOf(many('a', 6), firing('x'))))).toEqual(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'x'])
  })

  test('never overtake what a large one says of the same condition', () => {
    const line = lineOf(many('a', 6), many('b', 6), aRequest([['b3', 'resolved']]), firing('x'))
    expect(keysOf(commit(line))).toEqual(['x', 'a0', 'a1', 'a2', 'a3', 'a4', 'a5'])
    expect(keysOf(commit(line))).toEqual(['b0', 'b1', 'b2', 'b3', 'b4', 'b5'])
    expect(commit(line).map(({ word }) => word)).toEqual(['resolved high'])
  })

  test('keep nobody waiting for ever, not even what is larger than a batch', () => {
    const line = lineOf(many('a', 20))
    const left = () => keysOf(commit(line)).filter((key) => key?.startsWith('a')).length
    let taken = 0
    for (let round = 0; round < 4 && taken < 20; round++) {
      for (let n = 0; n < 9; n++) line.add(firing(`small ${round} ${n}`), CALLER)
      taken += left()
    }
    expect(taken).toBe(20)
    const heavy = lineOf(
      aRequest(
        [
          ['h', 'firing'],
          ['i', 'firing'],
          ['j', 'firing'],
        ],
        5_000,
      ),
      many('a', 8),
      firing('x'),
    )
    expect(keysOf(commit(heavy))).toEqual(['x', 'h', 'i', 'j'])
  })

  test('whatever comes in, all of it is taken once, and of each condition in the order in which it was said', () => {
    const word = fc.constantFrom<Signal['state'][]>('firing', 'resolved')
    const request = fc.array(fc.tuple(fc.constantFrom(...'abcdefghijkl'), word), { minLength: 1, maxLength: 14 })
    fc.assert(
      fc.property(fc.array(fc.tuple(request, fc.integer({ min: 1, max: 1_500 })), { maxLength: 12 }), (given) => {
        const line = lineOf(...given.map(([said, bytes]) => aRequest(said, bytes)))
        const taken: (readonly [string | undefined, string])[] = []
        for (let round = 0; round < 400 && !line.isEmpty; round++)
          taken.push(...commit(line).map(({ signal, word: state }) => [signal?.key, state] as const))
        expect(line.isEmpty).toBe(true)
        const said = given.flatMap(([request]) => request)
        for (const key of 'abcdefghijkl')
          expect(taken.filter(([of]) => of === key).map(([, state]) => state)).toEqual(
            said.filter(([of]) => of === key).map(([, state]) => `${state} high`),
          )
      }),
    )
  })
})
