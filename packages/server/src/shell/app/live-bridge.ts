/**
 * Carries live events between the nodes of one PostgreSQL by LISTEN and NOTIFY. Nothing depends on it but how soon a screen
 * shows what another node did: a notification that is lost costs latency only. The embedded engine has one node and no bridge.
 */
import type pg from 'pg'
import type { EngineLog } from '../engine/deps.ts'
import type { Clock } from '../ports/clock.ts'
import { type LiveEvent, type LiveFeed, RESYNC } from './live-feed.ts'

export interface LiveBridge {
  /** Tells the other nodes, soon. */
  tell(events: readonly LiveEvent[]): void
  stop(): Promise<void>
}

export interface LiveBridgeDeps {
  pool: pg.Pool
  feed: LiveFeed
  /** This node, whose own notifications come back to it and are left alone. */
  node: string
  clock: Pick<Clock, 'nextTurn' | 'sleep'>
  log: EngineLog
}

const CHANNEL = 'tocsin_live'
/** PostgreSQL refuses payloads of 8,000 bytes. */
const PAYLOAD_CHARS_MAX = 7_000
/** More at once is one word: read anew. */
const WAITING_MAX = 500
const RETRY_MS = 1_000
const RETRY_MS_MAX = 30_000

export function startLiveBridge(deps: LiveBridgeDeps): LiveBridge {
  const stopping = new AbortController()
  const outgoing = createOutgoing(deps)
  const listening = listen(deps, stopping.signal)
  return {
    tell: outgoing.tell,
    async stop() {
      stopping.abort()
      await Promise.all([listening, outgoing.drained()])
    },
  }
}

function createOutgoing({ pool, node, clock, log }: LiveBridgeDeps) {
  let waiting: LiveEvent[] = []
  let sending: Promise<void> | null = null
  const send = async (): Promise<void> => {
    // One turn later, so that what one round of a loop committed travels together.
    await clock.nextTurn()
    while (waiting.length > 0) {
      const batch = waiting.length > WAITING_MAX ? [RESYNC] : waiting
      waiting = []
      for (const payload of payloadsOf(node, batch)) await notify(pool, payload, log)
    }
    sending = null
  }
  return {
    tell(events: readonly LiveEvent[]): void {
      if (waiting.length <= WAITING_MAX) waiting.push(...events)
      sending ??= send()
    },
    drained: async () => void (await sending),
  }
}

async function notify(pool: pg.Pool, payload: string, log: EngineLog): Promise<void> {
  try {
    await pool.query('select pg_notify($1, $2)', [CHANNEL, payload])
  } catch (error) {
    log.warn({ error: String(error) }, 'other nodes could not be told of a change; their screens show it later')
  }
}

/** As many payloads as the events need. ASCII only, so that characters are bytes. */
export function payloadsOf(node: string, events: readonly LiveEvent[]): string[] {
  const payloads: string[] = []
  let batch: LiveEvent[] = []
  let size = 0
  for (const event of events) {
    const chars = JSON.stringify(event).length + 1
    if (batch.length > 0 && size + chars > PAYLOAD_CHARS_MAX - node.length) {
      payloads.push(JSON.stringify({ node, events: batch }))
      batch = []
      size = 0
    }
    batch.push(event)
    size += chars
  }
  return batch.length > 0 ? [...payloads, JSON.stringify({ node, events: batch })] : payloads
}

/** Holds one connection and listens on it; when it breaks another is opened, and everybody reads anew. */
async function listen(deps: LiveBridgeDeps, stop: AbortSignal): Promise<void> {
  let pause = RETRY_MS
  let isFirst = true
  while (!stop.aborted) {
    try {
      await hearUntilBroken(deps, stop, () => {
        if (!isFirst) deps.feed.publish([RESYNC])
        isFirst = false
        pause = RETRY_MS
      })
    } catch (error) {
      deps.log.warn({ error: String(error) }, 'the connection on which other nodes are heard broke')
    }
    if (stop.aborted) return
    await deps.clock.sleep(pause, stop)
    pause = Math.min(RETRY_MS_MAX, pause * 2)
  }
}

async function hearUntilBroken(
  { pool, feed, node }: LiveBridgeDeps,
  stop: AbortSignal,
  begun: () => void,
): Promise<void> {
  const client = await pool.connect()
  const ended = Promise.withResolvers<void>()
  const end = (): void => ended.resolve()
  const hear = ({ channel, payload }: pg.Notification): void => {
    if (channel === CHANNEL && payload !== undefined) hearPayload(feed, node, payload)
  }
  client.on('notification', hear)
  client.once('error', end)
  client.once('end', end)
  stop.addEventListener('abort', end, { once: true })
  try {
    await client.query(`listen ${CHANNEL}`)
    begun()
    await ended.promise
  } finally {
    stop.removeEventListener('abort', end)
    client.off('notification', hear)
    // Not given back: the next one to use it would go on listening.
    client.release(true)
  }
}

/** What is not ours, or of a version that says it otherwise, is left alone: anybody with the database can notify anything. */
function hearPayload(feed: LiveFeed, node: string, payload: string): void {
  const heard = parseHeard(payload)
  if (typeof heard !== 'object' || heard === null || !('node' in heard) || !('events' in heard)) return
  if (heard.node === node || !Array.isArray(heard.events)) return
  feed.publish(heard.events as LiveEvent[])
}

/** Nothing above the connection's events would catch what is thrown. */
function parseHeard(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}
