import http from 'node:http'
import https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Net, NetError, NetRequest, NetResponse } from '@tocsin/adapters/out/net.ts'
import { type AddressGuard, createGuardedLookup } from './address-guard.ts'
import { netErrorOf } from './net-error.ts'

/**
 * Requests over kept-alive connections, on node:http rather than the global fetch, because only here every connection passes the
 * address guard, redirects are never followed, and a reused connection can be told from a new one.
 */
export interface HttpClient {
  fetch(request: NetRequest): Promise<NetResponse | NetError>
  download: NonNullable<Net['download']>
  close(): void
}

export interface HttpClientOptions {
  isAddressAllowed: AddressGuard
  /** What a request for public addresses alone may reach, of what is allowed. */
  isAddressPublic: AddressGuard
  /** A further say over whole addresses, e.g. a list of hosts. */
  isAllowed?: (url: URL) => boolean
}

const BODY_BYTES_MAX = 64 * 1024
const SOCKETS_PER_HOST_MAX = 64
const SOCKETS_MAX = 512
/** Below the usual idle time-out of servers, so that we let go first. */
const IDLE_MS_MAX = 30_000

/** The server closed a kept-alive connection just as we used it: nothing was processed, a fresh one will do (RFC 9112 §9.3.1). */
type Stale = 'stale'

export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { isAddressAllowed: isAnyAllowed, isAddressPublic, isAllowed = () => true } = options
  const isPublicAllowed: AddressGuard = (address) => isAnyAllowed(address) && isAddressPublic(address)
  // Kept apart: a connection that was opened to a private address must not serve a request that may not reach one.
  const [anyAgents, publicAgents] = [isAnyAllowed, isPublicAllowed].map((guard) =>
    createAgents(createGuardedLookup(guard)),
  ) as [Agents, Agents]
  const answerTo = async (request: NetRequest, bytesMax: number): Promise<Collected | NetError> => {
    const url = URL.parse(request.url)
    const isAddressAllowed = request.isPublicOnly ? isPublicAllowed : isAnyAllowed
    const agent = url === null ? undefined : (request.isPublicOnly ? publicAgents : anyAgents).get(url.protocol)
    if (url === null || agent === undefined) return { error: 'forbidden', cause: 'not an http or https address' }
    // A literal address never reaches the resolver, so it is checked here. URL has brought 0xa9fea9fe and the like to normal form.
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
    if ((isIP(host) !== 0 && !isAddressAllowed(host)) || !isAllowed(url)) {
      return { error: 'forbidden', cause: `${url.host} may not be reached` }
    }
    const deadline = AbortSignal.timeout(request.timeoutMs)
    const first = await exchange(url, request, { agent, deadline, bytesMax })
    if (first !== 'stale') return first
    const second = await exchange(url, request, { agent, deadline, bytesMax })
    return second === 'stale' ? { error: 'unreachable', cause: `${url.host} closed the connection` } : second
  }
  return {
    async fetch(request) {
      const answer = await answerTo(request, BODY_BYTES_MAX)
      if ('error' in answer) return answer
      const { status, headers, bytes } = answer
      return { status, headers, body: new TextDecoder().decode(bytes.subarray(0, BODY_BYTES_MAX)) }
    },
    async download({ bytesMax, ...request }) {
      // One more than may come: so that what is as large as it may be is known from what is larger.
      const answer = await answerTo({ ...request, method: 'GET' }, bytesMax + 1)
      return 'bytes' in answer && answer.bytes.byteLength > bytesMax ? { tooLarge: true } : answer
    },
    close() {
      for (const agent of [...anyAgents.values(), ...publicAgents.values()]) agent.destroy()
    },
  }
}

type Agents = ReadonlyMap<string, http.Agent>

function createAgents(lookup: LookupFunction): Agents {
  const options = {
    keepAlive: true,
    maxSockets: SOCKETS_PER_HOST_MAX,
    maxTotalSockets: SOCKETS_MAX,
    maxFreeSockets: 8,
    timeout: IDLE_MS_MAX,
    lookup,
  }
  return new Map([
    ['http:', new http.Agent(options)],
    ['https:', new https.Agent(options)],
  ])
}

interface Collected {
  status: number
  headers: Record<string, string>
  bytes: Buffer
}

interface Exchange {
  agent: http.Agent
  deadline: AbortSignal
  /** Of the answer: what is more is let go of. */
  bytesMax: number
}

/** One attempt on one connection; settles once, at the latest when `deadline` aborts. */
function exchange(
  url: URL,
  { method, headers, body = '' }: NetRequest,
  { agent, deadline, bytesMax }: Exchange,
): Promise<Collected | NetError | Stale> {
  return new Promise((resolve) => {
    const request = url.protocol === 'https:' ? https.request : http.request
    const length = method === 'GET' && body.length === 0 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) }
    const outgoing = request(url, { method, headers: { ...headers, ...length }, agent, signal: deadline })
    const fail = (error: Error) => resolve(netErrorOf(error, deadline))
    outgoing.once('response', (incoming) => {
      collect(incoming, bytesMax).then(resolve, fail)
    })
    // Stays on after the first error: destroying a request can report a second one.
    outgoing.on('error', (error) => (isStale(outgoing, error) ? resolve('stale') : fail(error)))
    outgoing.end(body)
  })
}

function isStale(outgoing: http.ClientRequest, error: NodeJS.ErrnoException): boolean {
  return outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}

/** Reads so much, and lets go of the rest of the body, and then of its connection too. */
async function collect(incoming: http.IncomingMessage, bytesMax: number): Promise<Collected> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= bytesMax) break
  }
  return { status: incoming.statusCode ?? 0, headers: flatten(incoming.headers), bytes: Buffer.concat(chunks) }
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return Object.fromEntries(entries)
}
