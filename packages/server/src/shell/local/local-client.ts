/** A command's end of the local socket: finds the server of a data folder and talks to it. */
import { connect, type Socket } from 'node:net'
import { findLocalAddress, LOCAL_PROTOCOL } from './local-address.ts'
import { type Greeting, type Said, type Talk, talkOver } from './local-messages.ts'

export interface LocalConnection {
  /** Of the server's program. */
  version: string
  /** Asks for something that has one answer. Rejects with a {@link LocalFailure}. */
  ask<T>(request: string, input: object): Promise<T>
  /** Begins a conversation, which the caller ends. */
  begin(request: string, input: object): LocalConversation
}

export interface LocalConversation {
  /** Rejects with a {@link LocalFailure}. */
  next<T>(): Promise<T>
  send(message: object): void
  end(): void
}

/** The server said no, failed, or went away. The message is for the person who gave the command. */
export class LocalFailure extends Error {
  override readonly name = 'LocalFailure'
  readonly isRefusal: boolean

  constructor(message: string, { isRefusal }: { isRefusal: boolean }) {
    super(message)
    this.isRefusal = isRefusal
  }
}

/** A copy begins after the maintenance that is under way. */
const ANSWER_MS_MAX = 5 * 60_000

/** Undefined where no server answers for the data folder. */
export async function findLocalServer(dataDir: string): Promise<LocalConnection | undefined> {
  const address = findLocalAddress(dataDir)
  if (!address) return undefined
  const socket = await tryConnect(address.path)
  if (!socket) return undefined
  const { version } = address
  if (address.protocol !== LOCAL_PROTOCOL) {
    socket.destroy()
    throw new LocalFailure(
      `The server that runs on ${dataDir} is Tocsin ${version}, which this program cannot talk to. Use the program of that version, or restart the server with this one.`,
      { isRefusal: true },
    )
  }
  const talk = talkOver(socket)
  const begin = (request: string, input: object): LocalConversation => {
    talk.send({ secret: address.secret, request, input } satisfies Greeting)
    return { next: <T>() => hear<T>(socket, talk), send: (message) => talk.send(message), end: () => socket.destroy() }
  }
  return {
    version,
    begin,
    async ask<T>(request: string, input: object) {
      const conversation = begin(request, input)
      try {
        return await conversation.next<T>()
      } finally {
        conversation.end()
      }
    },
  }
}

async function hear<T>(socket: Socket, talk: Talk): Promise<T> {
  socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy())
  const message = (await talk.next().catch(() => undefined)) as Said | undefined
  socket.setTimeout(0)
  if (!message) {
    throw new LocalFailure(
      'The server did not answer, or went away meanwhile: it may be stopping. Give the command again.',
      {
        isRefusal: false,
      },
    )
  }
  if ('failure' in message) throw new LocalFailure(message.failure.message, message.failure)
  return message.said as T
}

/** The file may outlive its server, which was killed. */
function tryConnect(path: string): Promise<Socket | undefined> {
  const socket = connect(path)
  return new Promise((resolve) => {
    socket.once('connect', () => {
      socket.on('error', () => {})
      resolve(socket)
    })
    socket.once('error', () => resolve(undefined))
  })
}
