import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findCapabilities, programs } from './capabilities.mjs'
import { temporaryTree } from './temporary-tree.mjs'

test('every program has an entry; one that can be run is found by any of its names', () => {
  const root = temporaryTree({ google: '', 'a/google-chrome': '', 'b/wrk': '' })
  chmodSync(join(root, 'b/wrk'), 0o755)
  const found = findCapabilities([join(root, 'a'), join(root, 'b')].join(':'))
  expect(Object.keys(found)).toEqual(programs.map(({ key }) => key))
  expect(found.wrk).toBe(join(root, 'b/wrk'))
  expect(found.chromium).not.toBe(join(root, 'a/google-chrome'))
})
