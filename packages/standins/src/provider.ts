/** What stand-ins of providers with an HTTP API have in common: they judge each request, keep what they took, and fail when told to. */
import { createArrivals } from './arrivals.ts'
import { createFaults } from './faults.ts'
import { type HttpAnswer, type HttpArrival, type HttpReaction, startHttpReceiver } from './http-receiver.ts'

/** A number is the status of something in front of the provider, which answers in HTML; an answer is given as it is. */
export type ProviderFault = 'hang' | 'reset' | number | HttpAnswer

export interface ProviderOptions {
  now: () => number
  port?: number
}

export interface Provider<Taken> {
  url: string
  /** What was taken. */
  taken(): readonly Taken[]
  /** Every request with its status, also what was refused. */
  requests(): readonly { path: string; answered: number | 'hang' | 'reset' }[]
  waitFor(predicate: (taken: Taken) => boolean, timeoutMs: number): Promise<Taken>
  failNext(fault: ProviderFault, count?: number): void
  close(): Promise<void>
}

/** Refuses with an answer, or takes something and answers. */
export type Judgement<Taken> = { refusal: HttpAnswer } | { taken: Taken | undefined; answer: HttpAnswer }

/** @param judge gets the request and how many were taken before it */
export async function startProvider<Taken>(
  { now, port = 0 }: ProviderOptions,
  judge: (arrival: HttpArrival, takenBefore: number) => Judgement<Taken>,
  describe: (taken: Taken) => string,
): Promise<Provider<Taken>> {
  const arrivals = createArrivals<Taken>(describe)
  const requests: { path: string; answered: number | 'hang' | 'reset' }[] = []
  const faults = createFaults<ProviderFault>()
  function take(arrival: HttpArrival): HttpAnswer {
    const judged = judge(arrival, arrivals.all().length)
    if ('refusal' in judged) return judged.refusal
    if (judged.taken !== undefined) arrivals.add(judged.taken)
    return judged.answer
  }
  function react(arrival: HttpArrival): HttpReaction {
    const fault = faults.take()
    const reaction = fault === undefined ? take(arrival) : reactionOf(fault)
    requests.push({ path: arrival.path, answered: typeof reaction === 'string' ? reaction : reaction.status })
    return reaction
  }
  const receiver = await startHttpReceiver({ now, port, react })
  return {
    url: receiver.url,
    taken: arrivals.all,
    requests: () => requests,
    waitFor: arrivals.waitFor,
    failNext: (fault, count = 1) => faults.failNext(fault, count),
    close: receiver.close,
  }
}

function reactionOf(fault: ProviderFault): HttpReaction {
  return typeof fault === 'number' ? { status: fault, body: '<html>bad gateway</html>' } : fault
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) }
}

export function readJson(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

export function isTextWithin(value: unknown, charsMax: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= charsMax
}
