/**
 * Pages of several incidents that go out as one message. Whichever of them is taken up first takes along all that wait; the others find
 * that they were carried, and end as it ended, so that each incident knows what became of its page. A process that dies in between, or
 * two that begin at once, send one message too many, never one too few.
 */
import type { Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { PersonMessage } from '@tocsin/core/kernel/decision.ts'
import type { Delivery } from '../send-loop.ts'

export interface GatherDeps {
  listGathered(gather: string): Promise<PersonMessage[]>
  markCarried(pages: readonly PageId[], by: NonNullable<PersonMessage['carriedBy']>): Promise<void>
  /** The message went out, and could not be marked as having done so. */
  failed(error: unknown): void
}

/** Sends one message for all of these; the first is the one that is sent. */
export type SendGathered = (members: readonly PersonMessage[]) => Promise<Delivery>

export type Gather = (message: PersonMessage & { gather: string }, at: Instant, send: SendGathered) => Promise<Delivery>

interface Carried {
  pages: ReadonlySet<PageId>
  delivery: Delivery
}

/** Longer than a page that was taken up before it was marked can be on its way to us. */
const REMEMBERED_MS = 120_000

export function createGather(deps: GatherDeps): Gather {
  const underWay = new Map<string, { begunAt: Instant; carried: Promise<Carried> }>()
  const begin = (message: PersonMessage & { gather: string }, at: Instant, send: SendGathered): Promise<Carried> => {
    for (const [key, { begunAt }] of underWay) if (at - begunAt > REMEMBERED_MS) underWay.delete(key)
    const carried = carry(deps, message, send)
    underWay.set(message.gather, { begunAt: at, carried })
    const forget = () => underWay.delete(message.gather)
    // What failed is tried again, each with all that wait by then.
    carried.then(({ delivery }) => 'failure' in delivery && forget(), forget)
    return carried
  }
  return async (message, at, send) => {
    if (message.carriedBy) return { handedOver: true, isDelivered: false, ...refOf(message.carriedBy) }
    // Somebody who waited like us may have begun the next one meanwhile, with this page in it.
    let seen: object | undefined
    for (
      let running = underWay.get(message.gather);
      running && running !== seen;
      running = underWay.get(message.gather)
    ) {
      seen = running
      const { pages, delivery } = await running.carried
      if (pages.has(message.page)) return delivery
    }
    return (await begin(message, at, send)).delivery
  }
}

async function carry(
  deps: GatherDeps,
  message: PersonMessage & { gather: string },
  send: SendGathered,
): Promise<Carried> {
  const waiting = await deps.listGathered(message.gather)
  const members = [message, ...waiting.filter(({ page }) => page !== message.page)]
  const delivery = await send(members)
  const others = members.slice(1).map(({ page }) => page)
  if ('handedOver' in delivery && others.length > 0)
    await deps.markCarried(others, { page: message.page, ...refOf(delivery) }).catch(deps.failed)
  return { pages: new Set(members.map(({ page }) => page)), delivery }
}

function refOf({ providerRef }: { providerRef?: string }): { providerRef?: string } {
  return providerRef === undefined ? {} : { providerRef }
}
