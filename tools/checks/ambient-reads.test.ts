import { expect, test } from 'vitest'
import { ambientReads } from './ambient-reads.ts'
import { treeOf } from './tree.ts'

function problems(path: string, text: string): readonly string[] {
  return ambientReads.find(treeOf({ [path]: text })).map(({ line, message }) => `${line}: ${message}`)
}

test.each([
  ['Date.now()', 'the clock (Date.now)'],
  ['new Date()', 'the clock (a Date of the present moment)'],
  ['performance.now()', 'the clock (performance.now)'],
  ['Temporal.Now.instant()', 'the clock (Temporal.Now)'],
  ['process.hrtime.bigint()', 'the clock (process.hrtime)'],
  ['Math.random()', 'chance (Math.random)'],
  ['globalThis.crypto.randomUUID()', 'chance (crypto.randomUUID)'],
  ["import { randomBytes } from 'node:crypto'", 'chance (randomBytes)'],
  ['process.env.HOME', 'the environment (process.env)'],
  ['const { env } = process', 'the environment (process.env)'],
  ["import { env } from 'node:process'", 'the environment (env)'],
])('%s in a handler is refused', (text, what) => {
  expect(problems('packages/server/src/respond/a.ts', text)).toEqual([
    `1: reads ${what} outside the ports; take it as an argument or from a port`,
  ])
})

test('ports, configuration, entry points and tests may read them', () => {
  for (const path of [
    'packages/server/src/shell/ports/clock.ts',
    'packages/server/src/shell/config/environment.ts',
    'packages/server/src/main.ts',
    'packages/sim/src/main.ts',
    'packages/web/src/ports/clock.ts',
    'packages/server/src/respond/a.test.ts',
  ]) {
    expect(problems(path, 'export const x = [Date.now(), Math.random(), process.env.X]'), path).toEqual([])
  }
})

test('hashing, and a Date of a given instant, are no reads', () => {
  const text =
    "import { createHash, timingSafeEqual } from 'node:crypto'\nexport const at = (ms: number) => new Date(ms)"
  expect(problems('packages/server/src/respond/a.ts', text)).toEqual([])
})
