/**
 * The service worker is a build of its own: one file without imports, at an address that never changes. It is told what the console's
 * build made, so that it can keep it; a hash over that is its version, so that every new build is a new worker.
 */
import { createHash } from 'node:crypto'

/** Pages that nobody needs while the line is down are not kept on a phone. */
const NOT_KEPT = /^assets\/(design-system|mapping-page|audit-page|api-keys-page|first-run|setup-page)/

/** Of the fonts those that the texts need at night; others come with the line. */
const FONT = /-latin-(wght-)?normal[^/]*\.woff2$/

export interface Shell {
  version: string
  /** Paths from the root, in order. */
  files: string[]
}

/** What of a build is kept, and its version. `always`: files beside the bundle that every page asks for. */
export function shellOf(bundled: readonly string[], always: readonly string[] = []): Shell {
  const scripts = bundled.filter((name) => /^assets\/.+\.(js|css)$/.test(name) && !NOT_KEPT.test(name))
  const fonts = bundled.filter((name) => FONT.test(name))
  const files = [...scripts, ...fonts].map((name) => `/${name}`).sort()
  const version = createHash('sha256')
    .update([...bundled].sort().join('\n'))
    .digest('hex')
    .slice(0, 12)
  return { version, files: [...always, ...files] }
}
