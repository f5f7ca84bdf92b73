/**
 * How a command and the server of its data folder talk: one JSON value a line, both ways. The command begins with a
 * {@link Greeting}; what follows depends on the request, and ends with the answer or a failure.
 */
import type { Socket } from 'node:net'

export interface Greeting {
  secret: string
  request: string
  input: unknown
}

/** What the server says. `failure` ends the conversation. */
export type Said = { said: unknown } | { failure: { isRefusal: boolean; message: string } }

/** A configuration file with its variables is the largest of them. */
const MESSAGE_BYTES_MAX = 8 * 1024 ** 2
const LINE_END = 0x0a

/** One side of a conversation. */
export interface Talk {
  send(message: object): void
  /** The next message of the other side; undefined when it has ended. Rejects when the connection breaks. */
  next(): Promise<unknown>
  /** What was sent arrives; nothing more is read. */
  end(): void
}

export function talkOver(socket: Socket): Talk {
  const messages = readMessages(socket)
  return {
    send(message) {
      socket.write(`${JSON.stringify(message)}\n`)
    },
    async next() {
      const { value, done } = await messages.next()
      return done ? undefined : value
    },
    end() {
      socket.end(() => socket.destroy())
    },
  }
}

async function* readMessages(socket: Socket): AsyncGenerator<unknown, undefined> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of socket) {
    rest = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer])
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      const line = rest.subarray(0, end)
      rest = rest.subarray(end + 1)
      yield JSON.parse(line.toString('utf8'))
    }
    if (rest.length > MESSAGE_BYTES_MAX) throw new Error('A message is too long.')
  }
  return undefined
}
