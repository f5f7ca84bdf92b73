/** The listener for syslog: UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). It is open where somebody said so, and nowhere by itself. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { createFraming } from '@tocsin/adapters/in/syslog/framing.ts'
import { DAY, HOUR, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { SyslogAddress } from '../../shell/config/syslog-option.ts'
import { waitAtMost } from '../../shell/engine/wait-at-most.ts'
import type { DoorDeps } from '../door.ts'
import { createOpenConnections, type OpenConnections } from '../open-connections.ts'
import { createSyslogSink, type SyslogSink } from './syslog-sink.ts'
import { plainAddress } from './syslog-sources.ts'

export interface SyslogListener {
  /** Where it listens, in the order that was asked for. */
  addresses: SyslogAddress[]
  /** Takes no more; what waits is counted, for a while. */
  close(): Promise<void>
}

export interface SyslogOptions {
  addresses: readonly SyslogAddress[]
  /** PEM texts, for tls:// */
  tls?: { key: string; cert: string } | undefined
  /** Of one address; by default 100. */
  openPerAddressMax?: number
  /** Of one connection; by default a day. */
  lifeMsMax?: number
}

interface Opened {
  address: SyslogAddress
  close(): Promise<void>
}

const CONNECTIONS_MAX = 1_000
/** A host has one for each of its programs that send; a relay of many is one address too. */
const OPEN_PER_ADDRESS_MAX = 100
/** What is cut in the middle may lose a message, so that it is rare. */
const LIFE_MS_MAX = DAY
/** A sender that has nothing to say for so long connects anew. */
const IDLE_MS_MAX = HOUR
const CLOSE_MS_MAX = 5 * SECOND

/** Rejects, with nothing left open, when one of the addresses cannot be had. */
export async function openSyslog(deps: DoorDeps, options: SyslogOptions): Promise<SyslogListener> {
  const { addresses, tls } = options
  const sink = createSyslogSink(deps)
  const open = createOpenConnections(deps.engine, {
    listener: 'syslog',
    perAddressMax: options.openPerAddressMax ?? OPEN_PER_ADDRESS_MAX,
    lifeMsMax: options.lifeMsMax ?? LIFE_MS_MAX,
    turnedAway: (why) => deps.turnedAway?.('syslog', why),
  })
  const opened: Opened[] = []
  const closeAll = () => Promise.all(opened.map((each) => each.close()))
  try {
    for (const address of addresses)
      opened.push(
        address.protocol === 'udp'
          ? await openUdp(address, sink)
          : await openTcp(address, tls, { sink, open, ids: deps.engine.ids }),
      )
  } catch (error) {
    await closeAll()
    throw error
  }
  return {
    addresses: opened.map(({ address }) => address),
    async close() {
      await closeAll()
      await waitAtMost(deps.engine.clock, CLOSE_MS_MAX, sink.drained())
    },
  }
}

async function openUdp(address: SyslogAddress, sink: SyslogSink): Promise<Opened> {
  const socket: UdpSocket = createSocket({ type: address.host.includes(':') ? 'udp6' : 'udp4' })
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject)
    socket.bind(address.port, address.host, () => {
      socket.off('error', reject)
      resolve()
    })
  })
  socket.on('message', (message, { address: sender }) => void sink.take(message, plainAddress(sender)))
  socket.on('error', () => {})
  return {
    address: { ...address, port: socket.address().port },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}

interface TcpParts {
  sink: SyslogSink
  open: OpenConnections
  ids: DoorDeps['engine']['ids']
}

async function openTcp(
  address: SyslogAddress,
  tls: SyslogOptions['tls'],
  { sink, open, ids }: TcpParts,
): Promise<Opened> {
  const sockets = new Set<Socket>()
  const talk = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    readMessages(socket, sink)
  }
  const server: Server =
    address.protocol === 'tls' ? createTlsServer({ ...tls }, talk) : createServer({ keepAlive: true }, talk)
  server.maxConnections = CONNECTIONS_MAX
  // Before TLS is spoken: a handshake that never ends takes a place too.
  server.prependListener('connection', (socket: Socket) => {
    const id = ids.next()
    socket.once('close', () => open.end(id))
    if (open.begin(id, socket.remoteAddress ?? '')) open.limitLife(socket)
    else socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  server.on('error', () => {})
  return {
    address: { ...address, port: (server.address() as AddressInfo).port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

function readMessages(socket: Socket, sink: SyslogSink): void {
  const sender = plainAddress(socket.remoteAddress)
  const framing = createFraming()
  const takeAll = async (frames: readonly Uint8Array[]): Promise<void> => {
    for (const frame of frames) {
      while (!sink.take(frame, sender)) await sink.room()
    }
  }
  socket.setTimeout(IDLE_MS_MAX, () => socket.destroy())
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    const frames = framing.push(chunk)
    if (!frames) {
      socket.destroy()
      return
    }
    // Whoever sends faster than we count is held up by the network.
    socket.pause()
    void takeAll(frames).finally(() => socket.resume())
  })
  socket.on('end', () => void takeAll(framing.end()))
}
