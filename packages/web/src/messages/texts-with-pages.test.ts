import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import i18next from 'i18next'
import { expect, test } from 'vitest'
import { en } from './en.ts'

// Most texts come with the pages that show them, not with the first load. A page that forgets to bring one would show its key.

const sources = join(import.meta.dirname, '..')
const LITERAL = /['"`]([a-z][A-Za-z]*)\.([\w.]*)/g
const STATIC = /(?:^|\n)(?:import|export)\s(?!type\b)(?:[^'"]*?\sfrom\s)?['"](\.[^'"]+)['"]/g
const DYNAMIC = /\bimport\(\s*['"](\.[^'"]+)['"]\s*\)/g

interface Source {
  text: string
  imports: string[]
  lazyImports: string[]
}

type Texts = Readonly<Record<string, unknown>>

test('whatever is loaded by itself brings the texts that it shows', async () => {
  const all = readSources()
  const bundles = await readBundles(all)
  const first = reach(all, 'main.tsx')
  const missing = [...new Set(['main.tsx', ...[...all.values()].flatMap(({ lazyImports }) => lazyImports)])].flatMap(
    (root) => {
      const reached = reach(all, root)
      const brought: Texts = Object.assign({}, en, ...[...reached].map((path) => bundles.get(path)))
      return [...reached]
        .filter((path) => root === 'main.tsx' || !first.has(path))
        .flatMap((path) =>
          [...bundles].flatMap(([bringer, texts]) =>
            namespacesIn(all.get(path)?.text ?? '', texts)
              .filter((name) => !(name in brought))
              .map((name) => `${root} shows ${name}.… (${path}) without importing ${bringer}`),
          ),
        )
    },
  )
  expect(bundles.size).toBeGreaterThan(10)
  expect(missing).toEqual([])
})

function readSources(): Map<string, Source> {
  const paths = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.tsx?$/.test(path) && !/\.(test|d)\.tsx?$/.test(path),
  )
  return new Map(
    paths.map((path) => {
      const text = readFileSync(join(sources, path), 'utf8')
      const find = (pattern: RegExp) =>
        [...text.matchAll(pattern)].map(([, to = '']) => relative(sources, join(sources, dirname(path), to)))
      return [path, { text, imports: find(STATIC), lazyImports: find(DYNAMIC) }]
    }),
  )
}

/** What each file that adds texts adds, by letting it. */
async function readBundles(all: ReadonlyMap<string, Source>): Promise<Map<string, Texts>> {
  await i18next.init({ lng: 'en', resources: {} })
  const bundles = new Map<string, Texts>()
  for (const [path, { text }] of all) {
    if (!/\baddTexts\(\{/.test(text)) continue
    const before = i18next.getResourceBundle('en', 'translation') as Texts | undefined
    await import(join(sources, path))
    const after = i18next.getResourceBundle('en', 'translation') as Texts
    bundles.set(path, Object.fromEntries(Object.entries(after).filter(([name]) => !(name in (before ?? {})))))
  }
  return bundles
}

function reach(all: ReadonlyMap<string, Source>, root: string): Set<string> {
  const reached = new Set<string>()
  const waiting = [root]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (reached.has(path)) continue
    reached.add(path)
    waiting.push(...(all.get(path)?.imports ?? []))
  }
  return reached
}

/** Of which of these texts a file names one: the beginning of a key that there is. */
function namespacesIn(source: string, texts: Texts): string[] {
  const named = [...source.matchAll(LITERAL)].filter(([, name = '', rest = '']) => {
    const parts = rest.split('.').slice(0, -1)
    const [own, last] = [texts[name], rest.split('.').at(-1) ?? '']
    const within = parts.reduce<unknown>((at, part) => (at as Texts | undefined)?.[part], own)
    return typeof within === 'object' && within !== null && Object.keys(within).some((key) => key.startsWith(last))
  })
  return [...new Set(named.map(([, name = '']) => name))]
}
