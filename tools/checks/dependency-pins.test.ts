import { expect, test } from 'vitest'
import { declaredPackages, lockFile } from './dependency-pins.ts'
import { treeOf } from './tree.ts'

function lockProblems(packages: Record<string, unknown>): readonly string[] {
  return lockFile.find(treeOf({ 'package-lock.json': JSON.stringify({ packages }) })).map(({ message }) => message)
}

const explained = { 'docs/adr/0002-packages.md': '`x`, `y`, `@x/y`, `@types/pg`, `vitest`' }

function declarationProblems(changes: Record<string, unknown>): readonly string[] {
  const files = { ...explained, ...changes }
  const texts = Object.entries(files).map(([path, file]) => [
    path,
    typeof file === 'string' ? file : JSON.stringify(file),
  ])
  return declaredPackages.find(treeOf(Object.fromEntries(texts))).map(({ path, message }) => `${path}: ${message}`)
}

test('an optional platform package that is not locked is found, wherever it would have to stand', () => {
  const optionalDependencies = { 'x-linux': '1.0.0' }
  const refused = 'which is not locked; npm ci would refuse'
  expect(lockProblems({ '': { optionalDependencies } })).toEqual([
    `the root wants the optional package x-linux, ${refused}`,
  ])
  expect(lockProblems({ '': {}, 'node_modules/@a/x': { optionalDependencies } })).toEqual([
    `node_modules/@a/x wants the optional package x-linux, ${refused}`,
  ])
  const above = { '': {}, 'node_modules/x': { optionalDependencies }, 'node_modules/x-linux': {} }
  const inside = { '': {}, 'node_modules/x': { optionalDependencies }, 'node_modules/x/node_modules/x-linux': {} }
  const ofWorkspace = { 'packages/a': { optionalDependencies }, 'packages/a/node_modules/x-linux': {} }
  for (const packages of [above, inside, ofWorkspace]) expect(lockProblems(packages)).toEqual([])
})

test('a lock file that names another registry is refused', () => {
  expect(lockProblems({ 'node_modules/x': { resolved: 'https://npm.example.com/x.tgz' } })).toHaveLength(1)
  expect(lockProblems({ 'node_modules/x': { resolved: 'https://registry.npmjs.org/x.tgz' } })).toEqual([])
  expect(lockProblems({ 'node_modules/@tocsin/core': { resolved: 'packages/core', link: true } })).toEqual([])
})

test('a missing lock file is a problem', () => {
  expect(lockFile.find(treeOf({}))).toHaveLength(1)
})

test('a version range is refused', () => {
  expect(
    declarationProblems({ 'packages/a/package.json': { dependencies: { x: '^1.0.0', y: '1.0.0-beta.17' } } }),
  ).toEqual(['packages/a/package.json: x is “^1.0.0”; versions are exact'])
})

test('a package that is used but not declared where it is used is refused', () => {
  const root = { 'package.json': { devDependencies: { vitest: '5.1.1' } } }
  const manifest = { name: '@tocsin/a', dependencies: { '@x/y': '1.0.0' }, devDependencies: { '@types/pg': '1.0.0' } }
  const importing = (text: string) => ({ ...root, 'packages/a/package.json': manifest, 'packages/a/src/f.ts': text })
  expect(declarationProblems(importing("import 'z/deep.js'"))).toEqual([
    'packages/a/src/f.ts: z is not declared in packages/a/package.json',
  ])
  expect(declarationProblems(importing("import { test } from 'vitest'"))).toHaveLength(1)
  expect(
    declarationProblems(importing("import '@x/y/z.js'\nimport 'node:fs'\nimport type {} from 'pg'\nimport './g.ts'")),
  ).toEqual([])
  expect(declarationProblems({ ...root, 'tools/checks/f.ts': "import 'vitest'" })).toEqual([])
})

test('a package that no decision record explains is refused', () => {
  expect(declarationProblems({ 'packages/a/package.json': { dependencies: { x: '1.0.0', xx: '1.0.0' } } })).toEqual([
    'packages/a/package.json: xx is explained by no record in docs/adr (which, licence, why)',
  ])
})
