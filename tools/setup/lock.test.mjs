import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withLock } from './lock.mjs'
import { temporaryTree } from './temporary-tree.mjs'

const lockOf = (root) => join(root, '.cache/prepare.lock')

test('the lock names its holder and is gone after the work, even when that throws', () => {
  const root = temporaryTree({})
  expect(withLock(root, () => readFileSync(lockOf(root), 'utf8'))).toBe(String(process.pid))
  expect(existsSync(lockOf(root))).toBe(false)
  expect(() =>
    withLock(root, () => {
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(existsSync(lockOf(root))).toBe(false)
})

test('the lock of a process that is gone is taken over', () => {
  // Above the largest process id that Linux gives.
  const root = temporaryTree({ '.cache/prepare.lock': '99999999' })
  expect(withLock(root, () => 'done')).toBe('done')
})
