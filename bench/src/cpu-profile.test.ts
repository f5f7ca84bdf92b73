import { expect, test } from 'vitest'
import { listHotSpots } from './cpu-profile.ts'

const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber })
const IN = 'file:///home/a/tocsin/packages/adapters/src/in/x.ts'
const PG = 'file:///home/a/packages/tocsin/node_modules/pg/lib/result.js'

test('own time is summed by function over the places it was called from, without idle time', () => {
  const spots = listHotSpots({
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('parse', IN, 9) },
      { id: 3, callFrame: frame('parse', IN, 9) },
      { id: 4, callFrame: frame('', PG, 0) },
    ],
    samples: [1, 2, 3, 4, 2],
    timeDeltas: [5_000, 1_000, 1_000, 1_000, 1_000],
  })
  expect(spots).toEqual([
    { name: 'parse adapters/src/in/x.ts:10', part: 'adapters in', selfMs: 3, totalMs: 3 },
    { name: '(anonymous) pg/lib/result.js:1', part: 'pg', selfMs: 1, totalMs: 1 },
  ])
})

test('a function has the time of what it calls as well, once however deep it calls itself', () => {
  const spots = listHotSpots({
    nodes: [
      { id: 1, callFrame: frame('outer', IN, 0), children: [2] },
      { id: 2, callFrame: frame('walk', IN, 4), children: [3] },
      { id: 3, callFrame: frame('walk', IN, 4), children: [4] },
      { id: 4, callFrame: frame('(garbage collector)') },
    ],
    samples: [3, 4, 2],
    timeDeltas: [1_000, 2_000, 4_000],
  })
  expect(spots.map(({ name, part, selfMs, totalMs }) => [name, part, selfMs, totalMs])).toEqual([
    ['walk adapters/src/in/x.ts:5', 'adapters in', 5, 7],
    ['(garbage collector)', '(garbage collector)', 2, 2],
    ['outer adapters/src/in/x.ts:1', 'adapters in', 0, 7],
  ])
})

test('a profile without samples has no hot spots', () => {
  expect(listHotSpots({ nodes: [], samples: [], timeDeltas: [] })).toEqual([])
})
