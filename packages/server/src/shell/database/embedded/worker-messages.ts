/** How the embedded engine's worker is opened; the value passes through structured clone. */
export interface WorkerOptions {
  /** The cluster's folder; undefined keeps everything in memory. */
  folder: string | undefined
  /** A tar of a cluster's folder to begin with, for an engine in memory. */
  memoryTemplate: string | undefined
  /** Off only while a folder is built that is made durable as a whole afterwards. */
  isDurable: boolean
  sharedBuffers: string
  /** One cell, counted up at every fsync. */
  fsyncCounter: BigInt64Array<SharedArrayBuffer>
}

/** `bytes` are messages of the PostgreSQL wire protocol, whole ones. Sessions are numbers that never repeat. */
export type ToWorker =
  | { kind: 'data'; session: number; bytes: Uint8Array }
  | { kind: 'end'; session: number }
  | { kind: 'dump' }
  | { kind: 'stop' }

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'data'; session: number; bytes: Uint8Array }
  | { kind: 'dumped'; bytes: Uint8Array }
  /** The last message of a worker that ends itself. */
  | { kind: 'fatal'; message: string }
