/**
 * What a browser fetches before it shows a page: the entry, the texts of one language and the page's own script, each with all
 * that they import. The build fails when that grows beyond what a phone on a bad line loads in time.
 */
import { gzipSync } from 'node:zlib'

/** Compressed bytes of script; the product promises no more. */
export const FIRST_LOAD_BYTES_MAX = 250_000

/** Of what the bundler made, as far as it matters here. */
export interface Chunk {
  fileName: string
  code: string
  /** Files that are fetched with it. */
  imports: readonly string[]
  isEntry: boolean
  /** The source that it was made for, when it is loaded by itself. */
  facadeModuleId: string | null
}

export interface FirstLoad {
  page: string
  bytes: number
}

/** Where each page's own script and each language's texts begin, by the ends of their paths. */
export interface Parts {
  pages: readonly string[]
  languages: readonly string[]
}

/** For each page the bytes of its first load, in the largest language. Throws when a part is not among the chunks. */
export function firstLoads(chunks: readonly Chunk[], parts: Parts): FirstLoad[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const sizes = new Map(chunks.map(({ fileName, code }) => [fileName, gzipSync(code, { level: 9 }).length]))
  const entries = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
  const chunkOf = (source: string): string => {
    const found = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(source))
    if (found === undefined) throw new Error(`no chunk begins with ${source}; say in the build where it went`)
    return found.fileName
  }
  const bytesOf = (names: readonly string[]): number =>
    [...reach(byName, names)].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)
  return parts.pages.map((page) => ({
    page,
    bytes: Math.max(...parts.languages.map((language) => bytesOf([...entries, chunkOf(language), chunkOf(page)]))),
  }))
}

function reach(chunks: ReadonlyMap<string, Chunk>, names: readonly string[]): Set<string> {
  const reached = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue
    reached.add(name)
    waiting.push(...(chunks.get(name)?.imports ?? []))
  }
  return reached
}

/** What is beyond the limit, as lines to read; empty when all is well. */
export function tooLarge(loads: readonly FirstLoad[], bytesMax = FIRST_LOAD_BYTES_MAX): string[] {
  return loads
    .filter(({ bytes }) => bytes > bytesMax)
    .map(
      ({ page, bytes }) =>
        `the first load of ${page} is ${Math.ceil(bytes / 1000)} kB of compressed script; ${bytesMax / 1000} kB is the limit: load what it does not need at once with import()`,
    )
}
