import { createHash } from 'node:crypto'
import { createArrivals } from './arrivals.ts'
import { createFaults } from './faults.ts'
import { type HttpAnswer, type HttpArrival, type HttpReaction, startHttpReceiver } from './http-receiver.ts'
import { decryptPush, judgeHeaders, judgeVapid, makeReceiver, type Receiver } from './webpush-rules.ts'

/** A number is the status of something in front of the service. */
export type PushFault = 'too_many' | 'hang' | 'reset' | number

export interface PushArrival {
  at: number
  endpoint: string
  ttl: number
  urgency: string
  topic: string | undefined
  /** As the browser reads it. */
  text: string
}

/** What a page of the browser gets from `pushManager.subscribe`. */
export interface PushSubscriptionJson {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

export interface WebPushStandin {
  url: string
  /** A browser is subscribed, bound to the public key of whoever may push to it. */
  subscribe(applicationKey: string): PushSubscriptionJson
  /** The browser ends its subscription: pushes are answered with 410 from then on. */
  unsubscribe(endpoint: string): void
  /** What reached a browser. */
  messages(): readonly PushArrival[]
  /** Every request with its status, also what was refused, and why. */
  requests(): readonly { at: number; answered: number | 'hang' | 'reset'; reason: string }[]
  waitForMessage(predicate: (message: PushArrival) => boolean, timeoutMs: number): Promise<PushArrival>
  failNext(fault: PushFault, count?: number): void
  close(): Promise<void>
}

export interface WebPushStandinOptions {
  now: () => number
  port?: number
}

/** A push service with the browsers behind it (RFC 8030): it checks who pushes (RFC 8292) and reads as the browser does (RFC 8291). */
export async function startWebPushStandin({ now, port = 0 }: WebPushStandinOptions): Promise<WebPushStandin> {
  const messages = createArrivals<PushArrival>(({ text }) => text.slice(0, 80))
  const requests: { at: number; answered: number | 'hang' | 'reset'; reason: string }[] = []
  const faults = createFaults<PushFault>()
  const receivers = new Map<string, Receiver | 'gone'>()

  function take({ method, path, headers, bytes, at }: HttpArrival): HttpAnswer {
    const receiver = receivers.get(path)
    if (method !== 'POST' || receiver === undefined) return refuse(404, 'no such subscription')
    if (receiver === 'gone') return refuse(410, 'push subscription has unsubscribed or expired')
    const origin = `http://${headers.host}`
    const refusal =
      judgeHeaders(headers, bytes) ?? judgeVapid(headers.authorization, receiver, { origin, nowS: now() / 1_000 })
    if (refusal !== undefined) return refuse(refusal.status, refusal.reason)
    const { ttl, urgency = 'normal', topic } = headers
    const text = decryptPush(bytes, receiver).toString('utf8')
    messages.add({ at, endpoint: origin + path, ttl: Number(ttl), urgency, topic, text })
    return { status: 201, headers: { location: `${origin}/m/${messages.all().length}` } }
  }

  function react(arrival: HttpArrival): HttpReaction {
    const fault = faults.take()
    const reaction = fault === undefined ? take(arrival) : reactionOf(fault)
    const answered = typeof reaction === 'string' ? reaction : reaction.status
    requests.push({ at: arrival.at, answered, reason: typeof reaction === 'string' ? '' : String(reaction.body ?? '') })
    return reaction
  }

  const receiver = await startHttpReceiver({ now, port, react })
  return {
    url: receiver.url,
    subscribe(applicationKey) {
      const path = `/p/${receivers.size + 1}`
      const made = makeReceiver(bytesFor(`key ${path}`), bytesFor(`auth ${path}`).subarray(0, 16), applicationKey)
      receivers.set(path, made)
      const p256dh = made.ecdh.getPublicKey().toString('base64url')
      return { endpoint: receiver.url + path, keys: { p256dh, auth: made.auth.toString('base64url') } }
    },
    unsubscribe: (endpoint) => void receivers.set(new URL(endpoint).pathname, 'gone'),
    messages: messages.all,
    requests: () => requests,
    waitForMessage: messages.waitFor,
    failNext: (fault, count = 1) => faults.failNext(fault, count),
    close: receiver.close,
  }
}

/** Keys that are the same in every run. */
function bytesFor(name: string): Buffer {
  return createHash('sha256').update(`stand-in of a browser: ${name}`).digest()
}

function reactionOf(fault: PushFault): HttpReaction {
  if (fault === 'too_many') return { status: 429, headers: { 'retry-after': '7' }, body: 'too many' }
  return typeof fault === 'number' ? { status: fault, body: '<html>bad gateway</html>' } : fault
}

function refuse(status: number, reason: string): HttpAnswer {
  return { status, body: reason }
}
