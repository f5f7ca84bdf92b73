/**
 * The server's end of the local socket: takes requests of commands on the same machine, for whoever may read the data folder. A
 * node without it works as well, so nothing of it keeps a node from starting.
 */
import { timingSafeEqual } from 'node:crypto'
import { chmodSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import type { EngineLog } from '../engine/deps.ts'
import { waitAtMost } from '../engine/wait-at-most.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ids } from '../ports/ids.ts'
import {
  isPipe,
  type LocalAddress,
  prepareLocalAddress,
  removeLocalAddress,
  writeLocalAddress,
} from './local-address.ts'
import { type Greeting, type Said, type Talk, talkOver } from './local-messages.ts'

/** One request, as its handler sees it. */
export interface LocalCall {
  input: unknown
  /** Says something before the answer. */
  say(message: object): void
  /** What the command says to that. Rejects when it has gone. */
  next(): Promise<unknown>
}

/** What it returns is the answer. Whatever it holds it must give back when `next` rejects. */
export type LocalHandler = (call: LocalCall) => Promise<unknown>

/** A handler says no; the message is for the person who gave the command. */
export class LocalRefusal extends Error {
  override readonly name = 'LocalRefusal'
}

export interface LocalServer {
  stop(): Promise<void>
}

export interface LocalServerOptions {
  dataDir: string
  version: string
  clock: Clock
  ids: Pick<Ids, 'token'>
  log: EngineLog
  handlers: Readonly<Record<string, LocalHandler>>
}

const CONNECTIONS_MAX = 16
const GREETING_MS_MAX = 10_000
/** A copy of a very big database takes this long; maintenance waits for it. */
const CONVERSATION_MS_MAX = 30 * 60_000
const STOP_MS_MAX = 5_000

/** Returns undefined where it cannot listen, which the log says. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer | undefined> {
  const { dataDir, clock, log } = options
  const talks = new Map<Socket, Promise<void>>()
  let address: LocalAddress | undefined
  const server = createServer((socket) => {
    const { secret } = address ?? { secret: '' }
    const talk = converse(socket, secret, options).finally(() => talks.delete(socket))
    talks.set(socket, talk)
  })
  server.maxConnections = CONNECTIONS_MAX
  try {
    address = await listenSomewhere(server, options)
    writeLocalAddress(dataDir, address)
  } catch (error) {
    server.close()
    log.warn({ err: error }, 'commands on this machine cannot reach this server: its local socket could not be opened')
    return undefined
  }
  const opened = address
  return {
    async stop() {
      removeLocalAddress(dataDir, opened)
      server.close()
      for (const socket of talks.keys()) socket.destroy()
      await waitAtMost(clock, STOP_MS_MAX, Promise.all(talks.values()))
    },
  }
}

/** Folders of containers are often on file systems without sockets. */
async function listenSomewhere(server: Server, { dataDir, version, ids }: LocalServerOptions): Promise<LocalAddress> {
  const listenAt = async (address: LocalAddress) => {
    await listen(server, address.path)
    return address
  }
  try {
    return await listenAt(prepareLocalAddress(dataDir, { version, ids }))
  } catch {
    return listenAt(prepareLocalAddress(dataDir, { version, ids, elsewhere: true }))
  }
}

async function listen(server: Server, path: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(path, resolve)
  await promise
  server.off('error', reject)
  // Later errors are those of single connections that could not be accepted.
  server.on('error', () => {})
  // Until here the secret kept others out.
  if (!isPipe(path)) chmodSync(path, 0o600)
}

async function converse(socket: Socket, secret: string, options: LocalServerOptions): Promise<void> {
  const { clock, log } = options
  // The reader meets the error, or nobody is interested any more.
  socket.on('error', () => {})
  const talk = talkOver(socket)
  const tell = (message: Said) => talk.send(message)
  try {
    const greeting = await endingLate(socket, clock, GREETING_MS_MAX, talk.next())
    if (!isGreeting(greeting) || !isEqual(greeting.secret, secret)) throw new LocalRefusal('This is not allowed.')
    const handler = Object.hasOwn(options.handlers, greeting.request) && options.handlers[greeting.request]
    if (!handler) throw new LocalRefusal(`The running server knows no request "${greeting.request}".`)
    const call = { input: greeting.input, say: (said: object) => tell({ said }), next: () => nextOf(talk) }
    tell({ said: (await endingLate(socket, clock, CONVERSATION_MS_MAX, handler(call))) ?? null })
  } catch (error) {
    const isRefusal = error instanceof LocalRefusal
    if (!isRefusal && !socket.destroyed) log.error({ err: error }, 'a command on this machine failed')
    tell({ failure: { isRefusal, message: error instanceof Error ? error.message : String(error) } })
  } finally {
    talk.end()
  }
}

async function nextOf(talk: Talk): Promise<unknown> {
  const message = await talk.next()
  if (message === undefined) throw new LocalRefusal('The command ended.')
  return message
}

/** What takes too long loses its connection, and so comes to its end. */
async function endingLate<T>(socket: Socket, clock: Pick<Clock, 'sleep'>, ms: number, work: Promise<T>): Promise<T> {
  if (!(await waitAtMost(clock, ms, work))) socket.destroy()
  return work
}

function isGreeting(message: unknown): message is Greeting {
  const { secret, request } = (message ?? {}) as Partial<Greeting>
  return typeof secret === 'string' && typeof request === 'string'
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
