/**
 * `/api/v1/stream`: server-sent events for whoever may read incidents. A client that reads too slowly is cut off rather than
 * remembered without bound; it comes back, and is told to read anew.
 */
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { API_PREFIX, type ApiDeps, admit } from '../http/api.ts'
import { Refusal } from '../http/refusal.ts'
import type { Clock } from '../ports/clock.ts'
import type { FeedEntry, LiveFeed } from './live-feed.ts'

export interface StreamDeps {
  feed: LiveFeed
  api: Pick<ApiDeps, 'authenticate' | 'refuseForeignOrigin'>
  clock: Pick<Clock, 'now' | 'sleep'>
  version: string
  heartbeatMs?: number
}

const HEARTBEAT_MS = 15_000
/** Every so many heartbeats it is asked whether the client still may: sessions end, roles change. */
const BEATS_PER_CHECK = 4
const UNSENT_BYTES_MAX = 256 * 1024
const RECONNECT_MS = 2_000
const ACCESS = 'incident.read'

const DESCRIPTION = [
  'Events: `hello` {server_time, version}, `incident` {id, version, types}, `alert` {id} (`*`: many), `config` {version},',
  '`presence` {id, user, state} of an incident that somebody looks at, and `resync` when something may have gone unseen: then read anew. A comment comes every 15 s as a sign of life. With',
  '`Last-Event-ID` the stream goes on where the client was, or begins with `resync`.',
].join(' ')

export function registerStream(app: FastifyInstance, deps: StreamDeps): void {
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())
  app.get(`${API_PREFIX}/stream`, {
    config: { access: ACCESS },
    schema: { operationId: 'openStream', tags: ['stream'], summary: 'Watch live', description: DESCRIPTION },
    onRequest: async (request) => void (await admit(deps.api, ACCESS, request)),
    handler: async (request, reply) => openStream(deps, request, reply, closing.signal),
  })
}

async function openStream(
  deps: StreamDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  closing: AbortSignal,
): Promise<void> {
  const { raw } = reply
  const over = new AbortController()
  const write = (text: string): void => {
    if (over.signal.aborted) return
    raw.write(text)
    if (raw.writableLength > UNSENT_BYTES_MAX) raw.destroy()
  }
  const lastEventId = request.headers['last-event-id']
  const subscription = deps.feed.subscribe(
    (entry) => write(formatEntry(entry)),
    typeof lastEventId === 'string' ? lastEventId : undefined,
  )
  if (!subscription) throw new Refusal('busy', { message: 'As many watch as this node serves.', retryAfterS: 10 })
  const end = (): void => over.abort()
  raw.once('close', end)
  closing.addEventListener('abort', end, { once: true })
  begin(reply)
  write(
    `retry: ${RECONNECT_MS}\n${formatEvent('hello', { server_time: formatInstant(deps.clock.now()), version: deps.version })}`,
  )
  if (subscription.missed === 'resync') write(formatEvent('resync', {}))
  else for (const entry of subscription.missed) write(formatEntry(entry))
  await beat(deps, request, write, over.signal)
  closing.removeEventListener('abort', end)
  subscription.end()
  raw.end()
}

/** The headers that every answer carries, and those of a stream: nothing on the way may keep or pack it. */
function begin(reply: FastifyReply): void {
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-store, no-transform')
    .header('x-accel-buffering', 'no')
  reply.hijack()
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value)
  reply.raw.writeHead(200)
}

async function beat(
  { clock, api, heartbeatMs = HEARTBEAT_MS }: StreamDeps,
  request: FastifyRequest,
  write: (text: string) => void,
  over: AbortSignal,
): Promise<void> {
  for (let beats = 1; ; beats++) {
    await clock.sleep(heartbeatMs, over)
    if (over.aborted) return
    if (beats % BEATS_PER_CHECK === 0 && !(await mayStill(api, request))) return
    write(': still here\n\n')
  }
}

async function mayStill(api: StreamDeps['api'], request: FastifyRequest): Promise<boolean> {
  try {
    await admit(api, ACCESS, request)
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    // The database may be away for a moment: whoever was let in stays until the answer is no.
    return true
  }
}

function formatEntry({ id, event, data }: FeedEntry): string {
  return `${id === undefined ? '' : `id: ${id}\n`}${formatEvent(event, data)}`
}

/** JSON has no line breaks, so that one line of data is enough. */
function formatEvent(event: string, data: object): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
