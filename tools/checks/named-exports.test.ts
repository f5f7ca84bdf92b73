import { expect, test } from 'vitest'
import { namedExports } from './named-exports.ts'
import { treeOf } from './tree.ts'

function problems(path: string, text: string): number {
  return namedExports.find(treeOf({ [path]: text })).length
}

test('default exports and export * are refused', () => {
  expect(problems('packages/core/src/a.ts', 'export default 1')).toBe(1)
  expect(problems('packages/core/src/a.ts', "export * from './b.ts'")).toBe(1)
  expect(problems('packages/core/src/a.ts', 'const a = 1\nexport { a as default }')).toBe(1)
})

test('named exports pass, and so do configuration files', () => {
  expect(problems('packages/core/src/a.ts', "export { a } from './b.ts'\nexport const c = 1")).toBe(0)
  expect(problems('vitest.config.ts', 'export default {}')).toBe(0)
})
