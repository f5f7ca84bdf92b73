import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const skippedFolders = new Set(['node_modules', 'dist', 'testing'])

/** Every file below some folders or files of `root`, sorted, without tests, built output and installed packages. */
export function filesBelow(root, paths) {
  return paths
    .filter((path) => existsSync(join(root, path)))
    .flatMap((path) => below(root, path))
    .sort()
}

function below(root, path) {
  let entries
  try {
    entries = readdirSync(join(root, path), { withFileTypes: true })
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path]
    throw error
  }
  return entries.flatMap((entry) => {
    const child = `${path}/${entry.name}`
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : below(root, child)
    return entry.isFile() && !/\.test\.\w+$/.test(entry.name) ? [child] : []
  })
}

/** One hash over the names and contents of files. */
export function fingerprint(root, files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const content = readFileSync(join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

/** The text of a stamp file, or undefined when there is none. */
export function readStamp(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined
}

export function writeStamp(path, text) {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${text}\n`)
}
