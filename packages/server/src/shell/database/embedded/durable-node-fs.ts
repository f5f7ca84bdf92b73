import fs from 'node:fs'
import type { PGlite } from '@electric-sql/pglite'
import { NodeFS } from '@electric-sql/pglite/nodefs'

type ModuleOptions = Parameters<NodeFS['init']>[1]

/** What this file uses of Emscripten's file system on top of Node's; the published types know none of it. */
interface NodeFsInternals {
  ErrnoError: new (errno: number) => Error
  filesystems: {
    NODEFS: {
      stream_ops: { fsync?: (stream: OpenStream) => number }
      realPath(node: unknown): string
      convertNodeCode(error: unknown): number
    }
  }
}

interface OpenStream {
  /** The file descriptor of Node; directories have none. */
  nfd?: number | null
  node: unknown
}

/**
 * Node's file system with an `fsync` that reaches the disk, for files and for directories. The one that PGlite ships has no
 * such operation, so that PostgreSQL's own calls are answered with success and do nothing: a power cut then takes back what
 * was committed. Two start parameters belong to it: without `-F`, and with `wal_sync_method=fsync`, because `fdatasync` is
 * compiled to nothing.
 */
export class DurableNodeFS extends NodeFS {
  readonly #onFsync: (error?: unknown) => void

  /** `onFsync` is called after every fsync, with the error when it failed. */
  constructor(folder: string, onFsync: (error?: unknown) => void) {
    super(folder)
    this.#onFsync = onFsync
  }

  override async init(pg: PGlite, options: ModuleOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options)
    const addFsync = (module: { FS: unknown }) => {
      const internals = module.FS as NodeFsInternals
      internals.filesystems.NODEFS.stream_ops.fsync = (stream) => this.#fsync(internals, stream)
    }
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...preRunsOf(emscriptenOpts), addFsync] } }
  }

  #fsync(internals: NodeFsInternals, stream: OpenStream): number {
    const { NODEFS } = internals.filesystems
    try {
      if (typeof stream.nfd === 'number') fs.fsyncSync(stream.nfd)
      else fsyncFolder(NODEFS.realPath(stream.node))
    } catch (error) {
      this.#onFsync(error)
      throw new internals.ErrnoError(NODEFS.convertNodeCode(error))
    }
    this.#onFsync()
    return 0
  }
}

/** Makes the entries of a folder durable: which files are in it, and under which names. */
export function fsyncFolder(folder: string): void {
  const descriptor = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

function preRunsOf(options: ModuleOptions) {
  const { preRun } = options
  return Array.isArray(preRun) ? preRun : preRun ? [preRun] : []
}
