/**
 * A copy of the embedded database of a running server, as of the end of the copying: opened like any other, and gone when it is
 * closed. Reading it costs the server nothing but the disk and the processor that both use.
 */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { Options } from '../shell/config/options.ts'
import { copyCluster, measureCluster } from '../shell/database/embedded/copy-cluster.ts'
import { clusterFolderOf } from '../shell/database/embedded/data-folder.ts'
import { type Database, openDatabase } from '../shell/database/open-database.ts'
import type { LocalConnection } from '../shell/local/local-client.ts'
import { CommandFailure, EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

const PREFIX = 'tocsin-copy-'
/** What the server needs to go on in the meantime, and twice what makes its doors refuse. */
const LEFT_FREE_BYTES = 512 * 1024 ** 2
/** A copy that is so old was left by a process that was killed. */
const STALE_MS = 86_400_000
const MIB = 1024 ** 2

export async function openCopy(
  server: LocalConnection,
  { dataDir }: Pick<Options, 'dataDir'>,
  { scratch = dataDir }: { scratch: string | undefined },
  terminal: Terminal,
): Promise<Database> {
  const cluster = clusterFolderOf(dataDir)
  mkdirSync(scratch, { recursive: true, mode: 0o700 })
  removeStale(scratch, terminal.clock.now())
  await refuseLittleSpace(scratch, await measureCluster(cluster))
  const copy = mkdtempSync(join(scratch, PREFIX))
  const remove = removingInTheEnd(copy)
  try {
    terminal.say('A server runs on this data folder: a copy of its database is read.\n')
    // Pages come before whatever is read here.
    terminal.giveWay()
    await copyFrom(server, cluster, copy)
    const database = await openDatabase({ dataDir: copy, isDurable: false, onFatal: () => {} })
    return {
      ...database,
      async close() {
        await database.close()
        remove()
      },
    }
  } catch (error) {
    remove()
    throw error
  }
}

async function copyFrom(server: LocalConnection, cluster: string, copy: string): Promise<void> {
  const conversation = server.begin('copy', {})
  try {
    await conversation.next()
    await copyCluster(cluster, copy, async () => {
      conversation.send({})
      return (await conversation.next<{ label: string }>()).label
    })
    conversation.send({})
    // A server that stopped in the meantime has written to the files in another way than the log says.
    await conversation.next()
  } finally {
    conversation.end()
  }
}

async function refuseLittleSpace(scratch: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(scratch)
  const problem = explainLittleSpace(bavail * bsize, bytes, scratch)
  if (problem !== undefined) throw new CommandFailure(EXIT.failed, problem)
}

/** Undefined where a copy of `bytes` has its place among `free` bytes, and the server too. */
export function explainLittleSpace(free: number, bytes: number, scratch: string): string | undefined {
  if (free >= bytes + LEFT_FREE_BYTES) return undefined
  const [needed, there] = [bytes + LEFT_FREE_BYTES, free].map((each) => Math.ceil(each / MIB))
  return `Beside a running server a copy of its database is read, which needs ${needed} MiB in ${scratch}, and ${there} MiB are free. Name a folder with more space with --scratch, or stop the server for this.`
}

/** Also when the command is ended from outside. */
function removingInTheEnd(folder: string): () => void {
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  const onSignal = () => {
    remove()
    process.exit(EXIT.failed)
  }
  for (const signal of signals) process.once(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
    remove()
  }
}

function removeStale(scratch: string, now: number): void {
  for (const name of readdirSync(scratch)) {
    if (!name.startsWith(PREFIX)) continue
    const path = join(scratch, name)
    if (statSync(path).mtimeMs < now - STALE_MS) rmSync(path, { recursive: true, force: true })
  }
}
