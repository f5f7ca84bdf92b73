import { expect, test } from 'vitest'
import { importDirections } from './import-directions.ts'
import { treeOf } from './tree.ts'

function problems(files: Record<string, string>): readonly string[] {
  return importDirections.find(treeOf(files)).map(({ path, line, message }) => `${path}:${line}: ${message}`)
}

test('the core may not import the server, even a type', () => {
  const found = problems({
    'packages/core/src/kernel/a.ts': "\nimport type { B } from '@tocsin/server/shell/b.ts'\n",
    'packages/server/src/shell/b.ts': 'export type B = 1',
  })
  expect(found).toEqual([
    'packages/core/src/kernel/a.ts:2: core imports server (packages/server/src/shell/b.ts); core may import nothing else of the house',
  ])
})

test('a relative path across packages, a re-export, an import() and a type in passing count too', () => {
  const server = { 'packages/server/src/b.ts': 'export const b = 1' }
  const texts = [
    "import { b } from '../../server/src/b.ts'",
    "export { b } from '@tocsin/server/b.ts'",
    "export const load = () => import('@tocsin/server/b.ts')",
    "export type B = import('@tocsin/server/b.ts').B",
  ]
  for (const text of texts) expect(problems({ ...server, 'packages/adapters/src/a.ts': text })).toHaveLength(1)
})

test('nobody imports the console, the simulator, the stand-ins or the bench', () => {
  for (const name of ['web', 'sim', 'standins', 'bench']) {
    const found = problems({ 'packages/server/src/a.ts': `import { b } from '@tocsin/${name}/b.ts'` })
    expect(found, name).toHaveLength(1)
  }
})

test('the server may import the core and the adapters, and the simulator everything', () => {
  const found = problems({
    'packages/server/src/shell/a.ts': "import '@tocsin/core/kernel/x.ts'\nimport '@tocsin/adapters/in/json/parse.ts'",
    'packages/sim/src/a.ts': "import '@tocsin/server/main.ts'\nimport '@tocsin/standins/smtp.ts'",
    'e2e/walk.ts': "import '@tocsin/server/main.ts'\nimport '@tocsin/standins/smtp.ts'",
  })
  expect(found).toEqual([])
})

test('a test may import what its package may not', () => {
  expect(problems({ 'packages/server/src/a.test.ts': "import '@tocsin/standins/smtp.ts'" })).toEqual([])
})

test('product code may not import test code', () => {
  const found = problems({
    'packages/server/src/shell/a.ts': "import { b } from './testing/b.ts'",
    'packages/server/src/shell/testing/b.ts': 'export const b = 1',
  })
  expect(found).toEqual([
    'packages/server/src/shell/a.ts:1: product code imports test code (packages/server/src/shell/testing/b.ts)',
  ])
})

test('a step may not import another step of its package', () => {
  for (const [here, there] of [
    ['packages/core/src/respond', 'packages/core/src/resolve'],
    ['packages/server/src/detect', 'packages/server/src/record'],
    ['packages/web/src/features/respond', 'packages/web/src/features/learn'],
  ]) {
    const found = problems({ [`${here}/a.ts`]: `import '../${there?.split('/').at(-1)}/b.ts'`, [`${there}/b.ts`]: '' })
    expect(found, here).toHaveLength(1)
  }
})

test('the kernel and the shell may not import a step', () => {
  expect(problems({ 'packages/core/src/kernel/a.ts': "import '../respond/b.ts'" })).toHaveLength(1)
  expect(problems({ 'packages/server/src/shell/http/a.ts': "import '../../respond/b.ts'" })).toHaveLength(1)
  expect(problems({ 'packages/core/src/state.ts': "import './respond/b.ts'" })).toHaveLength(1)
})

test('a step may import people, the lake, its own files and another package’s steps', () => {
  const found = problems({
    'packages/server/src/respond/a.ts':
      "import '../people/b.ts'\nimport '../lake/b.ts'\nimport './c.ts'\nimport '@tocsin/core/resolve/d.ts'",
  })
  expect(found).toEqual([])
})

test('steps meet in the composition files', () => {
  const both = (up: string) => `import '${up}respond/a.ts'\nimport '${up}resolve/b.ts'`
  const found = problems({
    'packages/core/src/incident.ts': both('./'),
    'packages/server/src/main.ts': both('./'),
    'packages/server/src/shell/app/routes.ts': both('../../'),
    'packages/web/src/app/router.tsx': both('../features/'),
  })
  expect(found).toEqual([])
})

test('an adapter may not import the adapter of another system, but what stands beside them', () => {
  const found = problems({
    'packages/adapters/src/in/datadog/parse.ts': "import '../sentry/parse.ts'\nimport '../payload.ts'",
    'packages/adapters/src/in/registry.ts': "import './datadog/parse.ts'\nimport './sentry/parse.ts'",
  })
  expect(found).toEqual([
    'packages/adapters/src/in/datadog/parse.ts:1: the adapter in/datadog imports the adapter in/sentry (packages/adapters/src/in/sentry/parse.ts); what two systems share stands beside their folders',
  ])
})
