import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryTree } from './temporary-tree.mjs'

const script = join(import.meta.dirname, 'prepare.mjs')

test('an old Node is refused with the way out', () => {
  // The version cannot be changed from outside, so a copy of the script sees another `process`.
  const text = `const process = { versions: { node: '18.20.0' }, version: 'v18.20.0', exit: globalThis.process.exit }\n`
  const root = temporaryTree({ 'prepare.mjs': text + readFileSync(script, 'utf8') })
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'prepare.mjs'), 'start'], { encoding: 'utf8' })
  expect(status).toBe(1)
  expect(stderr).toContain('Tocsin needs Node 20 or newer')
})

test('an unknown purpose is refused', () => {
  const { status, stderr } = spawnSync(process.execPath, [script, 'stop'], { encoding: 'utf8' })
  expect(status).toBe(2)
  expect(stderr).toContain('expected “start” or “test”, not “stop”')
})
