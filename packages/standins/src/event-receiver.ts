/** A careful receiver of events after Standard Webhooks, written without a look at the sender's code. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createArrivals } from './arrivals.ts'
import { createFaults } from './faults.ts'
import { type HttpAnswer, type HttpArrival, type HttpReaction, startHttpReceiver } from './http-receiver.ts'

/** A number is the status to answer with. */
export type EventFault = number | 'hang' | 'reset'

export interface EventArrival extends HttpArrival {
  /** `webhook-id`, empty when there is none. */
  id: string
  answered: number | 'hang' | 'reset'
}

export interface EventReceiver {
  /** Any path below it receives. */
  url: string
  /** Everything that came, also what was refused. */
  requests(): readonly EventArrival[]
  /** What was answered with 2xx, each event once however often it came. */
  events(): readonly Record<string, unknown>[]
  /** Requests must be signed with it from now on. */
  useSecret(secret: string): void
  failNext(fault: EventFault, count?: number, headers?: Record<string, string>): void
  close(): Promise<void>
}

const TOLERANCE_MS = 5 * 60_000

/** `now`: the clock by which the age of signatures is judged. */
export async function startEventReceiver({ now }: { now: () => number }): Promise<EventReceiver> {
  const arrivals = createArrivals<EventArrival>(({ id, answered }) => `${id} (${answered})`)
  const faults = createFaults<{ fault: EventFault; headers: Record<string, string> }>()
  const taken = new Map<string, Record<string, unknown>>()
  let secret: string | undefined

  function react(arrival: HttpArrival): HttpReaction {
    const id = arrival.headers['webhook-id'] ?? ''
    const ordered = faults.take()
    const reaction = ordered === undefined ? judge(arrival, secret, now()) : orderedReaction(ordered)
    const answered = typeof reaction === 'string' ? reaction : reaction.status
    arrivals.add({ ...arrival, id, answered })
    if (typeof answered === 'number' && answered < 300) taken.set(id, JSON.parse(arrival.body))
    return reaction
  }

  const receiver = await startHttpReceiver({ now, port: 0, react })
  return {
    url: receiver.url,
    requests: arrivals.all,
    events: () => [...taken.values()],
    useSecret(next) {
      secret = next
    },
    failNext: (fault, count = 1, headers = {}) => faults.failNext({ fault, headers }, count),
    close: receiver.close,
  }
}

function orderedReaction({ fault, headers }: { fault: EventFault; headers: Record<string, string> }): HttpReaction {
  return typeof fault === 'number' ? { status: fault, headers, body: 'out of order' } : fault
}

function judge(arrival: HttpArrival, secret: string | undefined, now: number): HttpAnswer {
  if (arrival.method !== 'POST') return refuse(405, 'only POST')
  if (!/^application\/json\b/.test(arrival.headers['content-type'] ?? '')) return refuse(415, 'only JSON')
  const problem = secret === undefined ? 'nobody told the secret' : signatureProblem(arrival, secret, now)
  if (problem !== undefined) return refuse(401, problem)
  const body: { id?: unknown } = JSON.parse(arrival.body)
  return body.id === arrival.headers['webhook-id'] ? { status: 204 } : refuse(400, 'the id of header and body differ')
}

function signatureProblem({ headers, body }: HttpArrival, secret: string, now: number): string | undefined {
  const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '', 'webhook-signature': given = '' } = headers
  if (!/^\d{10}$/.test(timestamp)) return 'the timestamp is no number of seconds'
  if (Math.abs(now - Number(timestamp) * 1_000) > TOLERANCE_MS) return 'the timestamp is too far away'
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const wanted = Buffer.from(createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64'))
  const isRight = given.split(' ').some((each) => {
    const [version, signature = ''] = each.split(',')
    const bytes = Buffer.from(signature)
    return version === 'v1' && bytes.length === wanted.length && timingSafeEqual(bytes, wanted)
  })
  return isRight ? undefined : 'the signature is wrong'
}

function refuse(status: number, error: string): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error }) }
}
