/**
 * Carries out sends of one class: leases what is due, hands each to its channel, reports the outcome. Each class has its own
 * loop and its own room, so that a page never queues behind a chat edit, a digest or a status mail (law 6).
 */

import type { SendResult } from '@tocsin/adapters/out/channel.ts'
import type { Failure } from '@tocsin/adapters/out/failure.ts'
import type { Instant } from '@tocsin/core/kernel/brand.ts'
import type { MessageToPerson, PersonMessage, SendClass } from '@tocsin/core/kernel/decision.ts'
import type { PageAttemptResult } from '@tocsin/core/kernel/fact.ts'
import { LIMITS } from '@tocsin/core/kernel/limits.ts'
import { OVER_LIMIT } from '@tocsin/core/respond/message-limit.ts'
import type { EngineDeps } from '../shell/engine/deps.ts'
import type { Round } from '../shell/engine/loop.ts'
import { type ClaimedSend, channelOf, type HoldMark, type SendEnd } from '../shell/store/sends.ts'
import { LEASE_MS, Leases } from './leases.ts'
import type { Instead } from './providers/second-provider.ts'
import { type AttemptReport, calcRetryDue, type Reporter } from './report-attempts.ts'
import type { WordsProblem } from './templates/word-page.ts'
import { writePatiently } from './write-patiently.ts'

/** What became of an attempt, and what was wrong with the organisation's own words, if the usual ones went out for them. */
export type Delivery =
  | (SendResult & {
      wordsProblem?: WordsProblem
      /** With the pages of so many other incidents. */
      together?: number
      /** The second provider took it, because of that. */
      instead?: Instead
      isOfBoth?: true
    })
  /** Nothing was sent: it waits for others to go with. `until`: what its reader is told, `due`: when it is looked at again. */
  | { held: { until: Instant; due: Instant; mark: HoldMark } }

/** Hands one message to its channel. Never throws for what the world does. */
export type Deliver = (message: MessageToPerson, attempt: number, at: Instant) => Promise<Delivery>

export interface SendRoom {
  sendClass: SendClass
  /** Sends under way at once, those included of which only the outcome is still to be written. */
  concurrencyMax: number
  /**
   * Sends of one channel that wait for their provider's answer at once: one that hangs fills its own room, and no other's. In a storm it
   * takes longer to write that pages went out than to send them; the next ones do not wait for that.
   */
  channelMax: number
}

export interface SendLoop {
  round(): Promise<Round>
  /** Resolves when no send is under way. */
  drained(): Promise<void>
}

export function createSendLoop(
  deps: EngineDeps,
  room: SendRoom,
  node: string,
  deliver: Deliver,
  report: Reporter,
): SendLoop {
  const { sendClass } = room
  // By attempt: one whose outcome is still being written may be taken up again meanwhile, when only the answer to writing it was lost.
  const underWay = new Map<ClaimedSend, Promise<void>>()
  const channels = new Channels(room.channelMax)
  const begin = (send: ClaimedSend): void => {
    channels.begin(send)
    const done = handOver(deps, send, deliver)
      .then((result) => {
        if (channels.answer(send)) deps.nudge.nudge(`send:${sendClass}`)
        return conclude(deps, send, result, report)
      })
      .then((unwritten) => unwritten && leases.unwritten(send.key, unwritten))
      // The lease gives the row back. Nobody waits for this promise: what it rejected with would end the process.
      .catch((error: unknown) => deps.log.error({ send: send.key, error: String(error) }, 'a send ended in an error'))
      .finally(() => {
        underWay.delete(send)
        channels.end(send)
        deps.nudge.nudge(`send:${sendClass}`)
      })
    underWay.set(send, done)
  }
  const leases = new Leases(deps, sendClass, node)
  const claim = async (limit: number): Promise<ClaimedSend[]> => {
    const now = deps.clock.now()
    await leases.beginClaim([...underWay.keys()].map(({ key }) => key))
    const sends = await deps.store.claimSends({
      class: sendClass,
      now,
      leasedUntil: (now + LEASE_MS) as Instant,
      node,
      limit,
      channelMax: room.channelMax,
      underWay: channels.count(),
    })
    leases.endClaim()
    return sends
  }
  return {
    async round() {
      const free = room.concurrencyMax - underWay.size
      if (free === 0) return { isMore: false, dueAt: null }
      const sends = await claim(free)
      for (const send of sends) begin(send)
      if (sends.length === free) return { isMore: false, dueAt: null }
      // A full channel comes round when one of its sends ends; to look for what it still has would be to look all the time.
      const fullChannels = Object.entries(channels.count()).flatMap(([channel, n]) =>
        n < room.channelMax ? [] : channel,
      )
      return { isMore: false, dueAt: await deps.store.nextSendDue(sendClass, fullChannels) }
    },
    async drained() {
      while (underWay.size > 0) await Promise.allSettled(underWay.values())
    },
  }
}

/** However slow the database is: so many of what a channel may send at once wait for their outcome to be written, and leave room to others. */
const UNWRITTEN_TIMES_MAX = 4

/** What is under way by each channel, until it is written what became of it. */
class Channels {
  readonly #sends = new Map<ClaimedSend, { channel: string; isAnswered: boolean }>()
  readonly #channelMax: number

  constructor(channelMax: number) {
    this.#channelMax = channelMax
  }

  begin(send: ClaimedSend): void {
    this.#sends.set(send, { channel: channelOf(send.message), isAnswered: false })
  }

  /** Its provider has answered. Returns whether its channel was full until now. */
  answer(send: ClaimedSend): boolean {
    const channel = channelOf(send.message)
    const wasFull = this.count()[channel] === this.#channelMax
    this.#sends.set(send, { channel, isAnswered: true })
    return wasFull
  }

  end(send: ClaimedSend): void {
    this.#sends.delete(send)
  }

  /** What takes up room, by channel; a channel with too much that is not written is full. */
  count(): Record<string, number> {
    const groups = Map.groupBy(this.#sends.values(), ({ channel }) => channel)
    const counts = [...groups].map(([channel, sends]) => {
      const isFull = sends.length >= this.#channelMax * UNWRITTEN_TIMES_MAX
      return [channel, isFull ? this.#channelMax : sends.filter(({ isAnswered }) => !isAnswered).length] as const
    })
    return Object.fromEntries(counts)
  }
}

/** Writes what became of a send. Returns how it ended where that could not be written. */
async function conclude(
  deps: EngineDeps,
  send: ClaimedSend,
  result: Delivery,
  report: Reporter,
): Promise<SendEnd['kind'] | undefined> {
  const now = deps.clock.now()
  const { end, outcome } = endOf(send, result, now)
  tellLatency(deps, send.message, result, end, now)
  try {
    await reportPatiently(deps, report, { send, tries: triesOf(send), end, result: outcome })
    deps.watch.sendEnded(send.class, end.kind)
    return undefined
  } catch (error) {
    // The lease gives the row back: the message goes out again with the same key.
    deps.log.error({ send: send.key, error: String(error) }, 'the outcome of a send could not be written')
    return end.kind
  }
}

function tellLatency(
  deps: EngineDeps,
  message: ClaimedSend['message'],
  result: Delivery,
  end: SendEnd,
  now: Instant,
): void {
  if (message.kind !== 'page') return
  if (end.kind === 'done') measure(deps, message, now)
  // What a limit of the person keeps back goes out by another way at once.
  else if ('failure' in result && result.failure.code !== OVER_LIMIT)
    deps.watch.pageMissed(message.target.channel, result.failure.code)
}

/** What waited for others, or for its digest, did so by wish: as latency of paging it would say nothing. */
function measure({ watch }: EngineDeps, message: PersonMessage, now: Instant): void {
  if (message.heldSince !== undefined || message.gather !== undefined) return
  const { channel } = message.target
  if (message.isFirstCall) watch.pageHandedOver(channel, now - message.signalReceivedAt)
  else watch.laterPageHandedOver?.(channel, now - (message.dueAt ?? message.requestedAt))
}

function endOf(send: ClaimedSend, result: Delivery, now: Instant): { end: SendEnd; outcome: PageAttemptResult } {
  if ('held' in result) {
    const { until, due, mark } = result.held
    return { end: { kind: 'held', due, mark }, outcome: { outcome: 'held', until } }
  }
  return 'failure' in result ? failed(send, result, now) : handedOver(result)
}

/** A page that was only found to have to wait was not tried. */
function triesOf({ attempt, message }: ClaimedSend): number {
  return attempt - (message.kind === 'page' ? (message.holds ?? 0) : 0)
}

/** An error of our own is a failed attempt like any other: the next one, or the next contact, gets its turn. */
async function handOver(deps: EngineDeps, send: ClaimedSend, deliver: Deliver): Promise<Delivery> {
  // Attempts count also when a node died over them: a message that ends every node that touches it must come to an end.
  if (triesOf(send) > LIMITS.pageAttemptsMax)
    return { failure: { code: 'provider_error', retry: 'never', cause: 'Every attempt ended without an outcome.' } }
  try {
    const { message } = send
    if (message.kind === 'event') await deps.publish?.(message)
    else if (message.kind === 'channel') await deps.showInChannel?.(message)
    else if (message.kind === 'buttons') {
      const failure = await deps.editButtons?.(message)
      if (failure) return { failure }
    } else return await deliver(message, triesOf(send), deps.clock.now())
    return { handedOver: true, isDelivered: false }
  } catch (error) {
    deps.log.error({ send: send.key, error: String(error) }, 'a message could not be made or handed over')
    return { failure: { code: 'provider_error', retry: 'later', cause: 'Tocsin itself failed; its log says more.' } }
  }
}

/** A database that is away for a moment must not make a page that was taken go out again. */
const REPORT_AGAIN_AFTER_MS: readonly number[] = [500, 2_000, 8_000]

function reportPatiently({ clock, log }: EngineDeps, report: Reporter, attempt: AttemptReport): Promise<void> {
  const { key } = attempt.send
  return writePatiently(
    () => report(attempt),
    REPORT_AGAIN_AFTER_MS,
    (ms) => clock.sleep(ms),
    (error) => log.warn({ send: key, error: String(error) }, 'the outcome of a send is written once more'),
  )
}

function handedOver({
  providerRef,
  wordsProblem,
  together,
  instead,
}: {
  providerRef?: string
  wordsProblem?: WordsProblem
  together?: number
  instead?: Instead
}): { end: SendEnd; outcome: PageAttemptResult } {
  const ref = providerRef === undefined ? {} : { providerRef }
  return {
    end: { kind: 'done', ...ref, ...(instead && { provider: 'second', error: `${instead.code}: ${instead.cause}` }) },
    outcome: {
      ...{ outcome: 'handed_over', ...ref },
      ...(wordsProblem && { wordsProblem }),
      ...(together && { together }),
      ...(instead && { instead }),
    },
  }
}

function failed(
  send: ClaimedSend,
  { failure, isOfBoth }: { failure: Failure; isOfBoth?: true },
  now: Instant,
): { end: SendEnd; outcome: PageAttemptResult } {
  const both = isOfBoth && { provider: 'both' as const }
  const { code, cause } = failure
  const due = failure.retry === 'never' ? null : calcRetryDue(triesOf(send), now, failure.retryAfterMs)
  if (due === null)
    return { end: { kind: 'dead', error: `${code}: ${cause}`, ...both }, outcome: { outcome: 'gave_up', code, cause } }
  return {
    end: { kind: 'retry', due, error: `${code}: ${cause}`, ...both },
    outcome: { outcome: 'will_retry', code, cause, retryAt: due },
  }
}
