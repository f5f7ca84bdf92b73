import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importDirections } from './import-directions.ts'
import { readTree, treeOf } from './tree.ts'

test('a tree on disk is read without installed packages and built output', () => {
  const root = mkdtempSync(join(tmpdir(), 'tocsin-tree-'))
  try {
    for (const folder of ['packages/core/src', 'packages/web/dist', 'node_modules/x']) {
      mkdirSync(join(root, folder), { recursive: true })
      writeFileSync(join(root, folder, 'a.ts'), "import '@tocsin/server/b.ts'\n")
    }
    const tree = readTree(root)
    expect(tree.paths).toEqual(['packages/core/src/a.ts'])
    expect(importDirections.find(tree)).toHaveLength(1)
  } finally {
    rmSync(root, { recursive: true })
  }
})

test('a file that cannot be parsed is named', () => {
  const tree = treeOf({ 'packages/core/src/a.ts': 'export const = 1' })
  expect(() => tree.programOf('packages/core/src/a.ts')).toThrow(/packages\/core\/src\/a\.ts: /)
})
