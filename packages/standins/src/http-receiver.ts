import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface HttpArrival {
  /** Milliseconds since 1970 by the clock of the stand-in, when the request was complete. */
  at: number
  method: string
  path: string
  /** Lower-case names. */
  headers: Record<string, string>
  body: string
  /** The same as it came: not every body is text. */
  bytes: Buffer
}

export interface HttpAnswer {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

/** `hang` keeps the sender waiting for ever; `reset` cuts the connection. */
export type HttpReaction = HttpAnswer | 'hang' | 'reset'

export interface HttpReceiver {
  url: string
  /** How often a connection was opened. */
  connections(): number
  close(): Promise<void>
}

export interface HttpReceiverOptions {
  now: () => number
  port: number
  react(arrival: HttpArrival): HttpReaction
}

const BODY_BYTES_MAX = 1024 * 1024

/** An HTTP server on 127.0.0.1 for a provider to stand on; port 0 takes a free one. */
export async function startHttpReceiver({ now, port, react }: HttpReceiverOptions): Promise<HttpReceiver> {
  let connections = 0
  const server = createServer((incoming, outgoing) => {
    read(incoming).then(
      (body) => answer(outgoing, body === undefined ? { status: 413 } : react(arrivalOf(incoming, body, now()))),
      // The sender went away in the middle of its request: there is nobody to answer.
      () => outgoing.destroy(),
    )
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${bound}`,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function read(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= BODY_BYTES_MAX) chunks.push(chunk)
  }
  return size > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks)
}

function arrivalOf(incoming: IncomingMessage, bytes: Buffer, at: number): HttpArrival {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')])
  return {
    at,
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: Object.fromEntries(headers),
    body: bytes.toString('utf8'),
    bytes,
  }
}

function answer(outgoing: ServerResponse, reaction: HttpReaction): void {
  if (reaction === 'hang') return
  if (reaction === 'reset') {
    outgoing.socket?.resetAndDestroy()
    return
  }
  outgoing.writeHead(reaction.status, reaction.headers ?? {})
  outgoing.end(reaction.body ?? '')
}
