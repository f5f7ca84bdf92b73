import { expect, test } from 'vitest'
import { corePurity } from './core-purity.ts'
import { treeOf } from './tree.ts'

function problems(text: string, path = 'packages/core/src/kernel/a.ts'): readonly string[] {
  return corePurity.find(treeOf({ [path]: text })).map(({ message }) => message)
}

test.each([
  ["import { readFile } from 'node:fs'", 'a part of Node (node:fs)'],
  ["import fs from 'fs'", 'a part of Node (fs)'],
  ["import { z } from 'zod'", 'zod, which is not on its list'],
  ["export const load = () => import('./b.ts')", 'no import()'],
  ['export const now = () => Date.now()', 'Date.now'],
  ['export const clock = Date.now', 'Date.now'],
  ['export const now = () => new Date()', 'a Date of the present moment'],
  ['export const now = () => Date()', 'a Date of the present moment'],
  ['export const now = () => Temporal.Now.instant()', 'Temporal.Now'],
  ['export const dice = () => Math.random()', 'Math.random'],
  ['export const id = () => crypto.randomUUID()', 'crypto'],
  ['export const id = () => globalThis.crypto.randomUUID()', 'globalThis'],
  ['export const zone = process.env.TZ', 'process'],
  ['export const here = import.meta.url', 'import.meta'],
  ['setTimeout(() => {}, 1)', 'setTimeout'],
  ['export async function f() {}', 'an async function'],
  ['export const f = async () => 1', 'an async function'],
  ['export const o = { async f() {} }', 'an async function'],
  ['export const x = await load()', 'await'],
  ['export type Later = Promise<string>', 'Promise'],
  ["console.log('x')", 'console'],
])('%s is not pure', (text, expected) => {
  const found = problems(text)
  expect(found.length).toBeGreaterThan(0)
  expect(found.join('\n')).toContain(expected)
})

test('dates and times made from what was given are pure', () => {
  expect(problems('export const at = (ms: number) => new Date(ms).getTime()')).toEqual([])
  expect(problems("export const at = (text: string) => Temporal.Instant.from(text).add('PT1H')")).toEqual([])
})

test('a member, a key, a text, a comment or a parameter of such a name is nothing impure', () => {
  const text = `
    // Date.now() would be wrong here, and so would Promise.
    export type State = { process: string; readonly crypto: number }
    export const f = (process: State, state: State) => process.crypto + state.process.length
    export const message = 'await the process, call Math.random()'
    export const o = { fetch: 1, Promise: 2 }
  `
  expect(problems(text)).toEqual([])
})

test('tests of the core may do as they like', () => {
  expect(problems("import { readFileSync } from 'node:fs'\nDate.now()", 'packages/core/src/a.test.ts')).toEqual([])
})
