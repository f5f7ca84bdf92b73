/**
 * Channels with two providers: what the first does not take goes by the second within the same attempt. A first that failed several times
 * in a row is left alone for a while, so that nobody waits for its time-out; then one message tries it again.
 *
 * Where it is not known whether the first took a message (it was silent after the message had gone to it) the second gets it all the same: a
 * page that comes twice is better than one that does not come. Both carry the id of the page.
 */
import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import type { Failure } from '@tocsin/adapters/out/failure.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'

/** How the first provider failed, where the second took it. */
export type Instead = Pick<Failure, 'code' | 'cause'>

export type ProvidedResult = (SendResult & { instead?: Instead }) | { failure: Failure; isOfBoth?: true }

type Send = () => Promise<SendResult>

export interface ProviderAsk {
  first: Send
  second?: Send | undefined
  /** Whether anybody still wants it, asked when the one before failed, which may have taken half a minute. */
  isWanted?: () => Promise<boolean>
}

export interface Providers {
  send(channel: string, asked: ProviderAsk): Promise<ProvidedResult>
}

/** So many failures in a row, and the first provider is asked no more for a while. */
const FAILURES_MAX = 3
const REST_MS = 60_000

interface Circuit {
  failures: number
  last: Instead
  /** From then on one message tries it again. */
  triedAgainAt: number
}

/**
 * What is known of providers is this node's own, and forgotten when it ends: then the first is simply asked. A failure may come half a
 * minute after the message began, so that times are those of its answer.
 */
export function createProviders(now: () => Instant): Providers {
  const circuits = new Map<string, Circuit>()
  const isResting = (channel: string): boolean => {
    const circuit = circuits.get(channel)
    if (!circuit || circuit.failures < FAILURES_MAX) return false
    const at = now()
    if (at < circuit.triedAgainAt) return true
    // Others keep away from it while this one finds out.
    circuits.set(channel, { ...circuit, triedAgainAt: at + REST_MS })
    return false
  }
  const note = (channel: string, result: SendResult): void => {
    if (!('failure' in result) || isOfAddress(result.failure)) return void circuits.delete(channel)
    const { code, cause } = result.failure
    const failures = (circuits.get(channel)?.failures ?? 0) + 1
    circuits.set(channel, { failures, last: { code, cause }, triedAgainAt: now() + REST_MS })
  }
  return {
    async send(channel, { first, second, isWanted = async () => true }) {
      if (!second) return first()
      const resting = isResting(channel) ? circuits.get(channel) : undefined
      if (resting) {
        const result = await second()
        const { code, cause } = resting.last
        const why = `The first provider is left alone for a minute after ${resting.failures} failures in a row: ${cause}`
        if (!('failure' in result)) return { ...result, instead: { code: code, cause: why } }
        if (isOfAddress(result.failure) || !(await isWanted())) return result
        const again = await first()
        note(channel, again)
        return 'failure' in again ? bothFailed(again.failure, result.failure) : again
      }
      const result = await first()
      note(channel, result)
      if (!('failure' in result) || isOfAddress(result.failure) || !(await isWanted())) return result
      const { code, cause } = result.failure
      const other = await second()
      return 'failure' in other ? bothFailed(result.failure, other.failure) : { ...other, instead: { code, cause } }
    },
  }
}

/** A number that does not exist, or whose owner wants nothing, is the same to every provider: the next contact gets its turn. */
function isOfAddress({ code }: Failure): boolean {
  return code === 'bad_address' || code === 'over_limit'
}

function bothFailed(first: Failure, second: Failure): { failure: Failure; isOfBoth: true } {
  const retryAfterMs = Math.min(first.retryAfterMs ?? 0, second.retryAfterMs ?? 0)
  const isFinal = isOfAddress(second) || (first.retry === 'never' && second.retry === 'never')
  const failure: Failure = {
    ...second,
    retry: isFinal ? 'never' : 'later',
    cause: `First provider: ${first.cause.replace(/\.$/, '')}; second provider: ${second.cause}`,
  }
  if (retryAfterMs > 0) failure.retryAfterMs = retryAfterMs
  else delete failure.retryAfterMs
  return { failure, isOfBoth: true }
}
