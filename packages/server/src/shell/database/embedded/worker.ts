import { readFileSync } from 'node:fs'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { assert } from '@tocsin/core/kernel/assert.ts'
import { messageOf } from '../database-failure.ts'
import { DurableNodeFS } from './durable-node-fs.ts'
import { bindsDeepJson } from './nesting.ts'
import { SessionQueue } from './session-queue.ts'
import type { FromWorker, ToWorker, WorkerOptions } from './worker-messages.ts'

/**
 * The embedded engine, in a thread of its own because a query in WebAssembly gives the event loop no turn. It reads the wire
 * protocol and answers in it; what the bytes mean is the driver's affair.
 *
 * Invariants: one session at a time (see SessionQueue). A connection that ends leaves nothing behind: its transaction is rolled
 * back, and its prepared statements and settings are discarded. Whatever is wrong with the engine itself ends the thread before
 * the reply leaves, so nobody is told of a commit that the disk refused.
 */
const options = workerData as WorkerOptions
const port = portOf(parentPort)
const queue = new SessionQueue<Uint8Array>()
let isRunning = false

const database = await open()
guardMainLoop(database)
port.on('message', receive)
post({ kind: 'ready' })

async function open(): Promise<PGlite> {
  const { folder, isDurable, memoryTemplate } = options
  const startParams = [
    ...PGlite.defaultStartParams.filter((parameter) => !(isDurable && parameter === '-F')),
    ...['-c', `shared_buffers=${options.sharedBuffers}`],
    // As on a server: plans are made while tables are empty and must still be right when they are full.
    ...['-c', 'enable_seqscan=off'],
    ...(isDurable ? ['-c', 'wal_sync_method=fsync'] : []),
  ]
  if (folder !== undefined) return PGlite.create({ fs: new DurableNodeFS(folder, countFsync), startParams })
  if (memoryTemplate === undefined) return PGlite.create({ startParams })
  return PGlite.create({ startParams, loadDataDir: new Blob([readFileSync(memoryTemplate)]) })
}

function countFsync(error?: unknown): void {
  // After a failed fsync the kernel may have dropped the pages: nothing may be believed but what a restart reads.
  if (error !== undefined) die(error)
  Atomics.add(options.fsyncCounter, 0, 1n)
}

/**
 * PGlite swallows what its main loop throws, for PostgreSQL's errors leave it by a jump that arrives as an exception. That
 * jump has a status of its own; everything else (an abort after a PANIC, a trap, memory that ran out) means that the engine
 * is dead, though it would go on answering.
 */
function guardMainLoop(engine: PGlite): void {
  const module = engine.Module
  const loopOnce = module._PostgresMainLoopOnce
  const { POSTGRES_MAIN_LONGJMP: jumpStatus } = engine as unknown as { POSTGRES_MAIN_LONGJMP: number }
  assert(
    typeof jumpStatus === 'number' && typeof loopOnce === 'function',
    'PGlite has another shape than this was written for',
  )
  module._PostgresMainLoopOnce = () => {
    try {
      loopOnce()
    } catch (error) {
      if ((error as { status?: unknown }).status !== jumpStatus) die(error)
      throw error
    }
  }
}

function receive(message: ToWorker): void {
  if (message.kind === 'stop') return void stop()
  if (message.kind === 'dump') return void dump()
  queue.push(message.session, message.kind === 'end' ? 'end' : message.bytes)
  run().catch(die)
}

async function run(): Promise<void> {
  if (isRunning) return
  isRunning = true
  for (let step = queue.next(); step; step = queue.next()) {
    if (step.item === 'end') await resetSession()
    else await answer(step.session, step.item)
  }
  isRunning = false
}

/** Enough to spare the many small messages of a large result, little enough that the reader can begin early. */
const REPLY_BYTES = 64 * 1024

/** Runs in the place of a statement that the engine would not survive; a transaction is aborted by it like by any error. */
const REFUSAL = simpleQuery(
  `do $$ begin raise exception using errcode = 'statement_too_complex', message = 'stack depth limit exceeded',
   detail = 'A parameter is JSON that is nested too deeply.'; end $$`,
)

/** The message Query of the wire protocol: its type, its length without the type, the text and a zero byte. */
function simpleQuery(text: string): Uint8Array {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.from('Q0000')
  head.writeInt32BE(body.length + 4, 1)
  return new Uint8Array(Buffer.concat([head, body]))
}

/** What the engine said and nobody was told yet. */
let reply: Uint8Array[] = []

async function answer(session: number, bytes: Uint8Array): Promise<void> {
  let size = 0
  const flush = () => {
    post({ kind: 'data', session, bytes: new Uint8Array(Buffer.concat(reply, size)) })
    reply = []
    size = 0
  }
  await database.execProtocolRawStream(bindsDeepJson(bytes) ? REFUSAL : bytes, {
    onRawData: (chunk) => {
      // The engine uses its memory again, so the bytes are copied.
      reply.push(chunk.slice())
      size += chunk.length
      if (size >= REPLY_BYTES) flush()
    },
  })
  flush()
}

async function resetSession(): Promise<void> {
  await database.exec('rollback')
  await database.exec('discard all')
}

async function dump(): Promise<void> {
  const tar = await database.dumpDataDir('none')
  post({ kind: 'dumped', bytes: new Uint8Array(await tar.arrayBuffer()) })
}

async function stop(): Promise<void> {
  await database.close()
  process.exit(0)
}

function die(error: unknown): never {
  const message = panicIn(reply) ?? messageOf(error)
  post({ kind: 'fatal', message })
  // In a worker this ends the thread, not the process, and it does so at once: no code of the engine runs after it.
  process.exit(1)
}

/** PostgreSQL says why before it aborts: the field M of an ErrorResponse whose field V is the severity. */
function panicIn(chunks: Uint8Array[]): string | undefined {
  return /\0V(?:PANIC|FATAL)\0.*?\0M([^\0]*)\0/s.exec(Buffer.concat(chunks).toString('utf8'))?.[1]
}

function post(message: FromWorker): void {
  port.postMessage(message, 'bytes' in message ? [message.bytes.buffer as ArrayBuffer] : [])
}

function portOf(candidate: MessagePort | null): MessagePort {
  assert(candidate, 'this file is the entry of a worker thread')
  return candidate
}
