import { createHmac, timingSafeEqual } from 'node:crypto'
import { createArrivals } from './arrivals.ts'
import { createFaults } from './faults.ts'
import { type HttpAnswer, type HttpArrival, type HttpReaction, startHttpReceiver } from './http-receiver.ts'

/** A number is the status to answer with. */
export type WebhookFault = number | 'hang' | 'reset'

export interface WebhookArrival extends HttpArrival {
  /** `x-tocsin-id`, empty when there is none. */
  id: string
  /** What the sender was told: a status, or nothing. */
  answered: number | 'hang' | 'reset'
}

export interface WebhookStandin {
  /** Any path below it receives. */
  url: string
  /** Everything that came, also what was refused. */
  requests(): readonly WebhookArrival[]
  /** What was answered with 2xx. */
  accepted(): readonly WebhookArrival[]
  connections(): number
  waitForRequest(predicate: (request: WebhookArrival) => boolean, timeoutMs: number): Promise<WebhookArrival>
  /** The next `count` requests fail; `headers` go with a status, e.g. Retry-After. */
  failNext(fault: WebhookFault, count?: number, headers?: Record<string, string>): void
  close(): Promise<void>
}

export interface WebhookStandinOptions {
  /** The clock for arrivals and for the age of signatures. */
  now: () => number
  port?: number
  /** With it, requests must be signed; others get 401. */
  secret?: string
  /** A signature's timestamp may be off by this much, 5 minutes by default. */
  toleranceMs?: number
}

/** A careful receiver of signed webhooks as docs/channels.md describes it, written without a look at the sender's code. */
export async function startWebhookStandin(options: WebhookStandinOptions): Promise<WebhookStandin> {
  const arrivals = createArrivals<WebhookArrival>(({ id, answered }) => `${id} (${answered})`)
  const faults = createFaults<{ fault: WebhookFault; headers: Record<string, string> }>()

  function react(arrival: HttpArrival): HttpReaction {
    const ordered = faults.take()
    const reaction =
      ordered === undefined
        ? judge(arrival, options)
        : typeof ordered.fault === 'number'
          ? { status: ordered.fault, headers: ordered.headers }
          : ordered.fault
    const answered = typeof reaction === 'string' ? reaction : reaction.status
    arrivals.add({ ...arrival, id: arrival.headers['x-tocsin-id'] ?? '', answered })
    return reaction
  }

  const receiver = await startHttpReceiver({ now: options.now, port: options.port ?? 0, react })
  return {
    url: receiver.url,
    requests: arrivals.all,
    accepted: () => arrivals.all().filter(({ answered }) => typeof answered === 'number' && answered < 300),
    connections: receiver.connections,
    waitForRequest: arrivals.waitFor,
    failNext: (fault, count = 1, headers = {}) => faults.failNext({ fault, headers }, count),
    close: receiver.close,
  }
}

function judge(arrival: HttpArrival, options: WebhookStandinOptions): HttpAnswer {
  if (arrival.method !== 'POST') return refuse(405, 'only POST')
  if (!/^application\/json\b/.test(arrival.headers['content-type'] ?? '')) return refuse(415, 'only JSON')
  const unsigned = options.secret === undefined ? undefined : signatureProblem(arrival, options.secret, options)
  if (unsigned !== undefined) return refuse(401, unsigned)
  const body = parse(arrival.body)
  const id = arrival.headers['x-tocsin-id']
  if (body === undefined || id === undefined || body.id !== id) return refuse(400, 'the id of header and body differ')
  if (arrival.headers['idempotency-key'] !== id) return refuse(400, 'no idempotency key')
  return { status: 204 }
}

function signatureProblem(
  { headers, body }: HttpArrival,
  secret: string,
  { now, toleranceMs = 5 * 60_000 }: WebhookStandinOptions,
): string | undefined {
  const timestamp = headers['x-tocsin-timestamp'] ?? ''
  const age = Math.abs(now() - Date.parse(timestamp))
  if (!(age <= toleranceMs)) return 'the timestamp is missing or too far away'
  const given = Buffer.from(headers['x-tocsin-signature'] ?? '')
  const wanted = Buffer.from(`v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted) ? undefined : 'the signature is wrong'
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

function refuse(status: number, error: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) }
}
