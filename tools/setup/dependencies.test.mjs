import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dependencies, isInstalled, manifestPaths } from './dependencies.mjs'
import { temporaryTree } from './temporary-tree.mjs'

const manifest = {
  workspaces: ['packages/*', 'bench'],
  dependencies: { x: '1.0.0' },
  optionalDependencies: { 'node-a': '26.1.0' },
}
const locked = {
  '': manifest,
  'packages/core': {},
  'node_modules/@tocsin/core': { link: true, resolved: 'packages/core' },
  'node_modules/x': { version: '1.0.0', integrity: 'sha512-x' },
  'node_modules/node-a': { version: '26.1.0', integrity: 'sha512-a', optional: true },
  'node_modules/node-b': { version: '26.1.0', integrity: 'sha512-b', optional: true },
}

/** A checkout with everything installed but the optional package of another platform; `changes` replace files. */
function checkout(changes = {}) {
  const { '': _, 'node_modules/node-b': __, 'packages/core': ___, ...present } = locked
  return temporaryTree({
    'package.json': manifest,
    'packages/core/package.json': {},
    'packages/notes/README': '',
    'package-lock.json': { packages: locked },
    'node_modules/.package-lock.json': { packages: present },
    'node_modules/.bin/node': '',
    ...changes,
  })
}

test('the manifests are those of the root and of the workspaces that have one', () => {
  expect(manifestPaths(checkout())).toEqual(['package.json', 'packages/core/package.json'])
})

test('what a plain npm install has put in place is not installed again', () => {
  const root = checkout()
  expect(dependencies.isDone(root)).toBe(true)
  expect(existsSync(join(root, 'node_modules/.tocsin-installed'))).toBe(true)
  expect(dependencies.isDone(root)).toBe(true)
})

test('a changed version in the lock file asks for an install, even after a good one', () => {
  const root = checkout()
  expect(dependencies.isDone(root)).toBe(true)
  const changed = { ...locked, 'node_modules/x': { version: '1.0.1', integrity: 'sha512-y' } }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: changed }))
  expect(dependencies.isDone(root)).toBe(false)
})

test('a missing package, a manifest ahead of the lock and an empty folder each ask for an install', () => {
  const withoutX = { 'node_modules/@tocsin/core': { link: true }, 'node_modules/node-a': locked['node_modules/node-a'] }
  expect(isInstalled(checkout({ 'node_modules/.package-lock.json': { packages: withoutX } }))).toBe(false)
  expect(isInstalled(checkout({ 'packages/core/package.json': { dependencies: { y: '1.0.0' } } }))).toBe(false)
  expect(isInstalled(temporaryTree({ 'package.json': manifest, 'package-lock.json': { packages: locked } }))).toBe(
    false,
  )
})

test('other changes of a package.json ask for no install', () => {
  expect(dependencies.isDone(checkout({ 'package.json': { ...manifest, scripts: { start: 'x' } } }))).toBe(true)
})
