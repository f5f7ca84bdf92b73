import type { ContactAddress, Message, OutChannel, SendResult } from '../channel.ts'
import type { Failure } from '../failure.ts'
import { textAt } from '../json-object.ts'
import type { Net } from '../net.ts'
import { refused } from '../post.ts'
import { formatBlocks } from './blocks.ts'
import { callSlack } from './call.ts'
import { isInteractive, type SlackConfig, slackConfigSchema } from './config.ts'

/** A member (`U…`, `W…`), a channel (`C…`, `G…`) or a direct message (`D…`), or the mail address of a member. */
const ID = /^[UWCGD][A-Z0-9]{5,20}$/
const MAIL = /^[^\s@]{1,64}@[^\s@]{1,250}$/
const PROBLEM =
  'Expected a member’s id such as U012AB3CD (in their profile: Copy member ID), a channel’s id such as C012AB3CD, or a member’s mail address.'

function checkAddress(to: string): string | undefined {
  return ID.test(to) || MAIL.test(to) ? undefined : PROBLEM
}

async function send(net: Net, config: SlackConfig, { to }: ContactAddress, message: Message): Promise<SendResult> {
  if (checkAddress(to) !== undefined) return refused('bad_address', PROBLEM)
  const channel = await findChannel(net, config, to, message.sentAt)
  if (typeof channel !== 'string') return { failure: channel.failure }
  const content = formatBlocks(message, isInteractive(config))
  const outcome = await callSlack(
    net,
    config,
    'chat.postMessage',
    { channel, ...content, unfurl_links: false, unfurl_media: false, ...threadOf(message) },
    message.sentAt,
  )
  if ('failure' in outcome) return outcome
  const [where, ts] = [textAt(outcome.answer, 'channel'), textAt(outcome.answer, 'ts')]
  return {
    handedOver: true,
    ...(where !== undefined && ts !== undefined && { providerRef: `${where} ${ts}` }),
    isDelivered: true,
  }
}

/** What is said later about an incident stands below the page, and not in the way of the next one. */
function threadOf({ kind, earlierRefs }: Message): { thread_ts?: string } {
  const ref = kind === 'notice' ? readRef(earlierRefs?.at(-1)) : undefined
  return ref === undefined ? {} : { thread_ts: ref.ts }
}

/** A page that nobody has to answer any more loses its buttons. */
async function edit(
  net: Net,
  config: SlackConfig,
  { ref: given, message }: { ref: string; message: Message },
): Promise<Failure | undefined> {
  const ref = readRef(given)
  if (ref === undefined) return undefined
  const outcome = await callSlack(
    net,
    config,
    'chat.update',
    { ...ref, ...formatBlocks(message, false) },
    message.sentAt,
  )
  return 'failure' in outcome ? outcome.failure : undefined
}

function readRef(ref: string | undefined): { channel: string; ts: string } | undefined {
  const [, channel, ts] = /^(\S+) (\d+\.\d+)$/.exec(ref ?? '') ?? []
  return channel === undefined || ts === undefined ? undefined : { channel, ts }
}

/** Posting to a member's id opens the conversation with them. */
async function findChannel(
  net: Net,
  config: SlackConfig,
  to: string,
  sentAt: string,
): Promise<string | { failure: Failure }> {
  if (ID.test(to)) return to
  const outcome = await callSlack(net, config, 'users.lookupByEmail', { email: to }, sentAt)
  if ('failure' in outcome) return outcome
  return textAt(outcome.answer, 'user', 'id') ?? refused('bad_address', 'Slack knows nobody with this mail address.')
}

/** A direct message or a message in a channel, with buttons. */
export const slackChannel: OutChannel<SlackConfig> = {
  channel: 'slack',
  configSchema: slackConfigSchema,
  checkAddress,
  send,
  edit,
}
