/**
 * The files that `public/early.js` fetches before anything asks for them: those of the page that an address leads to, and of the
 * reader's language. Without that a browser learns of them one script after the other.
 */
export interface EarlyChunk {
  fileName: string
  imports: readonly string[]
  /** Style sheets that come with it. */
  styles: readonly string[]
  isEntry: boolean
  /** The source that it was made for, when it is loaded by itself. */
  facadeModuleId: string | null
}

export interface EarlyParts {
  /** By language, paths from the root. */
  languages: Record<string, string[]>
  /** `path` is the source of a regular expression; the first that fits counts. */
  pages: { path: string; files: string[] }[]
}

/** Where each begins, by the ends of their sources' paths. */
export interface EarlySources {
  languages: Record<string, string>
  pages: readonly { path: string; source: string }[]
}

/** What the entry brings anyway is left out: the page itself names it. Throws when a source is not among the chunks. */
export function earlyParts(chunks: readonly EarlyChunk[], sources: EarlySources): EarlyParts {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]))
  const entry = new Set(
    reach(
      byName,
      chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName),
    ),
  )
  const filesOf = (source: string): string[] => {
    const begin = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith(source))
    if (begin === undefined) throw new Error(`no chunk begins with ${source}; say in the build where it went`)
    const own = reach(byName, [begin.fileName]).filter((name) => !entry.has(name))
    const styles = own.flatMap((name) => byName.get(name)?.styles ?? [])
    return [...own, ...new Set(styles)].map((name) => `/${name}`)
  }
  return {
    languages: Object.fromEntries(
      Object.entries(sources.languages).map(([language, source]) => [language, filesOf(source)]),
    ),
    pages: sources.pages.map(({ path, source }) => ({ path, files: filesOf(source) })),
  }
}

/** All that the named files import, themselves first. */
function reach(chunks: ReadonlyMap<string, EarlyChunk>, names: readonly string[]): string[] {
  const reached = new Set<string>()
  const waiting = [...names]
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    if (reached.has(name)) continue
    reached.add(name)
    waiting.push(...(chunks.get(name)?.imports ?? []))
  }
  return [...reached]
}
