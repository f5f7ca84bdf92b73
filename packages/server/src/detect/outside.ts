/**
 * What doors fetch from addresses that senders named: certificates of signatures, and addresses that confirm a subscription. Invariants:
 * - nothing is fetched but over https, without a port and without credentials, from a host that the adapter's pattern matches;
 * - redirects are not followed, answers are bounded, and there is an end to waiting and to how many are under way;
 * - what is kept is bounded in number and in age; failures are kept for seconds, so that a flood of requests makes no flood of fetches.
 */
import type { OutsideAddress } from '@tocsin/adapters/in/door.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import { SECOND } from '@tocsin/core/kernel/instant.ts'

const TIMEOUT_MS = 5_000
const KEPT_MS = 24 * 3600 * SECOND
const FAILURE_KEPT_MS = 10 * SECOND
const KEPT_MAX = 100
const UNDER_WAY_MAX = 8

/** The body of a 2xx answer, or a sentence that says why there is none. */
export type Fetched = { text: string } | { problem: string }

export interface Outside {
  /** Goes there each time. */
  fetch(address: OutsideAddress): Promise<Fetched>
  /** What was fetched before is good enough. */
  fetchKept(address: OutsideAddress): Promise<Fetched>
}

export function createOutside(net: Pick<Net, 'fetch'>, now: () => Instant): Outside {
  const kept = new Map<string, { until: number; fetched: Promise<Fetched> }>()
  let underWay = 0
  const fetch = async (address: OutsideAddress): Promise<Fetched> => {
    const refusal = refuseAddress(address)
    if (refusal !== undefined) return { problem: refusal }
    if (underWay >= UNDER_WAY_MAX) return { problem: `${address.what} was not fetched: too much else is` }
    underWay += 1
    try {
      return await fetchNow(net, address)
    } finally {
      underWay -= 1
    }
  }
  return {
    fetch,
    fetchKept(address) {
      const known = kept.get(address.url)
      if (known && now() < known.until && refuseAddress(address) === undefined) return known.fetched
      const entry = { until: now() + KEPT_MS, fetched: fetch(address) }
      const [oldest] = kept.keys()
      if (kept.size >= KEPT_MAX && oldest !== undefined) kept.delete(oldest)
      kept.delete(address.url)
      kept.set(address.url, entry)
      void entry.fetched.then((fetched) => {
        if ('problem' in fetched) entry.until = now() + FAILURE_KEPT_MS
      })
      return entry.fetched
    },
  }
}

async function fetchNow(net: Pick<Net, 'fetch'>, { url, what }: OutsideAddress): Promise<Fetched> {
  const answer = await net.fetch({ method: 'GET', url, headers: { 'user-agent': 'Tocsin' }, timeoutMs: TIMEOUT_MS })
  if ('error' in answer) return { problem: `${what} could not be fetched: ${answer.cause}` }
  const isGood = answer.status >= 200 && answer.status < 300
  return isGood ? { text: answer.body } : { problem: `${what} could not be fetched: status ${answer.status}` }
}

/** A sentence that says why an address is not gone to; undefined for one that is fine. */
export function refuseAddress({ url, host, what }: OutsideAddress): string | undefined {
  const parsed = URL.parse(url)
  const isPlain =
    parsed?.protocol === 'https:' && parsed.port === '' && parsed.username === '' && parsed.password === ''
  const isTheirs = parsed !== null && new RegExp(`^(?:${host.source})$`, host.flags).test(parsed.hostname)
  return isPlain && isTheirs ? undefined : `${what} is at an address that is not the sender's`
}
