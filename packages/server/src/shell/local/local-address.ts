/**
 * Where the server of a data folder listens for commands of the same machine. The file `tocsin.local` in the data folder says it,
 * together with a secret that is made anew at each start; who may read that file may read everything else there as well.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import type { Ids } from '../ports/ids.ts'

const FILE = 'tocsin.local'
const SOCKET = 'tocsin.sock'
/** Raised when the two sides would no longer understand each other. */
export const LOCAL_PROTOCOL = 1
/** The shortest limit of the systems in use is 104 bytes with the zero at the end. */
const SOCKET_PATH_BYTES_MAX = 100
const SECRET_BYTES = 32

const addressSchema = z.object({
  protocol: z.int(),
  /** Of the server. */
  version: z.string(),
  /** Of a Unix socket, or of a named pipe on Windows. */
  path: z.string(),
  secret: z.string(),
})
export type LocalAddress = z.output<typeof addressSchema>

/**
 * What can be listened on, with what was left there by a process that was killed removed. The data folder must be locked.
 * `elsewhere`: outside of the data folder, whose file system may know no sockets.
 */
export function prepareLocalAddress(
  dataDir: string,
  { version, ids, elsewhere = false }: { version: string; ids: Pick<Ids, 'token'>; elsewhere?: boolean },
): LocalAddress {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const left = findLocalAddress(dataDir)
  if (left) removeLocalAddress(dataDir, left)
  const secret = ids.token(SECRET_BYTES)
  return { protocol: LOCAL_PROTOCOL, version, path: choosePath(dataDir, ids, elsewhere), secret }
}

/** Makes the address known; to be called once somebody listens there. */
export function writeLocalAddress(dataDir: string, address: LocalAddress): void {
  const file = join(dataDir, FILE)
  writeFileSync(`${file}.partial`, `${JSON.stringify(address)}\n`, { mode: 0o600 })
  renameSync(`${file}.partial`, file)
}

export function removeLocalAddress(dataDir: string, { path }: LocalAddress): void {
  rmSync(join(dataDir, FILE), { force: true })
  if (isPipe(path) || basename(path) !== SOCKET) return
  rmSync(path, { force: true })
  const folder = dirname(path)
  const isOwnFolder = folder !== resolve(dataDir) && dirname(folder) === tmpdir()
  if (isOwnFolder && existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder)
}

/** Undefined where no server made one known. */
export function findLocalAddress(dataDir: string): LocalAddress | undefined {
  try {
    return addressSchema.parse(JSON.parse(readFileSync(join(dataDir, FILE), 'utf8')))
  } catch (error) {
    const { code = '' } = error as { code?: string }
    // What is no address was not written by a server.
    if (code === 'ENOENT' || code === 'ENOTDIR' || error instanceof SyntaxError || error instanceof z.ZodError)
      return undefined
    throw error
  }
}

export function isPipe(path: string): boolean {
  return path.startsWith('\\\\.\\pipe\\')
}

function choosePath(dataDir: string, ids: Pick<Ids, 'token'>, elsewhere: boolean): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\tocsin-${ids.token(12)}`
  const path = resolve(dataDir, SOCKET)
  if (elsewhere || Buffer.byteLength(path) > SOCKET_PATH_BYTES_MAX)
    return join(mkdtempSync(join(tmpdir(), 'tocsin-')), SOCKET)
  rmSync(path, { force: true })
  return path
}
