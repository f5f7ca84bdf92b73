import { expect, test } from 'vitest'
import { importCycles } from './import-cycles.ts'
import { treeOf } from './tree.ts'

function cycles(files: Record<string, string>): readonly string[] {
  return importCycles.find(treeOf(files)).map(({ message }) => message)
}

const a = 'packages/core/src/a.ts'
const b = 'packages/core/src/b.ts'
const c = 'packages/core/src/c.ts'

test('a cycle through three files is named once, with its way', () => {
  const found = cycles({ [a]: "import './b.ts'", [b]: "export { c } from './c.ts'", [c]: "import './a.ts'" })
  expect(found).toEqual([`import cycle: ${a} → ${b} → ${c} → ${a}`])
})

test('a file that imports itself is a cycle', () => {
  expect(cycles({ [a]: "import './a.ts'" })).toEqual([`import cycle: ${a} → ${a}`])
})

test('a cycle across packages is found', () => {
  const found = cycles({
    'packages/adapters/src/x.ts': "import '@tocsin/server/y.ts'",
    'packages/server/src/y.ts': "import '@tocsin/adapters/x.ts'",
  })
  expect(found).toHaveLength(1)
})

test('imports of types alone and import() close no cycle', () => {
  const found = cycles({
    [a]: "import type { B } from './b.ts'",
    [b]: "import './a.ts'\nexport const later = () => import('./b.ts')",
  })
  expect(found).toEqual([])
})

test('an inline type import stays at run time and does close a cycle', () => {
  expect(cycles({ [a]: "import { type B } from './b.ts'", [b]: "import './a.ts'" })).toHaveLength(1)
})
