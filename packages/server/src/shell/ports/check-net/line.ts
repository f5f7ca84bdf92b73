import net from 'node:net'
import tls from 'node:tls'
import type { Certificate, Line, LineTarget } from '@tocsin/adapters/check/check-net.ts'
import type { NetError } from '@tocsin/adapters/out/net.ts'
import { netErrorOf } from '../net-error.ts'
import { certificateOf } from './certificate-of.ts'
import type { CheckScope } from './check-net.ts'

const UNREAD_BYTES_MAX = 1024 * 1024

/** A connection of a check, over TCP or TLS. */
export async function openLine({ guard, deadline }: CheckScope, target: LineTarget): Promise<Line | NetError> {
  const pinned = await guard.pin(target.host)
  if ('error' in pinned) return pinned
  const begunAt = performance.now()
  const raw = net.connect({ host: pinned.address, port: target.port })
  const connected = await happens(raw, 'connect', deadline)
  if ('error' in connected) return connected
  const connectMs = performance.now() - begunAt
  const line = createLine(raw, connectMs, deadline)
  if (!target.tls) return line
  const secured = await line.secure({
    isVerified: target.tls.isVerified,
    serverName: target.tls.serverName ?? target.host,
  })
  if (!('error' in secured))
    return { ...line, certificate: secured.certificate, connectMs: performance.now() - begunAt }
  line.close()
  return secured
}

/** Waits for one event of a socket, at most until the deadline. A socket that failed is let go. */
export function happens(
  socket: net.Socket,
  event: 'connect' | 'secureConnect',
  deadline: AbortSignal,
): Promise<{ done: true } | NetError> {
  return new Promise((resolve) => {
    const end = (outcome: { done: true } | NetError) => {
      deadline.removeEventListener('abort', late)
      socket.off(event, good)
      if ('error' in outcome) socket.destroy()
      resolve(outcome)
    }
    const good = () => end({ done: true })
    const late = () => end({ error: 'timeout', cause: 'no answer in time' })
    // Stays on: what fails later is met by whoever reads.
    socket.on('error', (error) => end(netErrorOf(error, deadline)))
    socket.once('close', () => end({ error: 'unreachable', cause: 'the connection was closed' }))
    socket.once(event, good)
    if (deadline.aborted) late()
    else deadline.addEventListener('abort', late, { once: true })
  })
}

function createLine(raw: net.Socket, connectMs: number, deadline: AbortSignal): Line {
  let socket = raw
  let inbox = listenTo(socket)
  return {
    connectMs,
    write: (bytes) => void socket.write(bytes),
    read: (isEnough) => inbox.read(isEnough, deadline),
    async secure({ isVerified, serverName }): Promise<{ certificate: Certificate } | NetError> {
      socket.removeAllListeners('data')
      const servername = net.isIP(serverName) === 0 ? { servername: serverName } : {}
      const secure = tls.connect({ socket, rejectUnauthorized: isVerified, ...servername })
      const done = await happens(secure, 'secureConnect', deadline)
      if ('error' in done) return done
      socket = secure
      inbox = listenTo(secure)
      const certificate = certificateOf(secure)
      return certificate ? { certificate } : { error: 'tls', cause: 'the server showed no certificate' }
    },
    close: () => void socket.destroy(),
  }
}

function listenTo(socket: net.Socket) {
  let unread = Buffer.alloc(0)
  let isOver = false
  let look = () => {}
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]).subarray(0, UNREAD_BYTES_MAX)
    look()
  })
  const end = () => {
    isOver = true
    look()
  }
  socket.on('end', end).on('close', end).on('error', end)
  return {
    read(
      isEnough: (bytes: Uint8Array) => boolean,
      deadline: AbortSignal,
    ): Promise<{ bytes: Uint8Array; isOver: boolean } | NetError> {
      return new Promise((resolve) => {
        const late = () => finish({ error: 'timeout', cause: 'no answer in time' })
        const finish = (outcome: { bytes: Uint8Array; isOver: boolean } | NetError) => {
          look = () => {}
          deadline.removeEventListener('abort', late)
          resolve(outcome)
        }
        look = () => {
          if (!isOver && !isEnough(unread)) return
          const bytes = unread
          unread = Buffer.alloc(0)
          if (isOver && bytes.length === 0) finish({ error: 'unreachable', cause: 'the connection was closed' })
          else finish({ bytes, isOver })
        }
        if (deadline.aborted) return late()
        deadline.addEventListener('abort', late, { once: true })
        look()
      })
    },
  }
}
