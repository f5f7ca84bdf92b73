/**
 * Bursts of pages to one contact. Whether a page waits is asked when it would leave: what it waits behind has been handed over, or is
 * under way. What waits is rows of the outbox, each with its own due instant: the one that is taken up first when the window has passed
 * takes the others along, and each of them ends as that message ended. A process that dies in between leaves rows that wait.
 */
import type { Failure } from '@tocsin/adapters/out/failure.ts'
import type { DurationMs, Instant, PageId } from '@tocsin/core/kernel/brand.ts'
import type { CarriedBy, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { after, SECOND } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import {
  BUNDLE_SECONDS_MAX,
  bundleWord,
  calcHold,
  findBundleWindow,
  lookAgain,
  type RecentPages,
} from '@tocsin/core/respond/bundling.ts'
import type { Instead } from '../providers/second-provider.ts'
import type { Delivery } from '../send-loop.ts'
import { writePatiently } from '../write-patiently.ts'

const LONGEST_MS = (BUNDLE_SECONDS_MAX * SECOND) as DurationMs

export interface BundleDeps {
  directory(): Directory
  /** How many incidents one message of a channel can hold; undefined for channels whose pages go alone. */
  bundleMax(channel: string): number | undefined
  /** What went to the same contact since then, and what is on its way to it at this instant. */
  findRecentPages(message: PersonMessage, times: { since: Instant; at: Instant }): Promise<RecentPages>
  /** False when another message has it in it by now. From then on nobody else takes it along. */
  lead(message: PersonMessage): Promise<boolean>
  /** Pages that wait with the same word and that lead none themselves: from now on they are in this one’s message. */
  takeAlong(message: PersonMessage, which: { word: string; max: number; at: Instant }): Promise<PersonMessage[]>
  markCarried(pages: readonly PageId[], by: CarriedBy, at: Instant): Promise<void>
  sleep(ms: number): Promise<void>
  /** `page`: whose turn it was. */
  failed(error: unknown, what: string, page: PageId): void
}

/** A database that is away for a moment must not make pages go out again that were told of. Meanwhile the message counts as under way. */
const MARK_AGAIN_AFTER_MS: readonly number[] = [500, 2_000]

/** Sends one message for all of these; the first is the one that is sent. */
type SendMembers = (members: readonly [PersonMessage, ...PersonMessage[]]) => Promise<Delivery>

interface Leaving {
  /** What keeps this page from leaving in a message of its own, if anything: asked of none that another is known to have in it. */
  findObstacle(): Promise<Delivery | undefined>
  send: SendMembers
}

export type Bundle = (message: PersonMessage, at: Instant, leaving: Leaving) => Promise<Delivery>

export function createBundle(deps: BundleDeps): Bundle {
  return async (message, at, { findObstacle, send }) => {
    const sendAlone = async () => (await findObstacle()) ?? send([message])
    if (message.carriedBy) return deliveryOf(message.carriedBy)
    const { heldSince } = message
    const max = deps.bundleMax(message.target.channel) ?? 1
    const window = max === 1 ? undefined : findBundleWindow(message, deps.directory())
    if (window === undefined && heldSince === undefined) return sendAlone()
    const windowMs = window ?? LONGEST_MS
    let recent: RecentPages
    try {
      recent = await deps.findRecentPages(message, { since: after(at, -windowMs as typeof windowMs), at })
    } catch (error) {
      // One message too many is better than one that nobody looks after.
      deps.failed(error, 'what went to a contact before could not be asked for', message.page)
      // Another has it in it, or had: that is known of soon.
      const isInAnother = message.bundledIn !== undefined || (heldSince !== undefined && !(await leads(deps, message)))
      const again = isInAnother ? calcHold({ isUnderWay: true }, { at, windowMs, heldSince }) : undefined
      return again === undefined ? sendAlone() : hold(message, { at, due: again, windowMs })
    }
    // What has waited may be in another message by now: it waits for that one also when somebody has switched bundling off.
    const { handedOverAt: _, ...underWay } = recent
    const due = calcHold(window === undefined ? underWay : recent, { at, windowMs, heldSince })
    if (due !== undefined) return hold(message, { at, due, windowMs })
    if (heldSince === undefined) return sendAlone()
    if (!(await leads(deps, message))) return hold(message, { at, due: lookAgain(at), windowMs })
    return (await findObstacle()) ?? sendTogether(deps, message, { at, max, send })
  }
}

function hold(
  message: PersonMessage,
  { at, due, windowMs }: { at: Instant; due: Instant; windowMs: DurationMs },
): Delivery {
  const heldSince = message.heldSince ?? at
  const mark = { gather: bundleWord(message), heldSince, holds: (message.holds ?? 0) + 1 }
  // Behind one that is under way it is looked at sooner; what its reader has to reckon with is the window.
  const until = due <= lookAgain(at) ? after(heldSince, windowMs) : due
  return { held: { due, until, mark } }
}

async function leads(deps: BundleDeps, message: PersonMessage): Promise<boolean> {
  try {
    return await deps.lead(message)
  } catch (error) {
    deps.failed(error, 'a page that waits for others could not be put at their head', message.page)
    return true
  }
}

async function sendTogether(
  deps: BundleDeps,
  message: PersonMessage,
  { at, max, send }: { at: Instant; max: number; send: SendMembers },
): Promise<Delivery> {
  const others = await takeOthers(deps, message, { word: bundleWord(message), max: max - 1, at })
  const delivery = await send([message, ...others])
  if (others.length === 0 || 'held' in delivery) return delivery
  const together = others.length
  const by = {
    page: message.page,
    ...('failure' in delivery ? { failure: delivery.failure } : refOf(delivery, together)),
  }
  const pages = others.map(({ page }) => page)
  await writePatiently(() => deps.markCarried(pages, by, at), MARK_AGAIN_AFTER_MS, deps.sleep).catch((error: unknown) =>
    deps.failed(error, 'what went out together could not be marked so', message.page),
  )
  return 'failure' in delivery ? delivery : { ...delivery, together }
}

/** When nobody can be taken along everybody goes by themselves. */
async function takeOthers(
  deps: BundleDeps,
  message: PersonMessage,
  which: { word: string; max: number; at: Instant },
): Promise<PersonMessage[]> {
  try {
    return await deps.takeAlong(message, which)
  } catch (error) {
    deps.failed(error, 'pages that wait for each other could not be gathered', message.page)
    return []
  }
}

function refOf({ providerRef, instead }: { providerRef?: string; instead?: Instead }, together: number) {
  return { together, ...(instead && { instead }), ...(providerRef !== undefined && { providerRef }) }
}

/** It ends as the message ended that had it in it: what failed there is tried again, or by the next contact, like that one. */
function deliveryOf({ providerRef, together, instead, failure }: CarriedBy): Delivery {
  if (failure) return { failure: failure as Failure }
  return {
    ...{ handedOver: true, isDelivered: false },
    ...(providerRef !== undefined && { providerRef }),
    ...(together !== undefined && { together }),
    ...(instead && { instead: instead as Instead }),
  }
}
