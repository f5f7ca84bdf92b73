import type { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { DatabaseFailure, messageOf } from '../database-failure.ts'
import { EngineStream } from './engine-stream.ts'
import type { FromWorker, ToWorker, WorkerOptions } from './worker-messages.ts'

export interface EngineOptions extends Omit<WorkerOptions, 'fsyncCounter'> {
  /** The engine died of itself. Open queries fail with the same error, and so does every later one. Called once at most. */
  onFatal: (error: DatabaseFailure) => void
}

export interface Engine {
  /** A connection for the `pg` driver. */
  openStream(): Duplex
  /** How often the engine made something durable since it started. */
  fsyncCount(): number
  /** The cluster's folder as a tar, for an engine in memory that nobody is connected to. */
  dump(): Promise<Uint8Array>
  /** Shuts the engine down in order. Connections that are still open fail. */
  stop(): Promise<void>
}

/**
 * PostgreSQL measures its depth by a stack that many functions in WebAssembly do not use, so deeply nested input exhausts the
 * real one, which ends the engine: 50,000 levels of JSON do with Node's default of 4 MB. With this much 400,000 are refused by
 * an ordinary error. Only what is used takes memory.
 */
const STACK_MB = 64

/** Starts the worker thread and waits until it answers. Rejects with `database_start_failed`. */
export async function startEngine({ onFatal, ...options }: EngineOptions): Promise<Engine> {
  const fsyncCounter = new BigInt64Array(new SharedArrayBuffer(8))
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'database',
    workerData: { ...options, fsyncCounter } satisfies WorkerOptions,
    execArgv: [],
    resourceLimits: { stackSizeMb: STACK_MB },
  })
  const link = new WorkerLink(worker, onFatal)
  await link.started
  return {
    openStream: () => link.openStream(),
    fsyncCount: () => Number(Atomics.load(fsyncCounter, 0)),
    dump: () => link.dump(),
    stop: () => link.stop(),
  }
}

/** The main thread's end of the worker: knows the open streams, and turns every way of dying into one error. */
class WorkerLink {
  readonly started: Promise<void>
  readonly #worker: Worker
  readonly #onFatal: (error: DatabaseFailure) => void
  readonly #streams = new Map<number, EngineStream>()
  readonly #exited = Promise.withResolvers<void>()
  readonly #ready = Promise.withResolvers<void>()
  readonly #dumped = Promise.withResolvers<Uint8Array>()
  #sessions = 0
  #isReady = false
  #isStopping = false
  #deadBy: DatabaseFailure | undefined

  constructor(worker: Worker, onFatal: (error: DatabaseFailure) => void) {
    this.#worker = worker
    this.#onFatal = onFatal
    this.started = this.#ready.promise
    // Only whoever asked for a dump cares that there is none.
    this.#dumped.promise.catch(() => {})
    worker.on('message', (message: FromWorker) => this.#receive(message))
    worker.on('error', (error) => this.#die(messageOf(error), error))
    worker.on('exit', (code) => {
      this.#die(`its thread ended with code ${code}`)
      this.#exited.resolve()
    })
  }

  openStream(): Duplex {
    this.#sessions += 1
    const session = this.#sessions
    const stream = new EngineStream(session, {
      send: (from, bytes) => this.#post({ kind: 'data', session: from, bytes }, [bytes.buffer as ArrayBuffer]),
      end: (from) => {
        this.#streams.delete(from)
        this.#post({ kind: 'end', session: from })
      },
    })
    if (this.#deadBy) stream.destroy(this.#deadBy)
    else this.#streams.set(session, stream)
    return stream
  }

  dump(): Promise<Uint8Array> {
    this.#post({ kind: 'dump' })
    return this.#dumped.promise
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#post({ kind: 'stop' })
    await this.#exited.promise
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'data') this.#streams.get(message.session)?.push(asBuffer(message.bytes))
    else if (message.kind === 'dumped') this.#dumped.resolve(message.bytes)
    else if (message.kind === 'fatal') this.#die(message.message)
    else {
      this.#isReady = true
      this.#ready.resolve()
    }
  }

  #die(reason: string, cause?: unknown): void {
    if (this.#deadBy) return
    const error = this.#deathOf(reason, cause)
    this.#deadBy = error
    this.#ready.reject(error)
    this.#dumped.reject(error)
    for (const stream of this.#streams.values()) stream.destroy(error)
    if (this.#isReady && !this.#isStopping) this.#onFatal(error)
  }

  #deathOf(reason: string, cause: unknown): DatabaseFailure {
    if (this.#isStopping) return new DatabaseFailure('database_closed', 'The database is closed.')
    if (this.#isReady) return new DatabaseFailure('database_stopped', `The embedded database stopped: ${reason}`, cause)
    return new DatabaseFailure('database_start_failed', `The embedded database did not start: ${reason}`, cause)
  }

  #post(message: ToWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer)
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
