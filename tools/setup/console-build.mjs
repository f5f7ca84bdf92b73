import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { runPinned } from './process.mjs'

// The built console is not committed. It is made anew when its sources, or those of the core that it takes calculations
// from, or the versions of its packages changed.

const stampOf = (root) => join(root, 'packages/web/dist/.built-from')

export const consoleBuild = {
  title: 'building the console',

  isDone(root) {
    if (!existsSync(join(root, 'packages/web/index.html'))) return true
    return readStamp(stampOf(root)) === sourcesOf(root)
  },

  run(root) {
    const sources = sourcesOf(root)
    const vite = join(root, 'node_modules/vite/bin/vite.js')
    const { ok, stdout, stderr } = runPinned(root, [vite, 'build', '--logLevel', 'warn'], {
      cwd: join(root, 'packages/web'),
    })
    if (!ok) return `the console could not be built:\n${stdout}${stderr}`
    writeStamp(stampOf(root), sources)
    return undefined
  },
}

function sourcesOf(root) {
  return fingerprint(root, filesBelow(root, ['packages/web', 'packages/core/src', 'package-lock.json']))
}
