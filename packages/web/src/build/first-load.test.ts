import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type Chunk, firstLoads, tooLarge } from './first-load.ts'

const chunk = (fileName: string, imports: string[] = [], facadeModuleId: string | null = null): Chunk => ({
  fileName,
  code: `// ${fileName}\n${fileName.repeat(10)}`,
  imports,
  isEntry: fileName === 'start.js',
  facadeModuleId,
})
const size = (...names: string[]) =>
  names.reduce((sum, name) => sum + gzipSync(chunk(name).code, { level: 9 }).length, 0)

const chunks = [
  chunk('start.js', ['react.js']),
  chunk('react.js'),
  chunk('en.js', [], '/x/messages/en.ts'),
  chunk('longer-japanese.js', [], '/x/messages/ja.ts'),
  chunk('list.js', ['react.js', 'badge.js'], '/x/list-page.tsx'),
  chunk('badge.js', ['list.js']),
  chunk('charts.js', [], '/x/charts.tsx'),
]
const parts = { pages: ['/list-page.tsx'], languages: ['/messages/en.ts', '/messages/ja.ts'] }

test('a first load is the entry, the larger language and the page, with all that they import, each once', () => {
  const expected = size('start.js', 'react.js', 'longer-japanese.js', 'list.js', 'badge.js')
  expect(firstLoads(chunks, parts)).toEqual([{ page: '/list-page.tsx', bytes: expected }])
})

test('a page that is not among the chunks is an error, so that a renamed page does not go unmeasured', () => {
  expect(() => firstLoads(chunks, { ...parts, pages: ['/gone-page.tsx'] })).toThrow(
    'no chunk begins with /gone-page.tsx',
  )
})

test('what is beyond the limit is named with its size, what is at the limit is not', () => {
  expect(tooLarge([{ page: '/a.tsx', bytes: 250_000 }])).toEqual([])
  expect(tooLarge([{ page: '/a.tsx', bytes: 250_001 }])).toEqual([expect.stringContaining('/a.tsx is 251 kB')])
})
