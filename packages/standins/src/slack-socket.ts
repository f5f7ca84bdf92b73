/**
 * The other end of Slack's Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode): addresses that are good for one
 * connection, hello, envelopes that go to one of the connections and want to be acknowledged within three seconds, a warning before
 * a connection ends.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

const ACK_MS_MAX = 3_000
/** Slack's own limit for one app. */
const CONNECTIONS_MAX = 10

export interface SlackAcknowledgement {
  payload: Record<string, unknown> | undefined
  /** Which connection, counted from 1 in the order in which they were opened. */
  connection: number
}

export interface SlackSocketStandin {
  /** An address for one connection; undefined while Slack is away. */
  ticket(): string | undefined
  /** The connections that are open, by their number. */
  connections(): readonly number[]
  /** How many were opened so far. */
  opened(): number
  /** Sends an envelope to one of the connections, the newest if none is named. Rejects when nobody acknowledges it in time. */
  deliver(envelope: { id: string; type: string; payload: object }, connection?: number): Promise<SlackAcknowledgement>
  /** Says that a connection, or each, will be ended. */
  warn(reason: 'warning' | 'refresh_requested' | 'link_disabled', connection?: number): void
  /** Ends a connection, or each, without a word. */
  cut(connection?: number): void
  /** Nothing answers until it is back. */
  leave(): void
  comeBack(): void
  /** What came that Slack would not have understood. */
  problems(): readonly string[]
  close(): Promise<void>
}

interface Waiting {
  connection: number
  resolve(acknowledgement: SlackAcknowledgement): void
}

export async function startSlackSocketStandin(): Promise<SlackSocketStandin> {
  const tickets = new Set<string>()
  const open = new Map<number, WebSocket>()
  const waiting = new Map<string, Waiting>()
  const problems: string[] = []
  let [issued, opened, isAway] = [0, 0, false]
  const http = createServer((_, response) => response.writeHead(404).end())
  const server = new WebSocketServer({
    server: http,
    // A ticket is good once.
    verifyClient: ({ req }: { req: { url?: string } }) => !isAway && tickets.delete(ticketOf(req.url)),
  })
  server.on('connection', (socket) => {
    opened += 1
    const connection = opened
    if (open.size >= CONNECTIONS_MAX) {
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets' }))
      socket.close()
      return
    }
    open.set(connection, socket)
    socket.on('close', () => open.delete(connection))
    socket.on('message', (data) => takeAcknowledgement(String(data), connection))
    socket.send(hello(open.size))
  })
  function takeAcknowledgement(text: string, connection: number): void {
    const said = JSON.parse(text) as { envelope_id?: string; payload?: Record<string, unknown> }
    const expected = waiting.get(said.envelope_id ?? '')
    if (expected?.connection !== connection) problems.push(text)
    waiting.delete(said.envelope_id ?? '')
    expected?.resolve({ payload: said.payload, connection })
  }
  const some = (connection: number | undefined) =>
    [...open].filter(([each]) => connection === undefined || each === connection).map(([, socket]) => socket)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return {
    ticket() {
      if (isAway) return undefined
      issued += 1
      tickets.add(`ticket-${issued}`)
      return `ws://127.0.0.1:${port}/link/?ticket=ticket-${issued}&app_id=A012APP`
    },
    connections: () => [...open.keys()],
    opened: () => opened,
    deliver: (envelope, connection = Math.max(...open.keys())) => deliver(envelope, connection, { open, waiting }),
    warn(reason, connection) {
      for (const socket of some(connection)) socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }))
    },
    cut(connection) {
      for (const socket of some(connection)) socket.terminate()
    },
    leave() {
      isAway = true
      for (const socket of open.values()) socket.terminate()
    },
    comeBack() {
      isAway = false
    },
    problems: () => problems,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open.values()) socket.terminate()
        server.close()
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
}

/** Resolves with the acknowledgement, which has to come by the same connection. */
function deliver(
  { id, type, payload }: { id: string; type: string; payload: object },
  connection: number,
  { open, waiting }: { open: ReadonlyMap<number, WebSocket>; waiting: Map<string, Waiting> },
): Promise<SlackAcknowledgement> {
  return new Promise((resolve, reject) => {
    const socket = open.get(connection)
    if (!socket) return reject(new Error(`there is no connection ${connection}`))
    const timer = setTimeout(() => {
      waiting.delete(id)
      reject(new Error(`the envelope ${id} was not acknowledged within three seconds`))
    }, ACK_MS_MAX)
    waiting.set(id, {
      connection,
      resolve(acknowledgement) {
        clearTimeout(timer)
        resolve(acknowledgement)
      },
    })
    const accepts_response_payload = type === 'slash_commands'
    socket.send(JSON.stringify({ envelope_id: id, type, payload, accepts_response_payload }))
  })
}

function ticketOf(path = '/'): string {
  return new URL(path, 'ws://localhost').searchParams.get('ticket') ?? ''
}

function hello(connections: number): string {
  return JSON.stringify({
    type: 'hello',
    num_connections: connections,
    connection_info: { app_id: 'A012APP' },
    debug_info: {
      host: 'applink-1',
      started: '2026-01-05 09:00:00.000',
      build_number: 1,
      approximate_connection_time: 18_060,
    },
  })
}
