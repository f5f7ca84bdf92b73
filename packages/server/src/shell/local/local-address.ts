/**
 * Where the server of a data folder listens for commands of the same machine. The file `tocsin.local` in the data folder says it,
 * together with a secret that is made anew at each start; who may read that file may read everything else there as well.
 */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Ids } from '../ports/ids.ts'

const FILE = 'tocsin.local'
const SOCKET = 'tocsin.sock'
/** Raised when the two sides would no longer understand each other. */
export const LOCAL_PROTOCOL = 1
/** The shortest limit of the systems in use is 104 bytes with the zero at the end. */
const SOCKET_PATH_BYTES_MAX = 100
const SECRET_BYTES = 32

export interface LocalAddress {
  protocol: number
  /** Of the server. */
  version: string
  /** Of a Unix socket, or of a named pipe on Windows. */
  path: string
  secret: string
}

/** What can be listened on, with what was left there by a process that was killed removed. The data folder must be locked. */
export function prepareLocalAddress(dataDir: string, version: string, ids: Pick<Ids, 'token'>): LocalAddress {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  rmSync(join(dataDir, FILE), { force: true })
  const secret = ids.token(SECRET_BYTES)
  return { protocol: LOCAL_PROTOCOL, version, path: choosePath(dataDir, ids), secret }
}

/** Makes the address known; to be called once somebody listens there. */
export function writeLocalAddress(dataDir: string, address: LocalAddress): void {
  const file = join(dataDir, FILE)
  writeFileSync(`${file}.partial`, `${JSON.stringify(address)}\n`, { mode: 0o600 })
  renameSync(`${file}.partial`, file)
}

export function removeLocalAddress(dataDir: string, { path }: LocalAddress): void {
  rmSync(join(dataDir, FILE), { force: true })
  if (isPipe(path)) return
  rmSync(path, { force: true })
  // A folder of its own, because the path in the data folder was too long.
  if (dirname(path) !== resolve(dataDir)) rmSync(dirname(path), { recursive: true, force: true })
}

/** Undefined where no server made one known, and where this user may not read it. */
export function findLocalAddress(dataDir: string): LocalAddress | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')) as LocalAddress
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '')) return undefined
    throw error
  }
}

export function isPipe(path: string): boolean {
  return path.startsWith('\\\\.\\pipe\\')
}

function choosePath(dataDir: string, ids: Pick<Ids, 'token'>): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\tocsin-${ids.token(12)}`
  const path = resolve(dataDir, SOCKET)
  if (Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX) return join(mkdtempSync(join(tmpdir(), 'tocsin-')), SOCKET)
  rmSync(path, { force: true })
  return path
}
