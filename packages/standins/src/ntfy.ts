import { createArrivals } from './arrivals.ts'
import { createFaults } from './faults.ts'
import { type HttpAnswer, type HttpArrival, type HttpReaction, startHttpReceiver } from './http-receiver.ts'
import { judgePublication, type NtfyPublication, type NtfyRefusal, refusals } from './ntfy-rules.ts'

/** `too_many` is ntfy's own 429; a number is the status of something in front of it, which answers in HTML. */
export type NtfyFault = 'too_many' | 'hang' | 'reset' | number

export interface NtfyArrival extends NtfyPublication {
  at: number
  /** What the server called it. */
  id: string
}

export interface NtfyStandin {
  url: string
  /** What was taken. */
  messages(): readonly NtfyArrival[]
  /** Every request with its status, also what was refused. */
  requests(): readonly { at: number; answered: number | 'hang' | 'reset' }[]
  waitForMessage(predicate: (message: NtfyArrival) => boolean, timeoutMs: number): Promise<NtfyArrival>
  failNext(fault: NtfyFault, count?: number): void
  close(): Promise<void>
}

export interface NtfyStandinOptions {
  now: () => number
  port?: number
  /** With it, publishing needs `Authorization: Bearer <token>`: another token gets 401, none 403. */
  token?: string
}

/** ntfy's “publish as JSON” at the root of the server, with its limits and its errors; attachments are off. */
export async function startNtfyStandin({ now, port = 0, token }: NtfyStandinOptions): Promise<NtfyStandin> {
  const messages = createArrivals<NtfyArrival>(({ topic, title }) => `${topic}: ${title}`)
  const requests: { at: number; answered: number | 'hang' | 'reset' }[] = []
  const faults = createFaults<NtfyFault>()

  function take(arrival: HttpArrival): HttpAnswer {
    const refusal = authorize(arrival, token)
    if (refusal !== undefined) return refuse(refusal)
    const judged = judgePublication(arrival.body)
    if ('refusal' in judged) return refuse(judged.refusal)
    const id = `standin${String(messages.all().length + 1).padStart(5, '0')}`
    messages.add({ ...judged.publication, at: arrival.at, id })
    const time = Math.floor(arrival.at / 1_000)
    return json(200, { id, time, expires: time + 43_200, event: 'message', ...judged.publication })
  }

  function react(arrival: HttpArrival): HttpReaction {
    const fault = faults.take()
    const reaction = fault === undefined ? take(arrival) : reactionOf(fault)
    requests.push({ at: arrival.at, answered: typeof reaction === 'string' ? reaction : reaction.status })
    return reaction
  }

  const receiver = await startHttpReceiver({ now, port, react })
  return {
    url: receiver.url,
    messages: messages.all,
    requests: () => requests,
    waitForMessage: messages.waitFor,
    failNext: (fault, count = 1) => faults.failNext(fault, count),
    close: receiver.close,
  }
}

function authorize({ method, path, headers }: HttpArrival, token: string | undefined): NtfyRefusal | undefined {
  if (path !== '/' || (method !== 'POST' && method !== 'PUT')) return refusals.notFound
  if (token === undefined) return undefined
  if (headers.authorization === undefined) return refusals.forbidden
  return headers.authorization === `Bearer ${token}` ? undefined : refusals.unauthorized
}

function reactionOf(fault: NtfyFault): HttpReaction {
  if (fault === 'too_many') return refuse(refusals.tooManyRequests)
  return typeof fault === 'number' ? { status: fault, body: '<html>bad gateway</html>' } : fault
}

function refuse({ code, error, link }: NtfyRefusal): HttpAnswer {
  const http = Math.floor(code / 100)
  return json(http, { code, http, error, ...(link === undefined ? {} : { link }) })
}

function json(status: number, body: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
