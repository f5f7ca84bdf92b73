import { expect, test } from 'vitest'
import { listHotSpots } from './cpu-profile.ts'

const frame = (functionName: string, url = '', lineNumber = -1) => ({ functionName, url, lineNumber })

test('self time is summed by function over the places it was called from, without idle time', () => {
  const spots = listHotSpots({
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('parse', 'file:///home/a/tocsin/packages/adapters/src/in/x.ts', 9) },
      { id: 3, callFrame: frame('parse', 'file:///home/a/tocsin/packages/adapters/src/in/x.ts', 9) },
      { id: 4, callFrame: frame('', 'node:net', 0) },
    ],
    samples: [1, 2, 3, 4, 2],
    timeDeltas: [5_000, 1_000, 1_000, 1_000, 1_000],
  })
  expect(spots).toEqual([
    { name: 'parse adapters/src/in/x.ts:10', share: 0.75, ms: 3 },
    { name: '(anonymous) node:net:1', share: 0.25, ms: 1 },
  ])
})

test('a profile without samples has no hot spots', () => {
  expect(listHotSpots({ nodes: [], samples: [], timeDeltas: [] })).toEqual([])
})
