/** Turns a send of the outbox into a message in the reader's words and hands it to its channel. */
import type { ContactAddress, Message, MessageLink, OutChannel, SendResult } from '@tocsin/adapters/out/channel.ts'
import type { Failure } from '@tocsin/adapters/out/failure.ts'
import type { Net } from '@tocsin/adapters/out/net.ts'
import { templateFor } from '@tocsin/adapters/templates/template-places.ts'
import { assert } from '@tocsin/core/kernel/assert.ts'
import type { ContactId, Instant, UserId } from '@tocsin/core/kernel/brand.ts'
import type { Letter, MessageToPerson, PersonMessage } from '@tocsin/core/kernel/decision.ts'
import { formatInstant } from '@tocsin/core/kernel/instant.ts'
import type { Directory } from '@tocsin/core/people/directory.ts'
import { OVER_LIMIT, type ReachedLimit } from '@tocsin/core/respond/message-limit.ts'
import { accountContact } from '@tocsin/core/respond/notification-plan.ts'
import { BY_ACCOUNT_MAIL } from '../people/message-use.queries.ts'
import { localeOf } from './answers/callers.ts'
import { composeBundle } from './gather/bundle-message.ts'
import type { Bundle } from './gather/bundle-pages.ts'
import { composeDigest } from './gather/digest-message.ts'
import type { Gather } from './gather/gather-pages.ts'
import type { FindLimit } from './limits/limit-messages.ts'
import { formatLines, formatSubject } from './page-text.ts'
import { createProviders, type Providers } from './providers/second-provider.ts'
import { composeReportMail } from './report-mail.ts'
import type { Deliver, Delivery } from './send-loop.ts'
import { type WordedPage, type WordsProblem, wordPage } from './templates/word-page.ts'

export interface DeliverDeps {
  net: Net
  now(): Instant
  channels: ReadonlyMap<string, OutChannel>
  /** What the organisation configured for a channel; undefined when nothing. */
  channelConfig(channel: string): Promise<unknown>
  /** Of its second provider; undefined where it has none. */
  secondConfig?(channel: string): Promise<unknown>
  /** Whether any of the pages in a message is still asked for: between two providers somebody may have taken their incidents. */
  isAnyWanted?(pages: readonly PersonMessage[]): Promise<boolean>
  contactSecret(user: UserId, contact: ContactId): Promise<string | undefined>
  directory(): Directory
  links(message: MessageToPerson, at: Instant): MessageLink[]
  /** Where a mail is answered; absent where no mail comes in. */
  replyTo?(message: PersonMessage, at: Instant): string | undefined
  /** Where the provider of a page may report back; absent where it cannot reach us. */
  callbackUrl?(message: PersonMessage, at: Instant): string | undefined
  /** The limit of its reader that it would break, if any. */
  findLimit?: FindLimit
  /** Sends pages together that go out as one message; absent where each goes alone. */
  gather?: Gather
  /** Lets pages that follow another in a burst wait, and sends them together; absent where each goes alone. */
  bundle?: Bundle
  /** What its provider called the pages of this incident to this contact. */
  earlierRefs?(message: PersonMessage): Promise<string[]>
  /** The organisation's words for a page could not be made; it goes out in the usual ones. Nothing waits for it. */
  wordsFailed?(problem: WordsProblem, message: MessageToPerson, at: Instant): void
  /** An address has ended for good: its owner is to know. Nothing waits for it. */
  addressGone?(user: UserId, contact: ContactId, address: ContactAddress): void
  /** An address was refused for good: whoever looks after it is to see that. Nothing waits for it. */
  addressRefused?(channel: string, to: string, failure: Failure, at: Instant): void
}

/** What is known of providers lives as long as the node. */
type ProvidedDeps = DeliverDeps & { providers: Providers }

export function createDeliver(given: DeliverDeps): Deliver {
  const deps = { ...given, providers: createProviders(given.now) }
  return async (asked, _attempt, at): Promise<Delivery> => {
    if (asked.kind === 'page' && isGathered(asked) && deps.gather)
      return deps.gather(asked, at, (members) => handOverTogether(deps, members, at))
    if (asked.kind === 'page') return deliverPage(deps, asked, at)
    const limit = await deps.findLimit?.(asked, at)
    const message = limit ? toAccount(asked, deps.directory()) : asked
    const result = await handOver(deps, message, at)
    return limit && 'handedOver' in result ? { ...result, providerRef: BY_ACCOUNT_MAIL } : result
  }
}

/**
 * A page that a limit keeps back goes another way at once rather than wait in a burst for nothing. One that waits is asked about again
 * only when it would leave: another message may have it in it by then, and that one may itself have reached the limit.
 */
async function deliverPage(deps: ProvidedDeps, page: PersonMessage, at: Instant): Promise<Delivery> {
  const send = (members: readonly [PersonMessage, ...PersonMessage[]]) => handOverBundle(deps, members, at)
  const findObstacle = async () => {
    const limit = await deps.findLimit?.(page, at)
    return limit && overLimit(page, limit)
  }
  const waits = deps.bundle !== undefined && page.heldSince !== undefined
  const obstacle = waits ? undefined : await findObstacle()
  if (obstacle) return obstacle
  if (!deps.bundle) return send([page])
  return deps.bundle(page, at, { findObstacle: async () => (waits ? findObstacle() : undefined), send })
}

function overLimit({ target }: PersonMessage, { span, max }: ReachedLimit): Delivery {
  const cause = `The limit of ${max} messages by ${target.channel} in ${span === 'hour' ? 'an hour' : 'a day'} has been reached.`
  return { failure: { code: OVER_LIMIT, retry: 'never', cause } }
}

/** What asks for no answer goes by mail where its own way has reached its limit. */
function toAccount(message: MessageToPerson, { users }: Directory): MessageToPerson {
  const user = users.get(message.user)
  return user ? { ...message, target: accountContact(user) } : message
}

function isGathered(message: PersonMessage): message is PersonMessage & { gather: string } {
  // Those that wait in a burst have a word as well, and are looked after by the bundle.
  return message.gather !== undefined && message.heldSince === undefined
}

/** One alone is a page like any other. */
async function handOverTogether(
  deps: ProvidedDeps,
  [first, ...others]: readonly PersonMessage[],
  at: Instant,
): Promise<Delivery> {
  assert(first, 'what goes out together has a first one')
  if (others.length === 0) return handOver(deps, first, at)
  const locale = localeOf(deps.directory().users.get(first.user))
  const digest = composeDigest([first, ...others], { directory: deps.directory(), links: deps.links, at })
  return handOver(deps, first, at, { words: { ...digest, locale }, members: [first, ...others] })
}

/** What is in a burst is urgent for somebody: answers by a key or a button come back like those of a page. */
async function handOverBundle(
  deps: ProvidedDeps,
  [first, ...others]: readonly [PersonMessage, ...PersonMessage[]],
  at: Instant,
): Promise<Delivery> {
  if (others.length === 0) return handOver(deps, first, at)
  const bundle = composeBundle([first, ...others], { directory: deps.directory(), links: deps.links, at })
  const hearsBack = deps.channels.get(first.target.channel)?.hearsBack
  const callbackUrl = hearsBack ? deps.callbackUrl?.(first, at) : undefined
  const words = { ...bundle, ...(callbackUrl !== undefined && { callbackUrl }) }
  return handOver(deps, first, at, { words, members: [first, ...others] })
}

/** What is said in place of what a message would say by itself, and for which pages. */
interface Together {
  words: Message
  members: readonly PersonMessage[]
}

async function handOver(
  deps: ProvidedDeps,
  message: MessageToPerson,
  at: Instant,
  given?: Together,
): Promise<Delivery> {
  const channel = deps.channels.get(message.target.channel)
  if (!channel) return notConfigured(message.target.channel, 'is not known to this version')
  const config = channel.configSchema.safeParse(await deps.channelConfig(message.target.channel))
  if (!config.success)
    return notConfigured(message.target.channel, 'is not configured; an admin can do that under Settings, Channels')
  const secret = await deps.contactSecret(message.user, message.target.contact)
  const address = { to: message.target.to, ...(secret !== undefined && { secret }) }
  const usual = given?.words ?? {
    ...composeMessage(deps, message, at),
    ...(await extrasOf(deps, channel, message, at)),
  }
  const { message: words, wordsProblem } = given ? { message: given.words } : inOwnWords(deps, message, usual)
  if (wordsProblem) deps.wordsFailed?.(wordsProblem, message, at)
  const second = channel.hasSecond && deps.secondConfig ? await deps.secondConfig(message.target.channel) : undefined
  const other = second === undefined ? undefined : channel.configSchema.safeParse(second)
  const result = await deps.providers.send(message.target.channel, {
    first: () => channel.send(deps.net, config.data, address, words),
    second: other?.success ? () => channel.send(deps.net, other.data, address, words) : undefined,
    ...(message.kind === 'page' && {
      isWanted: async () => (await deps.isAnyWanted?.(given?.members ?? [message])) ?? true,
    }),
  })
  if ('failure' in result && result.failure.isAddressGone)
    deps.addressGone?.(message.user, message.target.contact, address)
  if ('failure' in result && isOfAddress(result.failure))
    deps.addressRefused?.(message.target.channel, address.to, result.failure, at)
  return wordsProblem ? { ...result, wordsProblem } : result
}

/** What will not change, and says nothing of our own settings. */
function isOfAddress({ code, retry }: Failure): boolean {
  return code === 'bad_address' || (code === 'refused' && retry === 'never')
}

/** A page in the organisation's own words, where it has some for that kind of channel in the reader's language. */
function inOwnWords(deps: DeliverDeps, message: MessageToPerson, usual: Message): WordedPage {
  if (message.kind !== 'page') return { message: usual }
  const id = templateFor(message.target.channel, usual.locale ?? 'en')
  return wordPage(usual, id && deps.directory().templates?.get(id))
}

/** What the channel can use beside the words. */
async function extrasOf(
  deps: DeliverDeps,
  channel: OutChannel,
  message: MessageToPerson,
  at: Instant,
): Promise<Pick<Message, 'locale' | 'callbackUrl' | 'earlierRefs'>> {
  const locale =
    message.kind === 'letter' || !message.report ? localeOf(deps.directory().users.get(message.user)) : 'en'
  if (message.kind === 'letter') return { locale }
  const callbackUrl = channel.hearsBack && message.kind === 'page' ? deps.callbackUrl?.(message, at) : undefined
  const earlierRefs = channel.edit && message.kind === 'notice' ? await deps.earlierRefs?.(message) : undefined
  return { locale, ...(callbackUrl !== undefined && { callbackUrl }), ...(earlierRefs && { earlierRefs }) }
}

function notConfigured(channel: string, problem: string): SendResult {
  return { failure: { code: 'not_configured', retry: 'never', cause: `The channel ${channel} ${problem}.` } }
}

export function composeMessage(
  deps: Pick<DeliverDeps, 'directory' | 'links' | 'replyTo'>,
  message: MessageToPerson,
  at: Instant,
): Message {
  if (message.kind === 'letter') return composeLetter(deps, message, at)
  const { report } = message
  if (report) return composeReportMail({ ...message, report }, deps.links(message, at), at)
  const directory = deps.directory()
  const user = directory.users.get(message.user)
  const replyTo = message.target.channel === 'email' ? deps.replyTo?.(message, at) : undefined
  return {
    ...(replyTo !== undefined && { replyTo }),
    id: message.page,
    kind: message.kind,
    urgency: message.urgency,
    recipientName: user?.name ?? '',
    subject: formatSubject(message, directory),
    lines: formatLines(message, directory),
    links: deps.links(message, at),
    incident: {
      id: message.incident,
      title: message.title,
      status: message.notice?.event ?? 'open',
      priority: message.priority,
      services: message.services,
      openedAt: formatInstant(message.signalReceivedAt),
    },
    sentAt: formatInstant(at),
  }
}

function composeLetter(deps: Pick<DeliverDeps, 'directory' | 'links'>, letter: Letter, at: Instant): Message {
  const recipientName = deps.directory().users.get(letter.user)?.name ?? ''
  return {
    ...{ id: letter.page, kind: 'notice', urgency: 'low', recipientName },
    ...{ subject: letter.subject, lines: letter.lines, links: deps.links(letter, at), sentAt: formatInstant(at) },
  }
}
