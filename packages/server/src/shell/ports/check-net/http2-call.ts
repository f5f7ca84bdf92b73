import http2 from 'node:http2'
import net from 'node:net'
import tls from 'node:tls'
import type { Http2Answer, Http2Call } from '@tocsin/adapters/check/check-net.ts'
import type { NetError } from '@tocsin/adapters/out/net.ts'
import { netErrorOf } from '../net-error.ts'
import type { PinnedAddress } from '../target-guard.ts'
import type { CheckScope } from './check-net.ts'

const BODY_BYTES_MAX = 64 * 1024

export async function callHttp2({ guard, deadline }: CheckScope, call: Http2Call): Promise<Http2Answer | NetError> {
  const pinned = await guard.pin(call.host)
  if ('error' in pinned) return pinned
  if (deadline.aborted) return { error: 'timeout', cause: 'no answer in time' }
  try {
    return await exchange(pinned, call, deadline)
  } catch (error) {
    return netErrorOf(error as Error, deadline)
  }
}

function exchange(pinned: PinnedAddress, call: Http2Call, deadline: AbortSignal): Promise<Http2Answer> {
  const { host, port, path, headers, body } = call
  return new Promise((resolve, reject) => {
    const session = http2.connect(`${call.tls ? 'https' : 'http'}://${net.isIPv6(host) ? `[${host}]` : host}:${port}`, {
      createConnection: () => connect(pinned, call),
    })
    const end = (finish: () => void) => {
      deadline.removeEventListener('abort', late)
      session.destroy()
      finish()
    }
    const late = () => end(() => reject(new Error('no answer in time')))
    deadline.addEventListener('abort', late, { once: true })
    session.on('error', (error) => end(() => reject(error)))
    const stream = session.request({ ':method': 'POST', ':path': path, ...headers })
    const answer: Http2Answer = { status: 0, headers: {}, trailers: {}, body: new Uint8Array() }
    const chunks: Buffer[] = []
    let size = 0
    stream.on('response', (given) =>
      Object.assign(answer, { status: Number(given[':status']), headers: flatten(given) }),
    )
    stream.on('trailers', (given) => Object.assign(answer, { trailers: flatten(given) }))
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= BODY_BYTES_MAX) chunks.push(chunk)
    })
    stream.on('error', (error) => end(() => reject(error)))
    stream.on('end', () => end(() => resolve({ ...answer, body: Buffer.concat(chunks) })))
    stream.end(Buffer.from(body))
  })
}

function connect({ address }: PinnedAddress, { host, port, tls: secure }: Http2Call): net.Socket {
  if (!secure) return net.connect({ host: address, port })
  const servername = net.isIP(host) === 0 ? { servername: host } : {}
  return tls.connect({
    host: address,
    port,
    ALPNProtocols: ['h2'],
    rejectUnauthorized: secure.isVerified,
    ...servername,
  })
}

function flatten(headers: http2.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || name.startsWith(':') ? [] : [[name, String(value)] as const],
    ),
  )
}
