import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { filesBelow, fingerprint, readStamp, writeStamp } from './fingerprint.mjs'
import { runPinned } from './process.mjs'

// A new embedded database is a copy of a template that is migrated already: a first start in one second instead of five.
// The server builds it (it knows the engine and the migrations); here is only decided when that is due.

const builder = 'packages/server/src/shell/database/build-template.ts'
const stampOf = (root) => join(root, '.cache/database-template.built-from')

export const databaseTemplate = {
  title: 'preparing the template of the embedded database',

  isDone(root) {
    if (!existsSync(join(root, builder))) return true
    return readStamp(stampOf(root)) === sourcesOf(root)
  },

  run(root) {
    const sources = sourcesOf(root)
    const { ok, stdout, stderr } = runPinned(root, [join(root, builder)])
    if (!ok) return `the template of the embedded database could not be built:\n${stdout}${stderr}`
    writeStamp(stampOf(root), sources)
    return undefined
  },
}

function sourcesOf(root) {
  const sources = ['packages/server/migrations', 'packages/server/src/migrations', 'packages/server/src/shell/database']
  return fingerprint(root, filesBelow(root, [...sources, 'package-lock.json']))
}
