import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { consoleBuild } from './console-build.mjs'
import { temporaryTree } from './temporary-tree.mjs'

/** A checkout whose stand-in for vite copies one source into dist; `index.html` makes it a console. */
function checkout(files = {}) {
  return temporaryTree({
    'packages/web/src/main.tsx': '1',
    'packages/core/src/a.ts': '1',
    'package-lock.json': '{}',
    'node_modules/vite/bin/vite.js': "require('node:fs').mkdirSync('dist', { recursive: true })",
    ...files,
  })
}

test('a checkout without a console has nothing to build', () => {
  expect(consoleBuild.isDone(checkout())).toBe(true)
})

test('the console is built once, and again when a source of its own or of the core changes', () => {
  const root = checkout({ 'packages/web/index.html': '<html>' })
  expect(consoleBuild.isDone(root)).toBe(false)
  expect(consoleBuild.run(root)).toBeUndefined()
  expect(consoleBuild.isDone(root)).toBe(true)
  for (const path of ['packages/web/src/main.tsx', 'packages/core/src/a.ts', 'packages/web/src/new.tsx']) {
    writeFileSync(join(root, path), '2')
    expect(consoleBuild.isDone(root), path).toBe(false)
    expect(consoleBuild.run(root)).toBeUndefined()
  }
  rmSync(join(root, 'packages/web/dist'), { recursive: true })
  expect(consoleBuild.isDone(root)).toBe(false)
})

test('a changed test or built file asks for no build', () => {
  const root = checkout({ 'packages/web/index.html': '<html>' })
  consoleBuild.run(root)
  writeFileSync(join(root, 'packages/web/src/main.test.tsx'), '1')
  mkdirSync(join(root, 'packages/web/node_modules/.vite'), { recursive: true })
  writeFileSync(join(root, 'packages/web/node_modules/.vite/x'), '1')
  writeFileSync(join(root, 'packages/web/dist/x.js'), '1')
  expect(consoleBuild.isDone(root)).toBe(true)
})

test('a build that fails says why and is not taken for done', () => {
  const root = checkout({
    'packages/web/index.html': '',
    'node_modules/vite/bin/vite.js': "throw new Error('bad import')",
  })
  expect(consoleBuild.run(root)).toContain('bad import')
  expect(consoleBuild.isDone(root)).toBe(false)
})
