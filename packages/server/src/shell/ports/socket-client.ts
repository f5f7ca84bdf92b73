import { isIP, type LookupFunction } from 'node:net'
import type { OpenSocket, Socket, SocketListener } from '@tocsin/adapters/out/socket.ts'
import { WebSocket } from 'ws'
import { createAddressGuard, createGuardedLookup, LINK_LOCAL_RANGES } from './address-guard.ts'
import type { NetOptions } from './net.ts'

/** What Slack and its like send is a few kilobytes. */
const MESSAGE_BYTES_MAX = 1024 * 1024
/** So often something is asked for in the time after which silence counts as the end. */
const PINGS_PER_SILENCE = 3

/**
 * WebSockets under the same rules as every other outgoing connection: each address is judged at the moment of connecting, redirects are
 * not followed, and what has fallen silent is ended. On the library `ws`, because the client of Node itself takes no resolver and
 * tells nobody of pings.
 */
export function createSocketClient({ refusedRanges = LINK_LOCAL_RANGES, isAllowed }: NetOptions = {}): OpenSocket {
  const isAddressAllowed = createAddressGuard(refusedRanges)
  const lookup = createGuardedLookup(isAddressAllowed)
  return ({ url, openMsMax, silenceMsMax }, listener) => {
    const target = URL.parse(url)
    const host = target?.hostname.replace(/^\[(.*)\]$/, '$1') ?? ''
    const isRefused = (isIP(host) !== 0 && !isAddressAllowed(host)) || (target && isAllowed?.(target) === false)
    if (!target || !/^wss?:$/.test(target.protocol) || isRefused) {
      queueMicrotask(() => listener.ended(target ? `${target.host} may not be reached` : 'not an address'))
      return { say: () => undefined, close: () => undefined }
    }
    return connect(target, { openMsMax, silenceMsMax, lookup }, listener)
  }
}

function connect(
  target: URL,
  { openMsMax, silenceMsMax, lookup }: { openMsMax: number; silenceMsMax: number; lookup: LookupFunction },
  listener: SocketListener,
): Socket {
  const socket = new WebSocket(target, {
    ...{ lookup, handshakeTimeout: openMsMax, maxPayload: MESSAGE_BYTES_MAX, perMessageDeflate: false },
  })
  let cause: string | undefined
  let unanswered = 0
  const watch = setInterval(() => {
    if (socket.readyState !== WebSocket.OPEN) return
    unanswered += 1
    if (unanswered > PINGS_PER_SILENCE) {
      cause = `nothing was heard for ${Math.round(silenceMsMax / 1_000)} s`
      socket.terminate()
      return
    }
    socket.ping()
  }, silenceMsMax / PINGS_PER_SILENCE)
  watch.unref()
  const heard = () => {
    unanswered = 0
  }
  socket.on('open', () => listener.opened())
  socket.on('ping', heard)
  socket.on('pong', heard)
  socket.on('message', (data, isBinary) => {
    heard()
    if (!isBinary) listener.said(String(data))
  })
  socket.on('error', (error) => {
    cause ??= error.message
  })
  socket.on('close', (code, reason) => {
    clearInterval(watch)
    listener.ended(cause ?? (reason.length > 0 ? `closed with ${code}: ${reason}` : `closed with ${code}`))
  })
  return {
    say(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close() {
      cause ??= 'closed by Tocsin'
      // Slack does not always answer the closing handshake: what is not closed soon is cut.
      if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
      else socket.close(1000)
    },
  }
}
