import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { HttpAnswer, HttpCall } from '@tocsin/adapters/check/check-net.ts'
import type { NetError } from '@tocsin/adapters/out/net.ts'
import { netErrorOf } from '../net-error.ts'
import type { PinnedAddress } from '../target-guard.ts'
import { certificateOf } from './certificate-of.ts'
import type { CheckScope } from './check-net.ts'

/**
 * One request on a connection of its own: a check has to see what a new client would see. Redirects are answers like any other;
 * whoever follows one calls again, and its address is judged again.
 */
export async function callHttp({ guard, deadline }: CheckScope, call: HttpCall): Promise<HttpAnswer | NetError> {
  const url = URL.parse(call.url)
  if (url === null || !/^https?:$/.test(url.protocol))
    return { error: 'forbidden', cause: 'not an http or https address' }
  const pinned = await guard.pin(url.hostname)
  if ('error' in pinned) return pinned
  if (deadline.aborted) return { error: 'timeout', cause: 'no answer in time' }
  try {
    return await exchange(url, pinned, call, deadline)
  } catch (error) {
    return netErrorOf(error as Error, deadline)
  }
}

function exchange(url: URL, pinned: PinnedAddress, call: HttpCall, deadline: AbortSignal): Promise<HttpAnswer> {
  const { method, headers, body = '', isVerified, bodyBytesMax } = call
  const begunAt = performance.now()
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? https.request : http.request
    const length =
      body === '' && (method === 'GET' || method === 'HEAD')
        ? {}
        : { 'content-length': String(Buffer.byteLength(body)) }
    const outgoing = request(url, {
      ...{ method, headers: { ...headers, ...length }, agent: false, signal: deadline },
      ...{ lookup: pinnedLookup(pinned), rejectUnauthorized: isVerified },
    })
    let certificate: HttpAnswer['certificate']
    outgoing.once('response', (incoming) => {
      const firstByteMs = performance.now() - begunAt
      if (incoming.socket instanceof TLSSocket) certificate = certificateOf(incoming.socket)
      collect(incoming, bodyBytesMax).then(
        ({ text, isCut }) =>
          resolve({
            ...{
              status: incoming.statusCode ?? 0,
              headers: flatten(incoming.headers),
              body: text,
              isBodyCut: isCut,
              firstByteMs,
            },
            ...(certificate && { certificate }),
          }),
        reject,
      )
    })
    // Stays on after the first error: destroying a request can report a second one.
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** The name was looked up already; nobody looks again. Literal addresses never ask. */
export function pinnedLookup({ address, family }: PinnedAddress): LookupFunction {
  return (_hostname, options, callback) => {
    if (options.all === true) callback(null, [{ address, family }])
    else callback(null, address, family)
  }
}

async function collect(incoming: http.IncomingMessage, bytesMax: number): Promise<{ text: string; isCut: boolean }> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > bytesMax) break
  }
  const whole = Buffer.concat(chunks)
  return { text: new TextDecoder().decode(whole.subarray(0, bytesMax)), isCut: size > bytesMax }
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  )
}
